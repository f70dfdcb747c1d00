"""`bluezone portal migrate`: everything that `serve` does before it listens."""

from __future__ import annotations

import argparse

from bluezone.cli.portal.place import add_place_options, opened


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Make or update secrets, tables and the bundled units, and end."
    parser = commands.add_parser("migrate", help=sentence, description=sentence)
    add_place_options(parser)
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    opened(arguments)
    return 0
