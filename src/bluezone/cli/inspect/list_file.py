"""`bluezone inspect list`: what the import kit recognises in an office's list, and what it would store. Nothing is."""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING

from bluezone.cli.whole_numbers import whole_number

if TYPE_CHECKING:
    from bluezone.cli.inspect.list_view import Looked
    from bluezone.lists.cleaning.communes import Unit
    from bluezone.lists.layout.table import Table
    from bluezone.lists.letters.encodings import Encoding
    from bluezone.lists.reading.sheet import Workbook
    from bluezone.lists.schemas.fields import Schema

_SCHEMAS = ("staff", "household", "business", "contacts")
_ENCODINGS = {"unicode": "UNICODE", "tcvn3": "TCVN3", "vni": "VNI", "viqr": "VIQR"}
_MOST_UNITS_BYTES = 4_000_000


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Show what would be read from a list (xls, xlsx, ods, csv, tsv) without storing anything."
    parser = commands.add_parser("list", help=sentence, description=sentence)
    parser.add_argument("file", type=Path, metavar="FILE", help="the list as it was sent")
    parser.add_argument("--schema", choices=_SCHEMAS, help="the kind of list; guessed unless told")
    parser.add_argument("--letters", choices=tuple(_ENCODINGS), help="how its letters are written; found unless told")
    parser.add_argument("--sheet", metavar="NAME", help="the sheet; unless told, the one with the longest table")
    parser.add_argument(
        "--units", type=Path, metavar="CSV", help="communes: code,name,parent_code; unchecked unless given"
    )
    parser.add_argument("--today", type=_day, metavar="DATE", help="the day that dates are judged by")
    parser.add_argument(
        "--header-row", type=whole_number(1, 200_000), metavar="N", help="the row of the header; found unless told"
    )
    parser.add_argument("--language", choices=("vi", "en"), default="vi", help="of the sentences, refusals too")
    parser.add_argument(
        "--rows", type=whole_number(0, 200_000), default=20, metavar="N", help="how many rows and findings are shown"
    )
    parser.add_argument("--json", action="store_true", help="print JSON, with all rows")
    parser.set_defaults(run=_run)


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError("a day is written 2020-08-20") from error


def _run(arguments: argparse.Namespace) -> int:
    from bluezone.cli.inspect.list_view import as_json, as_text
    from bluezone.joining.refusal import RefusedError
    from bluezone.lists.errors import ListError

    try:
        looked = _look(arguments)
    except ListError as error:
        raise RefusedError(error.words.said(arguments.language)) from error
    if arguments.json:
        print(json.dumps(as_json(looked, arguments.language), ensure_ascii=False))
    else:
        print(as_text(looked, arguments.language, arguments.rows))
    return 0


def _look(arguments: argparse.Namespace) -> Looked:
    from bluezone.cli.inspect.list_view import Looked
    from bluezone.joining.clocks import local_today
    from bluezone.joining.reading import read_bounded
    from bluezone.lists.cleaning.communes import Gazetteer
    from bluezone.lists.duplicates.entries import entries_of
    from bluezone.lists.duplicates.finding import find_duplicates
    from bluezone.lists.letters.encodings import Encoding
    from bluezone.lists.mapping.mapping import mapping_of
    from bluezone.lists.mapping.proposing import propose
    from bluezone.lists.planning.building import build_plan
    from bluezone.lists.reading.opening import read_workbook
    from bluezone.lists.reading.sheet import DEFAULT_BOUNDS

    gazetteer = Gazetteer(_units(arguments.units) if arguments.units else ())
    workbook = read_workbook(read_bounded(arguments.file, DEFAULT_BOUNDS.file_bytes), arguments.file.name)
    forced = Encoding[_ENCODINGS[arguments.letters]] if arguments.letters else None
    table = _table(workbook, forced, arguments)
    schema = _schema(table, arguments.schema)
    proposals = propose(table, schema)
    today = arguments.today or local_today()
    plan = build_plan(table, mapping_of(schema, proposals), gazetteer=gazetteer, today=today)
    return Looked(workbook, table, schema, proposals, plan, find_duplicates(entries_of(plan)))


def _table(workbook: Workbook, forced: Encoding | None, arguments: argparse.Namespace) -> Table:
    from bluezone.lists.layout.finding import find_tables, table_headed_by

    if arguments.header_row is not None:
        shown = next((sheet.name for sheet in workbook.sheets if not sheet.hidden), "")
        return table_headed_by(
            workbook, shown if arguments.sheet is None else arguments.sheet, arguments.header_row, forced
        )
    return _chosen(find_tables(workbook, forced), arguments.sheet)


def _chosen(tables: list[Table], name: str | None) -> Table:
    from bluezone.lists.errors import Unreadable, UnreadableListError
    from bluezone.vietnam.words import Words

    for table in tables:
        if name is None or table.sheet == name:
            return table
    others = ", ".join(table.sheet for table in tables)
    raise UnreadableListError(
        Unreadable.NO_TABLE,
        Words(
            f"Trang {name} không có bảng nào; có bảng ở: {others}.",
            f"There is no table in a sheet {name}; there is one in: {others}.",
        ),
    )


def _schema(table: Table, name: str | None) -> Schema:
    from bluezone.lists.mapping.proposing import propose_schema
    from bluezone.lists.schemas.kinds import schema_named

    return (schema_named(name) if name else None) or propose_schema(table)[0]


def _units(path: Path) -> list[Unit]:
    """Reads communes of a table of units, each with the names above it."""
    from bluezone.joining.reading import read_bounded
    from bluezone.joining.refusal import RefusedError
    from bluezone.lists.cleaning.communes import Unit

    try:
        rows = list(csv.DictReader(read_bounded(path, _MOST_UNITS_BYTES).decode("utf-8-sig").splitlines()))
        units = {row["code"]: (row["name"], row.get("parent_code") or row.get("parent") or "") for row in rows}
    except (UnicodeDecodeError, csv.Error, KeyError) as error:
        raise RefusedError(f"{path} is no table of units (code,name,parent_code)") from error
    parents = {parent for _, parent in units.values()}
    return [Unit(code, name, _above(units, parent)) for code, (name, parent) in units.items() if code not in parents]


def _above(units: dict[str, tuple[str, str]], code: str) -> tuple[str, ...]:
    names: list[str] = []
    while code in units and len(names) < 4:
        name, code = units[code]
        names.append(name)
    return tuple(names)
