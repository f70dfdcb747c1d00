"""Reading recorded contacts: what is accepted, what is refused in one line."""

from __future__ import annotations

import contextlib
import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.simulation.data import demo_trace_path
from bluezone.simulation.errors import TraceError
from bluezone.simulation.trace import Row, read_trace
from tests.support.simulation.traces import together, trace_of, write_csv


def test_the_bundled_office_has_the_publishers_numbers() -> None:
    trace = read_trace(demo_trace_path())

    assert (92, 9_827, 12) == (len(trace.people), len(trace.rows), trace.days)
    assert set(trace.people) <= set(trace.groups)


def test_a_csv_comes_back_as_it_was_written(tmp_path: Path) -> None:
    trace = trace_of(together(1, 2, 5), together(2, 3, 1, day=2))

    read = read_trace(write_csv(tmp_path / "met.csv", trace))

    assert trace.rows == read.rows
    assert 3 == read.days


def test_a_trace_that_counts_from_1970_is_counted_from_its_first_midnight(tmp_path: Path) -> None:
    path = tmp_path / "met.csv"
    path.write_text("t,i,j\n1385982020,2,1\n", encoding="utf-8")

    assert (Row(1385982020 % 86_400, 1, 2),) == read_trace(path).rows


def test_a_row_that_ends_at_midnight_belongs_to_the_day_before(tmp_path: Path) -> None:
    path = tmp_path / "met.csv"
    path.write_text("t,i,j\n86400,1,2\n", encoding="utf-8")

    trace = read_trace(path)

    assert (1, 86_400) == (trace.days, trace.rows[0].t_s)


def test_groups_are_read_from_the_file_beside_it(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "met.csv", trace_of(together(1, 2, 1)))
    (tmp_path / "met_groups.csv").write_text("id,group\n1,A\n2,B\n", encoding="utf-8")

    assert {1: "A", 2: "B"} == read_trace(path).groups


def test_the_busiest_are_those_with_the_most_rows_and_ties_go_to_the_lower_number() -> None:
    trace = trace_of(together(5, 6, 3), together(1, 2, 1, day=1), together(5, 2, 1, day=1))

    assert (5, 6, 2, 1) == trace.busiest(4)


def test_a_byte_order_mark_line_ends_of_windows_and_blank_lines_say_nothing(tmp_path: Path) -> None:
    path = tmp_path / "met.csv"
    path.write_bytes(b"\xef\xbb\xbft,i,j\r\n20,1,2\r\n\r\n40,1,2\r\n\r\n")

    assert (Row(20, 1, 2), Row(40, 1, 2)) == read_trace(path).rows


DAMAGED = gzip.compress(b"t,i,j\n" + b"20,1,2\n" * 1_000, mtime=0)
DAMAGED = DAMAGED[:15] + bytes([DAMAGED[15] ^ 0xFF]) + DAMAGED[16:]
"""Packed, and one byte within is another: zlib itself complains."""


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("met.txt", b"t,i,j\n", "neither"),
        ("met.csv", b"time,a,b\n1,2,3\n", "header"),
        ("met.csv", b"", "header"),
        ("met.csv", b"t,i,j\n", "no rows"),
        ("met.csv", b"t,i,j\n20,1\n", "line 2"),
        ("met.csv", b"t,i,j\n20,1,2\n40,1,x\n", "line 3"),
        ("met.csv", b"t,i,j\n20,1,1\n", "impossible"),
        ("met.csv", b"t,i,j\n-20,1,2\n", "impossible"),
        ("met.csv", b"\xff\xfe\x00", "not a readable trace"),
        ("met.csv.gz", b"t,i,j\n20,1,2\n", "not a readable trace"),
        ("met.csv.gz", gzip.compress(b"t,i,j\n20,1,2\n", mtime=0)[:-9], "not a readable trace"),
        ("met.csv.gz", DAMAGED, "not a readable trace"),
        ("met.csv", b't,i,j\n"' + b"1" * 200_000 + b'",1,2\n', "no table"),
        ("met.parquet", b"PAR1 and nothing else", "not a trace"),
    ],
)
def test_what_is_no_trace_is_refused_in_one_line(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(TraceError, match=reason) as refused:
        read_trace(path)

    assert "\n" not in str(refused.value)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_trace_or_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("junk") / "met.csv"
    path.write_bytes(b"t,i,j\n" + content)

    with contextlib.suppress(TraceError):
        read_trace(path)
