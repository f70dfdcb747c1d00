"""Text lists come in every encoding and with every separator, and arrive the same."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.lists.letters.encodings import Encoding, decode
from bluezone.lists.reading.delimited import read_delimited, separator_of
from bluezone.lists.reading.sheet import DEFAULT_BOUNDS, Kind
from tests.support.lists.old_letters import written_in

TEXT = "Họ và tên;Năm sinh;Địa chỉ\nNguyễn Thị Hòa;1985;Thôn Đồng Quan\nTrần Đức Thắng;1990;Thôn Phú Thọ\n"
CELLS = [tuple(line.split(";")) for line in TEXT.splitlines()]


def cells_of(data: bytes) -> list[tuple[object, ...]]:
    return [row.cells for row in read_delimited(data, DEFAULT_BOUNDS).sheets[0].rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_in_every_form(encoding: str) -> None:
    assert CELLS == cells_of(TEXT.encode(encoding))


def test_windows_1258_writes_marks_apart() -> None:
    apart = "".join(_for_1258(letter) for letter in TEXT)

    assert CELLS == cells_of(apart.encode("cp1258"))


def _for_1258(letter: str) -> str:
    """Windows-1258 has ă â ê ô ơ ư đ, and the five tones as marks of their own."""
    parts = unicodedata.normalize("NFD", letter)
    tones = "".join(mark for mark in parts if mark in "\u0300\u0301\u0303\u0309\u0323")
    return unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in tones)) + tones


@pytest.mark.parametrize("encoding", [Encoding.TCVN3, Encoding.VNI])
def test_old_fonts_stay_as_they_are_for_whoever_looks_at_letters(encoding: Encoding) -> None:
    found = cells_of(written_in(TEXT, encoding).encode("cp1252"))

    assert CELLS == [tuple(decode(str(cell), encoding) for cell in row) for row in found]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found(separator: str) -> None:
    text = (
        f'STT{separator}"Họ, tên; đệm"{separator}Sinh\n1{separator}An{separator}1985\n2{separator}"B, C"{separator}\n'
    )

    assert separator == separator_of(text)


def test_excels_own_line_about_the_separator_is_obeyed_and_counted() -> None:
    rows = read_delimited(b"sep=|\na,b|c\n", DEFAULT_BOUNDS).sheets[0].rows

    assert [(2, ("a,b", "c"))] == [(row.number, row.cells) for row in rows]


def test_tabs_make_a_tsv() -> None:
    assert Kind.TSV is read_delimited(b"a\tb\n1\t2\n", DEFAULT_BOUNDS).kind


def test_rows_are_counted_as_a_spreadsheet_shows_them() -> None:
    """A cell of two lines is one row, and a blank line is one as well."""
    rows = read_delimited(b'a,b\n\n"x\ny",2\n', DEFAULT_BOUNDS).sheets[0].rows

    assert [(1, ("a", "b")), (2, ()), (3, ("x\ny", "2"))] == [(row.number, row.cells) for row in rows]


def test_the_apostrophe_of_our_own_export_is_taken_away() -> None:
    assert [("=1+1", "'tis", "+84")] == cells_of(b"'=1+1,'tis,'+84\n")


@given(data=st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    from bluezone.lists.errors import UnreadableListError

    try:
        workbook = read_delimited(data, DEFAULT_BOUNDS)
    except UnreadableListError:
        return
    assert workbook.kind in {Kind.CSV, Kind.TSV}
