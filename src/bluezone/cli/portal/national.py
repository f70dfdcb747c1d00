"""`bluezone portal national`: the files of many portals, asked together; or the same question as SQL for an engine."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from pathlib import Path
from typing import Any

from bluezone.joining.refusal import RefusedError

ASKED = ("whole", "by-day", "by-province", "by-unit", "rates", "rates-by-day", "rates-by-province")
"""As `indicators/questions.py` names them, which --help does not load; so are the engines."""
TOLD_TO = ("duckdb", "spark", "trino")


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Answer a question from many portals' figures, withheld counts as what they can be; no portal is needed."
    parser = commands.add_parser("national", help=sentence, description=sentence)
    parser.add_argument("question", choices=ASKED, help="sums or shares (rates), and of what each")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--from", dest="folder", type=Path, metavar="DIR", help="files that portals wrote, *.parquet")
    what.add_argument("--sql", choices=TOLD_TO, help="print the question for an engine, over a table `indicators`")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print one JSON object")
    form.add_argument("--csv", action="store_true", help="print lines with commas between (as without either)")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    try:
        from bluezone.indicators.asking import sql_of
        from bluezone.indicators.questions import QUESTIONS
        from bluezone.indicators.reading import collected
    except ModuleNotFoundError as missing:
        raise RefusedError(f"this needs {missing.name}: pip install 'bluezone[national]'") from missing

    if arguments.sql:
        print(sql_of(arguments.question, arguments.sql))
        return 0
    with collected(arguments.folder) as nation:
        rows = nation.answer(sql_of(arguments.question, "duckdb"))
    columns = QUESTIONS[arguments.question].columns
    if arguments.json:
        answer = [dict(zip(columns, row, strict=True)) for row in rows]
        print(json.dumps({"question": arguments.question, "files": len(nation.files), "answer": answer}, default=str))
    else:
        _print_lines(columns, rows)
    return 0


def _print_lines(columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
    lines = csv.writer(sys.stdout, lineterminator="\n")
    lines.writerow(columns)
    lines.writerows(rows)
