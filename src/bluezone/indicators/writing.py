"""Writes a release as one parquet file: the same rows make the same bytes, and a file is there whole or not at all.

DuckDB writes it, from lines of text that lie beside it for that moment.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import duckdb

from bluezone.indicators.schema import COLUMNS, THRESHOLD_KEY, VERSION, VERSION_KEY
from bluezone.indicators.withholding import Row

_ROWS_OF_A_GROUP = 122_880


def write_release(file: Path, rows: Iterable[Row], *, threshold: int) -> int:
    """Writes these rows in the order in which they come, and says how many they were; what was in the file before is
    replaced. Only its owner may read it."""
    lines, waiting = (file.with_name(f"{file.name}.{part}") for part in ("lines", "part"))
    try:
        count = _write_lines(lines, rows)
        _private(waiting).close()
        _write_parquet(waiting, lines, threshold)
        with waiting.open("rb+") as written:
            os.fsync(written.fileno())
        waiting.replace(file)
    finally:
        lines.unlink(missing_ok=True)
        waiting.unlink(missing_ok=True)
    return count


@contextmanager
def quiet_duckdb() -> Iterator[duckdb.DuckDBPyConnection]:
    """Opens a DuckDB in memory that fetches no extension from anywhere; one thread, so that rows keep their order."""
    settings: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "threads": "1",
    }
    connection = duckdb.connect(":memory:", config=settings)
    try:
        yield connection
    finally:
        connection.close()


def quoted(text: object) -> str:
    """A text as SQL writes it."""
    return "'" + str(text).replace("'", "''") + "'"


def _write_lines(file: Path, rows: Iterable[Row]) -> int:
    count = 0
    with _private(file) as binary, open(binary.fileno(), "w", encoding="utf-8", newline="", closefd=False) as out:
        writer = csv.writer(out, lineterminator="\n")
        for count, row in enumerate(rows, 1):  # noqa: B007 - the last number is how many there were
            is_withheld = "true" if row.is_suppressed else "false"
            unit = "" if row.unit is None else row.unit
            value = "" if row.value is None else row.value
            writer.writerow((row.day, row.province, unit, row.indicator, value, is_withheld, row.low, row.high))
    return count


def _write_parquet(to: Path, lines: Path, threshold: int) -> None:
    columns = ", ".join(f"{quoted(one.name)}: {quoted(one.type)}" for one in COLUMNS)
    beside = f"{quoted(VERSION_KEY)}: {quoted(VERSION)}, {quoted(THRESHOLD_KEY)}: {quoted(threshold)}"
    read = f"read_csv({quoted(lines)}, header = false, auto_detect = false, columns = {{{columns}}})"
    kept = f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_ROWS_OF_A_GROUP}, USE_TMP_FILE false"
    with quiet_duckdb() as connection:
        connection.execute(f"COPY (SELECT * FROM {read}) TO {quoted(to)} ({kept}, KV_METADATA {{{beside}}})")  # noqa: S608


def _private(path: Path) -> IO[bytes]:
    """Opens a new file for its owner's eyes alone."""
    path.unlink(missing_ok=True)
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b")
