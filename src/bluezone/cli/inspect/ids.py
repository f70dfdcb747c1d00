"""`bluezone inspect ids`: the ids that a daily key puts on air."""

from __future__ import annotations

import argparse

from bluezone.cli.inspect.arguments import key_argument
from bluezone.cli.whole_numbers import whole_number


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Print the ids of one day, one upper-case hex id a line, slot 0 first."
    parser = commands.add_parser("ids", help=sentence, description=sentence)
    parser.add_argument("--daily-key", type=key_argument, required=True, metavar="HEX", help="the 32-byte daily key")
    parser.add_argument(
        "--slots-per-day", type=whole_number(1, 1_440), default=96, metavar="N", help="1..1440, 96 unless told"
    )
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from bluezone.protocol.identifiers import rolling_ids

    ids = rolling_ids(arguments.daily_key, arguments.slots_per_day)
    print("\n".join(rolling_id.hex for rolling_id in ids))
    return 0
