"""A release as a file: the same bytes each time, whole or not at all; what is none of ours is refused by its name."""

from __future__ import annotations

import contextlib
import stat
from pathlib import Path

import duckdb
import pytest

from bluezone.indicators.errors import CollectionError
from bluezone.indicators.reading import collected
from bluezone.indicators.schema import COLUMNS
from bluezone.indicators.withholding import THRESHOLD, Row
from bluezone.indicators.writing import write_release
from tests.support.national import FIRST, write_nation
from tests.support.sources import PROJECT

pytestmark = pytest.mark.in_turn(of=3)
ROW = Row(FIRST, "08", "02536", "cases.confirmed", 7, 7, 7)
REST = Row(FIRST, "08", None, "cases.confirmed", 0, 0, 0)
THERE = Row(FIRST, "24", "07300", "cases.confirmed", 7, 7, 7)
THERES_REST = Row(FIRST, "24", None, "cases.confirmed", 0, 0, 0)


def rows_in(folder: Path) -> list[tuple[object, ...]]:
    with collected(folder) as nation:
        return nation.answer("SELECT * FROM indicators")


@pytest.mark.every_run
def test_what_was_released_is_read_back_and_the_same_rows_make_the_same_bytes(tmp_path):
    rows = [ROW, Row(FIRST, "08", "02545", "cases.confirmed", None, 1, 4), REST]
    file = tmp_path / "it's.parquet"

    assert [3, 3] == [write_release(one, rows, threshold=THRESHOLD) for one in (file, tmp_path / "again")]

    assert [
        (FIRST, "08", "02536", "cases.confirmed", 7, False, 7, 7),
        (FIRST, "08", "02545", "cases.confirmed", None, True, 1, 4),
        (FIRST, "08", None, "cases.confirmed", 0, False, 0, 0),
    ] == rows_in(tmp_path)
    assert file.read_bytes() == (tmp_path / "again").read_bytes()
    assert 0o600 == stat.S_IMODE(file.stat().st_mode)


@pytest.mark.every_run
def test_a_file_that_is_not_finished_is_not_there_and_the_earlier_one_is(tmp_path):
    def broken():
        yield ROW
        raise RuntimeError("the machine stops here")

    write_release(tmp_path / "a.parquet", [ROW, REST], threshold=THRESHOLD)
    before = (tmp_path / "a.parquet").read_bytes()

    with pytest.raises(RuntimeError):
        write_release(tmp_path / "a.parquet", broken(), threshold=THRESHOLD)

    assert [tmp_path / "a.parquet"] == list(tmp_path.iterdir())
    assert before == (tmp_path / "a.parquet").read_bytes()


@pytest.mark.parametrize(
    ("made", "why"),
    [
        ("COPY (SELECT 1 AS day) TO '{0}' (FORMAT parquet)", r"b\.parquet: no national figures of version 1"),
        ("COPY (SELECT * FROM '{1}') TO '{0}' (FORMAT parquet)", r"b\.parquet: no national figures of version 1"),
        ("COPY (SELECT * FROM '{1}') TO '{0}' (FORMAT csv)", r"cannot be read to the end: one of b\.parquet"),
    ],
)
def test_a_file_of_something_else_is_named(tmp_path, made, why):
    good = tmp_path / "a.parquet"
    write_release(good, [ROW, REST], threshold=THRESHOLD)
    duckdb.sql(made.format(tmp_path / "b.parquet", good))

    with pytest.raises(CollectionError, match=why):
        rows_in(tmp_path)


@pytest.mark.parametrize(
    ("rows", "threshold", "why"),
    [
        ([ROW, REST], THRESHOLD, "province 08 on 2026-08-01 is told of twice, in a.parquet, b.parquet"),
        ([ROW], THRESHOLD, "province 08 on 2026-08-01 is told of twice, in a.parquet, b.parquet"),
        ([THERE], THRESHOLD, "province 24 on 2026-08-01 is not told of once and to its end"),
        ([THERE, THERE, THERES_REST], THRESHOLD, "province 24 on 2026-08-01 is not told of once and to its end"),
        ([Row(FIRST, "24", None, "no.such", 0, 0, 0)], THRESHOLD, "there is no indicator 'no.such'"),
        ([], 10, "files of different thresholds: 10, 5"),
        ([Row(FIRST, "24", None, "cases.confirmed", 3, 3, 4)], THRESHOLD, "b.parquet: 1 rows say of a number what"),
        ([Row(FIRST, "24", None, "cases.confirmed", None, 4, 3)], THRESHOLD, "b.parquet: 1 rows say of a number what"),
    ],
)
def test_files_that_cannot_be_counted_together_are_refused(tmp_path, rows, threshold, why):
    write_release(tmp_path / "a.parquet", [ROW, REST], threshold=THRESHOLD)
    write_release(tmp_path / "b.parquet", rows, threshold=threshold)

    with pytest.raises(CollectionError, match=why):
        rows_in(tmp_path)


def test_a_folder_without_a_file_is_said(tmp_path):
    with pytest.raises(CollectionError, match=r"there is no file of a portal in .*: their names end in \.parquet"):
        rows_in(tmp_path)


@pytest.mark.slow
def test_a_spoilt_file_is_refused_in_one_line_or_read(tmp_path):
    list(write_nation(tmp_path, provinces=1, communes=3, days=2))
    file = tmp_path / "01.parquet"
    genuine = file.read_bytes()
    said = []
    for at in range(0, len(genuine), max(len(genuine) // 40, 1)):
        for spoilt in (genuine[:at], genuine[:at] + bytes([genuine[at] ^ 0xFF]) + genuine[at + 1 :]):
            file.write_bytes(spoilt)
            with contextlib.suppress(CollectionError):
                rows_in(tmp_path)
                continue
            said.append(at)

    assert len(said) > 40


@pytest.mark.every_run
def test_the_page_has_the_schema_as_it_is():
    page = (PROJECT / "docs" / "operating" / "indicators.md").read_text(encoding="utf-8")
    table = [f"| `{one.name}` | {one.type} | {'yes' if one.may_be_null else 'no'} | {one.says} |" for one in COLUMNS]

    assert "\n".join(table) in page
