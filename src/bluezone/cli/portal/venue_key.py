"""`bluezone portal venue-key`: the public half, which the exchange's key list names."""

from __future__ import annotations

import argparse
from pathlib import Path

from bluezone.cli.portal.place import add_place_options, opened


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Write the public half of the key for places to a file, for the exchange's key list."
    parser = commands.add_parser("venue-key", help=sentence, description=sentence)
    add_place_options(parser)
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="venue: and 64 hex digits go there")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from bluezone.cli.exchange.keys.public_keys import public_line

    opened(arguments)

    from bluezone.portal.leaving import Way, leave_by
    from bluezone.portal.premises.codes import venue_key

    leave_by(Way.KEY)
    key = venue_key().verifying_key
    arguments.out.write_text(public_line("venue", key) + "\n", encoding="ascii")
    print(f"venue key {key.key_id.hex()}")
    return 0
