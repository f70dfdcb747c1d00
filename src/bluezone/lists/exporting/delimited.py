"""csv that Excel opens by a double click: UTF-8 with its mark, and no cell that it would calculate."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from bluezone.lists.exporting.columns import ExportColumn, Exported, Plain, plain
from bluezone.lists.safety import defused
from bluezone.vietnam.words import Language

MARK = "\ufeff"


class _Line:
    """A file with one line in it, so that csv's own quoting can be streamed."""

    def write(self, text: str) -> str:
        return text


def csv_lines(
    columns: Sequence[ExportColumn],
    rows: Iterable[Sequence[Exported]],
    language: Language = "vi",
    separator: str = ",",
    *,
    above: str = "",
) -> Iterator[bytes]:
    """Writes the file, a line at a time; above the header a line that says what the file is, where one is given. A row
    of another width than the columns is our own fault: ValueError."""
    writer = csv.writer(_Line(), delimiter=separator)
    said = str(writer.writerow([defused(above)])) if above else ""
    yield (MARK + said + str(writer.writerow([defused(column.label.said(language)) for column in columns]))).encode()
    for row in rows:
        yield str(
            writer.writerow([_cell(plain(value, language)) for _, value in zip(columns, row, strict=True)])
        ).encode()


def _cell(value: Plain) -> str | int | float:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return f"{value:%d/%m/%Y %H:%M}"
    if isinstance(value, dt.date):
        return f"{value:%d/%m/%Y}"
    return defused(value) if isinstance(value, str) else value
