"""`bluezone portal migrate`: everything that `serve` does before it listens, and tables of an earlier version changed
where they lie. `bluezone upgrade` does that with a way back.
"""

from __future__ import annotations

import argparse

from bluezone.cli.portal.place import add_place_options, opened


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Make or update secrets, tables and the bundled units, and end."
    parser = commands.add_parser("migrate", help=sentence, description=sentence)
    add_place_options(parser)
    parser.add_argument(
        "--new-key",
        dest="new_keys",
        action="append",
        default=[],
        choices=("secret.key", "identity-numbers.key", "venue.key"),
        help="draw this key anew, as it is lost for good; what was kept under it is read no more",
    )
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    opened(arguments, new_keys=arguments.new_keys, may_change=True)
    return 0
