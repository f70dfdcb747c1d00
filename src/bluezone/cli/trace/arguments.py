"""The two lists that a command of this group takes, and how their columns are named."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bluezone.lists.outbreak.contact_list import ContactList
    from bluezone.lists.outbreak.line_list import LineList
    from bluezone.lists.outbreak.rows import Rows, Told
    from bluezone.trace.windows import Rules
    from bluezone.vietnam.words import Language

_LINE = {"vi": "dòng", "en": "line"}
_NOBODY = {"vi": "không có ca xác nhận nào.", "en": "nobody is a confirmed case."}

_OTHER_IDS = {
    "vi": "không mã nào của danh sách tiếp xúc nằm trong cột mã; cột “{0}” có (--id).",
    "en": "no id of the contacts stands in the column of ids; “{0}” has some (--id).",
}


def add_lists(parser: argparse.ArgumentParser) -> None:
    """Adds both lists and what may be said about them."""
    parser.add_argument("line_list", type=Path, metavar="LINELIST", help="people, one row each (csv, tsv, xlsx, …)")
    parser.add_argument("contacts", type=Path, metavar="CONTACTS", help="who exposed whom, one row each")
    parser.add_argument("--id", metavar="COL", help="ids in LINELIST; found by its header unless told")
    parser.add_argument("--onset", metavar="COL", help="days of onset in LINELIST; found unless told")
    parser.add_argument("--from", dest="source", metavar="COL", help="who exposed, in CONTACTS; found unless told")
    parser.add_argument("--to", dest="target", metavar="COL", help="who was exposed, in CONTACTS; found unless told")
    parser.add_argument(
        "--class",
        dest="confirmed",
        type=_column_and_value,
        metavar="COL=VALUE",
        help="who of LINELIST is confirmed; everybody unless told",
    )
    parser.add_argument("--language", choices=("vi", "en"), default="en", help="of what is said of rows (default en)")


def add_rules(parser: argparse.ArgumentParser) -> None:
    """Adds under which rules is traced."""
    parser.add_argument(
        "--regime",
        metavar="NAME",
        help="the rules of which time, or in-force for those of each case's onset; without, every exposure counts",
    )
    parser.add_argument("--place", default="VN", metavar="CODE", help="for in-force: the province by its two digits")


def chosen_rules(arguments: argparse.Namespace) -> tuple[str, Rules | None]:
    """The rules under the name by which they are told."""
    from bluezone.trace.regimes.shipped import InForce, shipped_regime

    if arguments.regime is None:
        return "none", None
    if arguments.regime == "in-force":
        return f"in-force {arguments.place}", InForce(arguments.place)
    return arguments.regime, shipped_regime(arguments.regime)


def read_lists(arguments: argparse.Namespace) -> tuple[LineList, ContactList]:
    """Reads both lists, and says on stderr what of them was left out."""
    from bluezone.joining.refusal import RefusedError
    from bluezone.lists.errors import ListError
    from bluezone.lists.outbreak.contact_list import ContactListColumns, read_contact_list
    from bluezone.lists.outbreak.line_list import LineListColumns, read_line_list
    from bluezone.lists.outbreak.near_ids import near_ids, other_id_column

    language, reading = arguments.language, arguments.line_list
    try:
        rows = _rows(reading)
        cases = read_line_list(rows, LineListColumns(arguments.id, arguments.onset, arguments.confirmed))
        reading = arguments.contacts
        contacts = read_contact_list(_rows(reading), ContactListColumns(arguments.source, arguments.target))
    except ListError as error:
        raise RefusedError(f"{reading}: {error.words.said(language)}") from error
    _tell(arguments.line_list, cases.told, language)
    _tell(arguments.contacts, (*contacts.told, *near_ids(cases, contacts)), language)
    if not any(person.is_confirmed for person in cases.people):
        print(f"{arguments.line_list}: {_NOBODY[language]}", file=sys.stderr)
    if (column := other_id_column(rows, cases, contacts)) is not None:
        print(f"{arguments.line_list}: {_OTHER_IDS[language].format(column)}", file=sys.stderr)
    return cases, contacts


def _rows(path: Path) -> Rows:
    from bluezone.joining.reading import read_bounded
    from bluezone.lists.outbreak.rows import OUTBREAK_BOUNDS, read_rows

    return read_rows(read_bounded(path, OUTBREAK_BOUNDS.file_bytes), path.name)


def _tell(path: Path, told: tuple[Told, ...], language: Language) -> None:
    for one in told:
        print(f"{path}: {_LINE[language]} {one.line}: {one.words.said(language)}", file=sys.stderr)


def _column_and_value(text: str) -> tuple[str, str]:
    column, sign, value = text.partition("=")
    if not (column and sign and value):
        raise argparse.ArgumentTypeError("a class is written COL=VALUE")
    return column, value
