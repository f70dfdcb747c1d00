"""Every row is read that can be, with the number of its line; what cannot be read is told and spoils nothing else."""

from __future__ import annotations

import contextlib
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.lists.errors import ListError, Unreadable, UnreadableListError
from bluezone.lists.outbreak.rows import Rows, read_rows
from bluezone.lists.reading.sheet import Bounds
from tests.support.lists.spreadsheets import ods, xls, xlsx
from tests.support.trace.lists import rows_of, said, written

CELLS = st.text(st.sampled_from('abcĐế "x1\n'), min_size=1, max_size=8).map(str.strip).filter(bool)


def cells(rows: Rows) -> list[tuple[object, ...]]:
    return [row.cells for row in rows.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_whatever_a_program_wrote_is_read(encoding: str, separator: str) -> None:
    data = written([("id", "onset"), ("Đỗ", "2020-08-01"), ("b", "")], separator=separator, encoding=encoding)

    rows = read_rows(data, "list.csv")

    assert ("id", "onset") == rows.header
    assert [("Đỗ", "2020-08-01"), ("b", None)] == cells(rows)


@pytest.mark.parametrize(
    ("encoding", "saved", "name"),
    [
        ("cp1258", "Tr\u01b0\u01a1\u0300ng S\u01a1n D\u01b0\u01a1ng", "Trường Sơn Dương"),  # tones stand apart there
        ("cp1252", "Zo\u00eb M\u00fcller", "Zoë Müller"),
    ],
)
def test_letters_of_one_byte_are_those_of_the_language_that_they_give(encoding: str, saved: str, name: str) -> None:
    rows = read_rows(f"id,name\n1,{saved}\n".encode(encoding), "list.csv")

    assert name == rows.rows[0].text(1)


@pytest.mark.parametrize("spreadsheet", [xlsx, ods, xls])
def test_a_spreadsheet_is_read_by_its_first_sheet(spreadsheet) -> None:
    rows = read_rows(spreadsheet([["id", "onset"], [7, "x"], [None, None], ["b", None]]), "list.xlsx")

    assert ["7", "b"] == [row.text(0) for row in rows.rows]
    assert [2, 4] == [row.line for row in rows.rows]


def test_lines_are_counted_as_an_editor_does() -> None:
    rows = rows_of("", "id,note", 'a,"two', 'lines"', "", "b,one")

    assert [(3, "a"), (6, "b")] == [(row.line, row.text(0)) for row in rows.rows]


def test_the_line_that_tells_a_spreadsheet_the_separator_is_counted_and_not_read() -> None:
    rows = rows_of("sep=;", "id;n", "a;1")

    assert [(3, "a")] == [(row.line, row.text(0)) for row in rows.rows]


@pytest.mark.parametrize(
    ("lines", "bad", "read"),
    [
        (["id,n", 'a,"open', "b,2", "c,3"], [2], ["b", "c"]),
        (["id,n", 'a,"open', 'b,"x"', "c,3"], [2], ["b", "c"]),
        (["id,n", '"a","open', '"b","2"', "c,3"], [2], ["b", "c"]),
        (["id,n", "a,1", '"b,2'], [3], ["a"]),
        (["id,n", *['x,"'] * 1, *["y,1"] * 300], [2], ["y"] * 300),
    ],
)
def test_a_quotation_mark_that_is_not_closed_spoils_its_own_row(lines, bad, read) -> None:
    rows = rows_of(*lines)

    assert bad == [line for line, words in said(rows.told) if "quotation mark" in words]
    assert read == [row.text(0) for row in rows.rows]


def test_a_row_with_more_cells_than_the_header_is_left_out_and_told() -> None:
    rows = rows_of("id,onset", "a,1,,", "b,1,Smith, John")

    assert ["a"] == [row.text(0) for row in rows.rows]
    assert [(3, "There are 4 cells and the header has 2; the row was left out.")] == said(rows.told)


@pytest.mark.parametrize("nothing", ["", "NA", "n/a", "NaN", "NULL", "-", " "])
def test_what_programs_write_for_nothing_is_nothing(nothing: str) -> None:
    (row,) = rows_of("id,onset", f"a,{nothing}").rows

    assert row.at(1) is None
    assert "" == row.text(1) == row.text(7) == row.text(None)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", Unreadable.NO_TABLE),
        (b"\n\n,,\n", Unreadable.NO_TABLE),
        (b"%PDF-1.7", Unreadable.WRONG_KIND),
        (b"<html><table>", Unreadable.WRONG_KIND),
        (b"\xff\xfe\x00", Unreadable.ENCODING),
        (b"id\n" * 40, Unreadable.TOO_MANY_ROWS),
        (b"x," * 12, Unreadable.TOO_MANY_COLUMNS),
        (b"x" * 2_001, Unreadable.TOO_BIG),
    ],
)
def test_what_is_no_list_is_refused(data: bytes, reason: Unreadable) -> None:
    with pytest.raises(UnreadableListError) as refused:
        read_rows(data, "list.csv", Bounds(file_bytes=2_000, rows=30, columns=10))

    assert reason is refused.value.reason


@given(
    rows=st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=6),
    separator=st.sampled_from(",;\t|"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_what_was_written_with_quotation_marks_comes_back(rows, separator: str, encoding: str) -> None:
    data = written([("id", "name", "place"), *rows], separator=separator, encoding=encoding)

    read = read_rows(data, "list.csv")

    composed = [tuple(unicodedata.normalize("NFC", cell) for cell in row) for row in rows]
    assert composed == [tuple(row.text(column) for column in range(3)) for row in read.rows]
    assert () == read.told


@given(st.text(st.sampled_from('a,;"\n\t 1'), max_size=60))
def test_of_any_text_every_line_is_read_told_or_part_of_a_cell(text: str) -> None:
    with contextlib.suppress(ListError):
        rows = read_rows(text.encode(), "list.csv")
        lines = [row.line for row in rows.rows]
        told = [one.line for one in rows.told]
        assert sorted(set(lines)) == lines
        assert not set(lines) & set(told)
        assert all(1 <= line <= text.count("\n") + 1 for line in (*lines, *told))
