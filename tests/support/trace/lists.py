"""Lists of outbreaks as other systems write them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from bluezone.lists.outbreak.contact_list import ContactList, ContactListColumns, read_contact_list
from bluezone.lists.outbreak.line_list import LineList, LineListColumns, read_line_list
from bluezone.lists.outbreak.rows import Rows, read_rows


def written(rows: Iterable[Sequence[object]], *, separator: str = ",", encoding: str = "utf-8") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, lineterminator="\n").writerows(rows)
    return out.getvalue().encode(encoding)


def lists_in(folder: Path, cases: str, contacts: str) -> tuple[Path, Path]:
    """Both as the files that a command is given."""
    paths = folder / "cases.csv", folder / "contacts.csv"
    for path, text in zip(paths, (cases, contacts), strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


def rows_of(*lines: str) -> Rows:
    return read_rows("\n".join(lines).encode(), "list.csv")


def line_list(*lines: str, **named: object) -> LineList:
    return read_line_list(rows_of(*lines), LineListColumns(**named))


def contact_list(*lines: str, **named: object) -> ContactList:
    return read_contact_list(rows_of(*lines), ContactListColumns(**named))


def said(told: Iterable[object]) -> list[tuple[int, str]]:
    return [(one.line, one.words.en) for one in told]
