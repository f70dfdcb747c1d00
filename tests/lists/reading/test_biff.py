"""What an .xls says about its sheets before anybody reads their cells."""

from __future__ import annotations

import struct

import pytest

from bluezone.lists.errors import Unreadable, UnreadableListError
from bluezone.lists.reading.biff import WorkbookStream
from bluezone.lists.reading.compound import CompoundFile
from bluezone.lists.reading.opening import read_workbook
from bluezone.lists.reading.sheet import DEFAULT_BOUNDS, Bounds
from tests.support.lists.spreadsheets import Rows, compound, xls

ROWS: Rows = [["Họ tên", "Ngày sinh"], ["Lê An", 1980], ["Hà Bình", 1985]]


def record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def looked(*records: bytes, bounds: Bounds = DEFAULT_BOUNDS) -> WorkbookStream:
    """A workbook with one sheet of these records."""
    begin = record(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0, 0, 0, 0))
    bound_length = 4 + 6 + 3
    bound = record(0x0085, struct.pack("<IBB", len(begin) + bound_length, 0, 0) + b"\1\0A")
    sheet = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x10, 0, 0, 0, 0))
    return WorkbookStream(begin + bound + sheet + b"".join(records) + record(0x0A, b""), bounds)


@pytest.mark.parametrize("shared", [False, True])
@pytest.mark.parametrize("small", [False, True])
def test_texts_in_cells_or_in_the_workbooks_table_read_the_same(shared: bool, small: bool) -> None:
    sheet = read_workbook(xls(ROWS, shared=shared, small=small), "a.xls").sheets[0]

    assert [tuple(row) for row in ROWS] == [row.cells for row in sheet.rows]


@pytest.mark.parametrize("shared", [False, True])
def test_nulls_behind_a_text_are_none_of_it(shared: bool) -> None:
    sheet = read_workbook(xls([["Họ tên\0"], ["Lê An\0\0\0"], [" Hà \0"]], shared=shared), "a.xls").sheets[0]

    assert [("Họ tên",), ("Lê An",), ("Hà",)] == [row.cells for row in sheet.rows]


def test_a_table_of_texts_over_many_records_is_read_and_measured() -> None:
    rows: Rows = [[f"Nguyễn Văn {number} " + "x" * (number % 90)] for number in range(900)]
    long: Rows = [["x" * 20_000], ["Ă" * 20_000], ["y"]]

    assert [row[0].strip() for row in rows] == [
        row.cells[0] for row in read_workbook(xls(rows, shared=True), "a.xls").sheets[0].rows
    ]
    assert 3 == len(read_workbook(xls(long, shared=True), "a.xls", Bounds(text_bytes=130_000)).sheets[0].rows)


def test_one_long_text_that_many_cells_name_is_refused() -> None:
    data = xls([["x" * 20_000], *[["x" * 20_000]] * 30, ["y" * 20_000]], shared=True)

    with pytest.raises(UnreadableListError) as refused:
        read_workbook(data, "a.xls", Bounds(text_bytes=1_000_000))

    assert Unreadable.BOMB is refused.value.reason


def test_texts_with_runs_and_phonetics_are_stepped_over() -> None:
    rich = struct.pack("<HBH", 2, 8, 3) + b"ab" + bytes(12)
    eastern = struct.pack("<HBI", 2, 5, 6) + "ab".encode("utf-16-le") + bytes(6)
    both = struct.pack("<HBHI", 1, 12, 1, 2) + b"a" + bytes(6)
    table = record(0xFC, struct.pack("<II", 4, 4) + rich + eastern + both + struct.pack("<HB", 4, 0) + b"abcd")
    cells = [record(0xFD, struct.pack("<HHHI", 0, n, 0, 3)) for n in range(9)]

    assert 9 == looked(table, *cells, bounds=Bounds(text_bytes=9 * 12)).extents()[0].last_column
    with pytest.raises(UnreadableListError):
        looked(table, *cells, bounds=Bounds(text_bytes=9 * 12 - 1))


def test_a_row_of_numbers_in_one_record_reaches_to_its_last() -> None:
    numbers = record(0xBD, struct.pack("<HH", 4, 2) + bytes(6 * 5) + struct.pack("<H", 6))

    assert (5, 7) == (looked(numbers).extents()[0].last_row, looked(numbers).extents()[0].last_column)


def test_blank_cells_reach_nowhere_and_hidden_rows_beyond_the_last_do_not_count() -> None:
    blank = record(0x0201, struct.pack("<HHH", 900, 200, 0))
    hidden = [record(0x0208, struct.pack("<HHHHHHHH", n, 0, 0, 0, 0, 0, 0x20, 0)) for n in (1, 500)]
    cell = record(0x0203, struct.pack("<HHHd", 2, 1, 0, 1.0))

    (extent,) = looked(blank, *hidden, cell).extents()

    assert (3, 2, {2}) == (extent.last_row, extent.last_column, extent.hidden_rows)


def test_fonts_of_both_generations() -> None:
    old = record(0x31, bytes(14) + b"\7.VnTime")
    begin = record(0x0809, struct.pack("<HH", 0x0500, 5))

    assert {".VnTime"} == WorkbookStream(begin + old, DEFAULT_BOUNDS).fonts
    assert ".VnTimeH" in read_workbook(xls(ROWS, font=".VnTimeH"), "a.xls").fonts


@pytest.mark.parametrize("cut", [1, 3, 5, 9])
def test_a_record_that_ends_too_early_is_damaged(cut: int) -> None:
    with pytest.raises(UnreadableListError) as refused:
        looked(record(0x0203, bytes(3)), record(0xFD, bytes(cut)))

    assert Unreadable.DAMAGED is refused.value.reason


@pytest.mark.parametrize(("at", "value"), [(30, 0xFFFF), (32, 0), (48, 0x00FFFFF0), (76, 0x00FFFFF0)])
def test_a_compound_file_whose_head_makes_no_sense_is_damaged(at: int, value: int) -> None:
    data = bytearray(xls(ROWS))
    data[at : at + 4] = struct.pack("<I", value)

    with pytest.raises(UnreadableListError) as refused:
        CompoundFile(bytes(data))

    assert Unreadable.DAMAGED is refused.value.reason


def test_a_chain_that_comes_back_to_itself_is_damaged() -> None:
    data = bytearray(compound({"Workbook": bytes(5_000)}))
    table_start = 512 * (1 + struct.unpack_from("<I", data, 76)[0])
    data[table_start : table_start + 4] = struct.pack("<I", 0)

    with pytest.raises(UnreadableListError) as refused:
        CompoundFile(bytes(data)).read("Workbook")

    assert Unreadable.DAMAGED is refused.value.reason
