"""Opens the files of many portals as one table, once they can be read together.

A file comes from somewhere else: it is asked for its version, its columns and its threshold before anybody counts it,
and no province's day may stand in two files.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from bluezone.indicators.catalogue import BY_NAME
from bluezone.indicators.errors import CollectionError
from bluezone.indicators.schema import COLUMNS, THRESHOLD_KEY, VERSION, VERSION_KEY
from bluezone.indicators.writing import quiet_duckdb, quoted

TABLE = "indicators"
"""What every question calls it."""
MOST_FILES = 10_000
MOST_FILE_BYTES = 2 * 1024**3
MOST_NAMED = 3
_MOST_SHOWN = 40


class Collection:
    """The files of a folder as one table."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, files: Sequence[Path]) -> None:
        self._connection = connection
        self.files = tuple(files)

    def answer(self, sql: str) -> list[tuple[Any, ...]]:
        """Answers a question. Raises CollectionError where a file cannot be read to its end."""
        try:
            return self._connection.execute(sql).fetchall()
        except duckdb.Error as error:
            names = ", ".join(file.name for file in self.files[:MOST_NAMED])
            raise CollectionError(f"cannot be read to the end: one of {names}") from error


@contextmanager
def collected(folder: Path) -> Iterator[Collection]:
    """Yields what all parquet files of the folder tell together, as a table `indicators`. Raises CollectionError, with
    the file's name, for whatever is none of ours or tells what another one tells."""
    files = _files_in(folder)
    with quiet_duckdb() as connection:
        thresholds = {_threshold_of(Collection(connection, [file])) for file in files}
        if len(thresholds) > 1:
            raise CollectionError(f"files of different thresholds: {', '.join(sorted(thresholds))}")
        whole = Collection(connection, files)
        listed = ", ".join(quoted(file) for file in files)
        whole.answer(f"CREATE VIEW {TABLE} AS SELECT * FROM read_parquet([{listed}])")  # noqa: S608 - quoted
        _require_known(whole, listed)
        _require_once_each(whole, listed)
        _require_whole(whole, listed)
        yield whole


def _files_in(folder: Path) -> list[Path]:
    files = sorted(folder.glob("*.parquet"))
    if not files:
        raise CollectionError(f"there is no file of a portal in {folder}: their names end in .parquet")
    if len(files) > MOST_FILES:
        raise CollectionError(f"{folder} has {len(files)} files; {MOST_FILES} are read at once")
    for file in files:
        if file.stat().st_size > MOST_FILE_BYTES:
            raise CollectionError(f"{file.name}: larger than any portal's figures")
    return files


def _threshold_of(one: Collection) -> str:
    """A file's threshold, once its columns, its version and its rows are what they should be."""
    file = one.files[0]
    read = f"read_parquet({quoted(file)})"
    columns = [(name, kind) for name, kind, *_ in one.answer(f"DESCRIBE SELECT * FROM {read}")]  # noqa: S608 - quoted
    kept = f"SELECT decode(key), decode(value) FROM parquet_kv_metadata({quoted(file)})"  # noqa: S608 - quoted
    beside = dict(one.answer(kept))
    if columns != [(column.name, column.type) for column in COLUMNS] or beside.get(VERSION_KEY) != VERSION:
        raise CollectionError(f"{file.name}: no national figures of version {VERSION}")
    wrong = one.answer(f"SELECT count(*) FROM {read} WHERE {_WRONG}")[0][0]  # noqa: S608 - quoted
    if wrong:
        raise CollectionError(f"{file.name}: {wrong} rows say of a number what cannot be")
    return str(beside.get(THRESHOLD_KEY))


_LACKING = " OR ".join(f"{one.name} IS NULL" for one in COLUMNS if not one.may_be_null)
_WRONG = f"{_LACKING} OR suppressed <> (value IS NULL) OR low < 0 OR high < low OR value <> low OR value <> high"
"""Of a row that lacks what has to be there, or contradicts itself."""


def _require_known(whole: Collection, listed: str) -> None:
    """Refuses what no portal counts: a question over all indicators would show it beside them."""
    names = ", ".join(quoted(name) for name in sorted(BY_NAME))
    strange = whole.answer(
        f"SELECT indicator FROM read_parquet([{listed}]) WHERE indicator NOT IN ({names}) LIMIT 1"  # noqa: S608 - quoted
    )
    for (name,) in strange:
        raise CollectionError(f"there is no indicator {str(name)[:_MOST_SHOWN]!r}")


def _require_whole(whole: Collection, listed: str) -> None:
    """Refuses a day that lacks a rest, has two, or says one unit twice: a province's sum would be another one."""
    odd = whole.answer(
        f"""
        SELECT province, day FROM read_parquet([{listed}]) GROUP BY province, day, indicator
        HAVING count(*) FILTER (unit IS NULL) <> 1 OR count(unit) <> count(DISTINCT unit)
        ORDER BY day, province LIMIT 1
        """  # noqa: S608 - quoted
    )
    for province, day in odd:
        raise CollectionError(f"province {province} on {day} is not told of once and to its end")


def _require_once_each(whole: Collection, listed: str) -> None:
    """Refuses two files that tell of one province and day: it would be counted twice."""
    twice = whole.answer(
        f"""
        SELECT province, day, list(DISTINCT parse_filename(filename)) AS files
        FROM read_parquet([{listed}], filename = true)
        GROUP BY province, day HAVING count(DISTINCT filename) > 1 ORDER BY day, province LIMIT 1
        """  # noqa: S608 - quoted
    )
    for province, day, files in twice:
        raise CollectionError(f"province {province} on {day} is told of twice, in {', '.join(sorted(files))}")
