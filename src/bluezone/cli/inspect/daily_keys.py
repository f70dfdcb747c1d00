"""`bluezone inspect daily-keys`: the original application's key chain."""

from __future__ import annotations

import argparse

from bluezone.cli.inspect.arguments import key_argument
from bluezone.vietnam.numbers import whole_number

_MAX_DAYS = 36_600


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Print the original chain of daily keys, one upper-case hex key a line, day 0 first."
    parser = commands.add_parser("daily-keys", help=sentence, description=sentence)
    parser.add_argument("--base-id", type=key_argument, required=True, metavar="HEX", help="the 32-byte base id")
    parser.add_argument("--days", type=_days, required=True, metavar="N", help=f"how many keys, 1..{_MAX_DAYS}")
    parser.set_defaults(run=_run)


def _days(text: str) -> int:
    days = whole_number(text) or 0
    if not 1 <= days <= _MAX_DAYS:
        raise argparse.ArgumentTypeError(f"days lie in 1..{_MAX_DAYS}")
    return days


def _run(arguments: argparse.Namespace) -> int:
    from bluezone.protocol.original import daily_keys

    print("\n".join(key.hex().upper() for key in daily_keys(arguments.base_id, arguments.days)))
    return 0
