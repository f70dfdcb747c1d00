"""A parquet file that a portal hands in with its figures."""

from __future__ import annotations

import contextlib
import functools
import tempfile
from pathlib import Path

from bluezone.indicators.asking import sql_of
from bluezone.indicators.errors import CollectionError
from bluezone.indicators.reading import collected
from tests.support.national import write_nation


def fuzz(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / "08.parquet").write_bytes(data)
        with contextlib.suppress(CollectionError), collected(Path(name)) as nation:
            nation.answer(_question())


@functools.cache
def _question() -> str:
    return sql_of("by-unit", "duckdb")


@functools.cache
def samples() -> list[bytes]:
    with tempfile.TemporaryDirectory() as name:
        list(write_nation(Path(name), provinces=1, communes=2, days=1))
        return [(Path(name) / "01.parquet").read_bytes()]
