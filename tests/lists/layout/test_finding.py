"""A sheet becomes a table: rows with the office's numbers, and a reason for every row that is not taken."""

from __future__ import annotations

import pytest

from bluezone.lists.errors import Unreadable, UnreadableListError
from bluezone.lists.layout.finding import find_table, find_tables
from bluezone.lists.layout.table import Column, Skipped, Table
from bluezone.lists.letters.encodings import Encoding
from bluezone.lists.reading.sheet import Cell, Kind, Merge, Sheet, SheetRow, Workbook
from tests.support.lists.old_letters import written_in

HEAD: list[Cell] = ["STT", "Họ và tên", "Chức vụ", "Số điện thoại"]


def sheet_of(*rows: list[Cell], merges: tuple[Merge, ...] = (), name: str = "S", hidden: bool = False) -> Sheet:
    return Sheet(name, tuple(SheetRow(n, tuple(cells)) for n, cells in enumerate(rows, 1)), merges, hidden)


def table_of(*rows: list[Cell], merges: tuple[Merge, ...] = ()) -> Table:
    table = find_table(sheet_of(*rows, merges=merges))
    assert table is not None
    return table


def test_page_totals_and_repeated_headers_do_not_end_a_list() -> None:
    table = table_of(
        HEAD,
        [1, "Lê An", None, 912345678],
        ["Cộng trang 1", None, None, 1],
        [None, None, None, None],
        HEAD,
        ["(1)", "(2)", "(3)", "(4)"],
        [2, "Hà Bình", None, 912345679],
        ["Tổng cộng", None, None, 2],
        [None, "Người lập biểu", None, "Thủ trưởng"],
        [None, "Lý Yến", None, "Lê An"],
    )

    assert [2, 7] == [row.number for row in table.rows]
    assert [
        (3, Skipped.TOTAL),
        (5, Skipped.REPEATED_HEADER),
        (6, Skipped.NUMBERING),
        (8, Skipped.TOTAL),
        (9, Skipped.FOOTER),
        (10, Skipped.FOOTER),
    ] == [(row.number, row.why) for row in table.skipped]


def test_a_list_without_running_numbers_ends_at_its_signatures() -> None:
    table = table_of(
        ["Họ và tên", "Số điện thoại", "Chức vụ"],
        ["Lưu Văn An", "0912345678", "Trưởng phòng"],
        ["Bàn Thị Bình", "0912345679", "Giám đốc"],
        ["Người lập", None, "Giám đốc"],
        ["Lý Văn Yến", None, "Trần Văn Hà"],
    )

    assert [2, 3] == [row.number for row in table.rows]


def test_members_without_a_number_under_the_last_number_stay() -> None:
    table = table_of(
        HEAD, [1, "Lê An", "a", None], [None, "Lê Bình", "b", None], ["Tổng", None, None, 2], [None, "x y", None, 1]
    )

    assert [2, 3] == [row.number for row in table.rows]


def test_cells_joined_downwards_speak_for_every_row() -> None:
    table = table_of(
        HEAD, [1, "Lê An", "Trực cổng", 1], [2, "Lê Bình", None, 2], [3, "Lê Chi", None, 3], merges=(Merge(2, 3, 3, 3),)
    )

    assert ["Trực cổng", "Trực cổng", None] == [row.cells[2] for row in table.rows]


def test_headings_hold_for_the_rows_below() -> None:
    table = table_of(HEAD, ["Phòng Nội vụ"], [1, "Lê An", None, 1], ["Phòng Y tế"], [2, "Lê Bình", None, 2])

    assert ["Phòng Nội vụ", "Phòng Y tế"] == [row.section for row in table.rows]


def test_a_column_without_header_stays_only_if_it_says_something() -> None:
    table = table_of([*HEAD, None, None], [1, "Lê An", None, 912345678, None, "abc"])

    assert ["A", "B", "C", "D", "F"] == [column.letter for column in table.columns]


def test_a_person_may_overrule_the_letters() -> None:
    sheet = sheet_of(
        *[[written_in(str(cell), Encoding.TCVN3) for cell in row] for row in (HEAD, ["1", "Hồ Thị Lý", "x", "1"])]
    )

    found, refused = find_table(sheet), find_table(sheet, forced=Encoding.UNICODE)

    assert found is not None
    assert "Hồ Thị Lý" == found.rows[0].cells[1]
    assert None is refused or "Hồ Thị Lý" != refused.rows[0].cells[1]


def test_a_unicode_header_over_a_column_in_an_old_font() -> None:
    names: list[list[Cell]] = [
        [n, written_in(name, Encoding.TCVN3), None, 1] for n, name in ((1, "Lê Thị Hậu"), (2, "Hà Đức Mạnh"))
    ]

    table = table_of(HEAD, *names)

    assert "Họ và tên" == table.columns[1].header
    assert ["Lê Thị Hậu", "Hà Đức Mạnh"] == [row.cells[1] for row in table.rows]
    assert ["B"] == [conversion.column for conversion in table.conversions]


def test_hidden_sheets_are_passed_over_and_the_longest_table_comes_first() -> None:
    short, long = [HEAD, [1, "Lê An", None, 1]], [HEAD, [1, "Lê An", None, 1], [2, "Hà Bình", None, 2]]
    sheets = (
        sheet_of(*long, [3, "Ma Chi", None, 3], name="ẩn", hidden=True),
        sheet_of(["Hướng dẫn"], name="hd"),
        sheet_of(*short, name="ngắn"),
        sheet_of(*long, name="dài"),
    )

    assert ["dài", "ngắn"] == [table.sheet for table in find_tables(Workbook(Kind.XLSX, sheets))]


def test_a_workbook_without_any_table_is_refused() -> None:
    with pytest.raises(UnreadableListError) as refused:
        find_tables(Workbook(Kind.XLSX, (sheet_of(["xin chào"]),)))

    assert Unreadable.NO_TABLE is refused.value.reason


@pytest.mark.parametrize(("index", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_have_the_letters_that_the_office_sees(index: int, letter: str) -> None:
    assert letter == Column(index, "").letter
