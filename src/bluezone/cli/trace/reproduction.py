"""`bluezone trace reproduction`: how many each case infected, by the weeks in which they fell ill."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import time
from typing import TYPE_CHECKING

from bluezone.cli.trace.arguments import add_lists, read_lists
from bluezone.cli.whole_numbers import whole_number

if TYPE_CHECKING:
    from bluezone.trace.reproduction import Cohort, Reproduction


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Say how many each case infected, by days of onset, with the interval and the number behind it."
    parser = commands.add_parser("reproduction", help=sentence, description=sentence)
    add_lists(parser)
    parser.add_argument(
        "--days", type=whole_number(1, 366), default=7, metavar="N", help="of onset that make a cohort (default 7)"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from bluezone.joining.outbreak_lists import reproduction_of_lists

    began = time.perf_counter()
    found = reproduction_of_lists(*read_lists(arguments), arguments.days)
    if arguments.json:
        print(json.dumps(_as_json(found) | {"wall_s": round(time.perf_counter() - began, 3)}))
    else:
        print("\n".join(_in_lines(found)))
    return 0


def _as_json(found: Reproduction) -> dict[str, object]:
    serial = found.serial
    return {
        "cohorts": [
            {
                "from": _day(cohort.first_day),
                "to": _day(cohort.last_day),
                "cases": cohort.cases,
                "infected": round(cohort.infected, 3),
                "r": round(cohort.mean, 3),
                "low": round(cohort.low, 3),
                "high": round(cohort.high, 3),
                "finished": cohort.is_finished,
            }
            for cohort in found.cohorts
        ],
        "serial_interval": {
            "pairs": serial.pairs,
            "median": serial.median,
            "p95": serial.late,
            "backward": serial.backward,
        },
        "without_onset": found.without_onset,
    }


def _in_lines(found: Reproduction) -> list[str]:
    serial = found.serial
    known = "" if serial.median is None else f", half within {serial.median:g} days, 95 % within {serial.late:g}"
    return [
        *map(_line, found.cohorts),
        f"serial intervals: {serial.pairs} pairs{known}; {serial.backward} of them backward",
        f"{found.without_onset} cases without a day of onset belong to no cohort",
    ]


def _line(cohort: Cohort) -> str:
    days = f"{_day(cohort.first_day)} to {_day(cohort.last_day)}"
    end = "" if cohort.is_finished else ", unfinished"
    return f"{days}  R {cohort.mean:.2f} ({cohort.low:.2f} to {cohort.high:.2f}), {cohort.cases} cases{end}"


def _day(ordinal: int) -> str:
    return dt.date.fromordinal(ordinal).isoformat()
