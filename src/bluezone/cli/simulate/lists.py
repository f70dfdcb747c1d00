"""`bluezone simulate lists`: recorded contacts as the two lists that tracing begins with."""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path

from bluezone.cli.whole_numbers import whole_number


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Turn recorded contacts into a line list and its contacts, for `trace levels` and `import-outbreak`."
    parser = commands.add_parser("lists", help=sentence, description=sentence)
    parser.add_argument("trace", type=Path, metavar="TRACE", help="contacts: .csv or .csv.gz (t,i,j), or .parquet")
    parser.add_argument("line_list", type=Path, metavar="LINELIST", help="the file to write: cases, one row each")
    parser.add_argument("contacts", type=Path, metavar="CONTACTS", help="the file to write: who exposed whom, and when")
    parser.add_argument(
        "--cases", type=_cases, required=True, metavar="ID:DAY,…", help="who is a case, and the day of onset from 0"
    )
    parser.add_argument(
        "--first-day", type=dt.date.fromisoformat, required=True, metavar="YYYY-MM-DD", help="the day called 0"
    )
    parser.add_argument(
        "--least-minutes", type=whole_number(0, 1_440), default=1, metavar="N", help="face to face on one day (1)"
    )
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from bluezone.simulation.line_lists import contact_list_of, line_list_of, write_rows
    from bluezone.simulation.trace import read_trace

    trace, first_day = read_trace(arguments.trace), arguments.first_day
    cases = list(line_list_of(trace, arguments.cases, first_day))
    contacts = list(contact_list_of(trace, first_day, least_minutes=arguments.least_minutes))
    for path, rows in ((arguments.line_list, cases), (arguments.contacts, contacts)):
        with path.open("w", encoding="utf-8", newline="") as file:
            print(f"{path}: {write_rows(file, rows)} rows")
    return 0


def _cases(text: str) -> dict[int, int]:
    number = whole_number(0, 1_000_000)
    try:
        pairs = [part.split(":") for part in text.split(",")]
        return {number(person): whole_number(0, 400)(day) for person, day in pairs}
    except ValueError as error:
        raise argparse.ArgumentTypeError("cases are given as ID:DAY with commas between, as 153:0,40:4") from error
