"""`bluezone portal indicators`: a province's figures by day and commune, for whoever reads many portals."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import time
from pathlib import Path

from bluezone.cli.portal.place import add_place_options, opened_again
from bluezone.joining.portal.opening import world_from


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Write a province's national figures into a parquet file: no names, and no count of one to four people."
    parser = commands.add_parser("indicators", help=sentence, description=sentence)
    add_place_options(parser)
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="what was there is replaced")
    parser.add_argument("--province", required=True, metavar="CODE", help="its official code of today, such as 08")
    parser.add_argument("--from", dest="first", type=_day, required=True, metavar="DAY", help="such as 2026-11-01")
    parser.add_argument(
        "--to", dest="last", type=_day, required=True, metavar="DAY", help="over for three days at least"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    world, began = world_from(opened_again(arguments)), time.perf_counter()

    from bluezone.indicators.withholding import THRESHOLD
    from bluezone.portal.indicators.counting import Span
    from bluezone.portal.indicators.releasing import release_province

    span = Span(arguments.first, arguments.last)
    done = release_province(arguments.province, span, arguments.out, now=world.now())
    size = arguments.out.stat().st_size
    if arguments.json:
        told = {"rows": done.rows, "withheld": done.withheld, "elsewhere": done.elsewhere, "threshold": THRESHOLD}
        more = {"bytes": size, "sha256": done.sha256, "wall_s": round(time.perf_counter() - began, 3)}
        print(json.dumps(told | more))
    else:
        print(f"{arguments.out}: {done.rows} rows, {done.withheld} counts below {THRESHOLD} withheld, {size} bytes")
        print(f"counted elsewhere than in {arguments.province}, and not written: {done.elsewhere}")
    return 0


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no day such as 2026-11-01") from error
