"""`bluezone exchange code`: one code, straight from the data directory, while the service runs or not."""

from __future__ import annotations

import argparse
import datetime as dt
import json
from pathlib import Path

from bluezone.joining.chance import entropy
from bluezone.joining.exchange.noted_clock import noted_clock


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Issue one code for a confirmed person and print it once."
    parser = commands.add_parser("code", help=sentence, description=sentence)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="the exchange's data directory")
    parser.add_argument("--level", choices=("F0", "F1"), required=True, help="how near to the virus the person is")
    parser.add_argument("--onset", type=_date, required=True, metavar="DATE", help="first symptoms, or the test's day")
    parser.add_argument("--first-exposure", type=_date, metavar="DATE", help="for an F1: nothing before it is taken")
    parser.add_argument("--long", action="store_true", help="16 characters for a link, valid for 24 hours")
    parser.add_argument("--store", metavar="URL", help="default: the one that was given to serve")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from bluezone.exchange.codes import CodeOrder
    from bluezone.exchange.issuing import issue_beside
    from bluezone.exchange.publishing.files import noted_bucket
    from bluezone.exchange.settings import ExchangeSettings
    from bluezone.joining.exchange.noted_store import chosen_store
    from bluezone.protocol.calendar import Day
    from bluezone.protocol.disclosure import Level

    first = arguments.first_exposure
    order = CodeOrder(
        Level[arguments.level], Day.of(arguments.onset), Day.of(first) if first else None, long=arguments.long
    )
    settings = ExchangeSettings(
        data=arguments.data,
        store_url=chosen_store(arguments.data, arguments.store),
        bucket=noted_bucket(arguments.data),
    )
    issued = issue_beside(settings, order, now_s=noted_clock(arguments.data)() // 1000, entropy=entropy)
    if not arguments.json:
        print(issued.spaced)
        return 0
    answer = {
        "code": issued.code,
        "spaced": issued.spaced,
        "handle": issued.handle.hex(),
        "level": arguments.level,
        "onset": arguments.onset.isoformat(),
        "expires_at": dt.datetime.fromtimestamp(issued.expires_s, dt.UTC).isoformat(),
    }
    print(json.dumps(answer))
    return 0


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no date such as 2026-11-24") from error
