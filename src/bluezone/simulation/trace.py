"""Recorded human contacts: who was face to face with whom, in bins of 20 seconds.

A row (t, i, j) says that i and j faced each other within about 1.5 m during [t - 20, t] seconds. Reading and nothing
else: no radio, no phone, no day of the calendar.
"""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bluezone.simulation.errors import TraceError

BIN_S = 20
DAY_S = 86_400
MAX_ROWS = 5_000_000
MAX_PERSON = 1_000_000
_HEADER = ["t", "i", "j"]
_MAX_T_S = 1 << 40


@dataclass(frozen=True, slots=True, order=True)
class Row:
    """One bin of one pair, i < j."""

    t_s: int
    i: int
    j: int


@dataclass(frozen=True, slots=True)
class Trace:
    """All rows in order of time. Times count from local midnight of the first day."""

    rows: tuple[Row, ...]
    groups: dict[int, str]
    """Class or department by person, where published."""

    def __post_init__(self) -> None:
        if not self.rows:
            raise TraceError("the trace has no rows")

    @property
    def people(self) -> tuple[int, ...]:
        return tuple(sorted({person for row in self.rows for person in (row.i, row.j)}))

    @property
    def days(self) -> int:
        """Calendar days from the first row's to the last row's, both included."""
        return (self.rows[-1].t_s - 1) // DAY_S + 1

    def busiest(self, count: int) -> tuple[int, ...]:
        """People with the most rows, the lower number first on a tie."""
        rows: Counter[int] = Counter()
        for row in self.rows:
            rows[row.i] += 1
            rows[row.j] += 1
        ranked = sorted(rows, key=lambda person: (-rows[person], person))
        return tuple(ranked[:count])


def read_trace(path: Path) -> Trace:
    """The trace in a .csv, .csv.gz or .parquet file, with the groups beside it (NAME_groups.csv) if there are any.

    Raises TraceError with one plain line.
    """
    name = path.name
    if name.endswith(".parquet"):
        rows = _parquet_rows(path)
    elif name.endswith((".csv", ".csv.gz")):
        rows = _csv_rows(path)
    else:
        raise TraceError(f"{name} is neither .csv, .csv.gz nor .parquet")
    return Trace(_from_first_midnight(rows), _groups_beside(path))


def _from_first_midnight(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Some sets count from 1970, some from their own first midnight; ours all count from the first row's midnight."""
    ordered = sorted(set(rows))
    if not ordered:
        return ()
    origin = (ordered[0].t_s - BIN_S) // DAY_S * DAY_S
    return tuple(Row(row.t_s - origin, row.i, row.j) for row in ordered)


def _csv_rows(path: Path) -> Iterator[Row]:
    raw = path.read_bytes()
    try:
        text = (gzip.decompress(raw) if path.name.endswith(".gz") else raw).decode("utf-8-sig")
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise TraceError(f"{path.name} is not a readable trace") from error
    lines = csv.reader(io.StringIO(text))
    try:
        if next(lines, None) != _HEADER:
            raise TraceError(f"{path.name} does not begin with the header t,i,j")
        for number, line in enumerate(lines, 2):
            if number > MAX_ROWS:
                raise TraceError(f"{path.name} has more than {MAX_ROWS} rows")
            if line:  # a blank line says nothing
                yield _row(path, number, line)
    except csv.Error as error:
        raise TraceError(f"{path.name} is no table of numbers") from error


def _row(path: Path, number: int, line: list[str]) -> Row:
    try:
        t, i, j = map(int, line)
    except ValueError as error:
        raise TraceError(f"line {number} of {path.name} is not three whole numbers") from error
    return _checked(path, t, i, j)


def _checked(path: Path, t: int, i: int, j: int) -> Row:
    if not (0 <= t <= _MAX_T_S and 0 <= i <= MAX_PERSON and 0 <= j <= MAX_PERSON and i != j):
        raise TraceError(f"{path.name} has an impossible row: {t},{i},{j}")
    return Row(t, min(i, j), max(i, j))


def _parquet_rows(path: Path) -> Iterator[Row]:
    try:
        from pyarrow import ArrowException, parquet  # noqa: PLC0415 - only here, and only with the analytics extra
    except ImportError as error:
        raise TraceError("reading .parquet needs the analytics extra: pip install bluezone[analytics]") from error
    try:
        columns = parquet.read_table(path, columns=_HEADER).to_pydict()
    except (ArrowException, OSError, KeyError) as error:
        raise TraceError(f"{path.name} is not a trace with columns t, i, j") from error
    if len(columns["t"]) > MAX_ROWS:
        raise TraceError(f"{path.name} has more than {MAX_ROWS} rows")
    for t, i, j in zip(columns["t"], columns["i"], columns["j"], strict=True):
        yield _checked(path, int(t), int(i), int(j))


def _groups_beside(path: Path) -> dict[int, str]:
    beside = path.with_name(path.name.split(".")[0] + "_groups.csv")
    if not beside.exists():
        return {}
    with beside.open(encoding="utf-8", newline="") as file:
        try:
            return {int(row["id"]): row["group"] for row in csv.DictReader(file)}
        except (KeyError, TypeError, ValueError) as error:
            raise TraceError(f"{beside.name} is not a list of id,group") from error
