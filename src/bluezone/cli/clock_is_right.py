"""`bluezone clock-is-right`: a person's word for a clock that leapt, to whatever lives in a data directory."""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path

from bluezone.joining.clocks import VIETNAM


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Say that the machine's clock, as it is now, is right: a portal or an exchange that doubts it goes on."
    parser = commands.add_parser("clock-is-right", help=sentence, description=f"{sentence} Good for ten minutes.")
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="a portal's or exchange's directory")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from bluezone.joining.vouching import vouch_for_clock

    for service, now_s in vouch_for_clock(arguments.data).items():
        moment = dt.datetime.fromtimestamp(now_s, VIETNAM)
        print(f"{service}: {moment:%H:%M:%S %d/%m/%Y} (UTC+7) is right, by your word")
    return 0
