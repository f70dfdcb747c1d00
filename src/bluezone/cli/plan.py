"""`bluezone plan`: how large an exchange must be for so many people."""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bluezone.lab.capacity import Plan

_LINES = {
    "calls_per_s_peak": "calls a second in the busiest hour",
    "processes": "processes of an exchange",
    "database_gb": "GB in the database",
    "bucket_gb_per_day": "GB a day into the bucket",
    "cdn_tb_per_day": "TB a day out of the CDN",
    "phones_mb_per_day": "MB a day and phone",
}


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Say how large an exchange must be for so many people, and from which measured figures."
    parser = commands.add_parser("plan", help=sentence, description=f"{sentence} Nothing is measured anew.")
    parser.add_argument("--people", type=_count, required=True, metavar="N", help="175000 or 100e6")
    parser.add_argument("--share", type=_share, default=0.5, metavar="S", help="of them with the app, 0..1 (0.5)")
    parser.add_argument(
        "--cover-per-day",
        type=_cover,
        default=0.2,
        metavar="C",
        help="sequences of cover a phone and day, 0.2..10 (0.2)",
    )
    parser.add_argument(
        "--cases", type=_cases, default=300, metavar="K", help="cases a day and million people, 0..100000 (300)"
    )
    parser.add_argument("--json", action="store_true", help="one object, with the measured figures")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from bluezone.lab.capacity import MEASURED, Wanted, plan

    found = plan(Wanted(arguments.people, arguments.share, arguments.cover_per_day, arguments.cases))
    if arguments.json:
        print(
            json.dumps(
                {**asdict(found), "extrapolated": found.extrapolated, "from": [asdict(factor) for factor in MEASURED]}
            )
        )
    else:
        print("\n".join(_lines(found)))
    return 0


def _lines(found: Plan) -> list[str]:
    from bluezone.lab.capacity import MEASURED, MEASURED_PROCESSES

    lines = [f"{value:>10,g}  {_LINES[name]}" for name, value in asdict(found).items()]
    if found.processes > 1:
        lines.append("More than one process serve on one PostgreSQL: docs/operating/processes.md.")
    if found.extrapolated:
        lines.append(f"Extrapolated: no more than {MEASURED_PROCESSES} processes were measured, and not at twice one.")
    return [*lines, "from", *(f"{factor.value:>10,g}  {factor.figure} ({factor.date})" for factor in MEASURED)]


def _within(low: float, high: float, what: str) -> Callable[[str], float]:
    def read(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not low <= value <= high:
            raise argparse.ArgumentTypeError(f"{what} lies in {low:g}..{high:g}")
        return value

    return read


_count = _within(1, 1e10, "a number of people")
_share = _within(0, 1, "a share")
_cover = _within(0.2, 10, "cover a day")
_cases = _within(0, 1e5, "cases a day and million people")
