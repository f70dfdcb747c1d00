"""The header is found under titles, over one to three lines, with and without joined cells."""

from __future__ import annotations

import pytest

from bluezone.lists.layout.header import Header, find_header, is_numbering, likely_header_row, repeats
from bluezone.lists.reading.sheet import Cell, Merge, SheetRow


def rows_of(*rows: list[Cell]) -> list[SheetRow]:
    return [SheetRow(number, tuple(cells)) for number, cells in enumerate(rows, 1)]


def headers(header: Header | None) -> list[str]:
    assert header is not None
    return [column.header for column in header.columns]


def test_one_line_under_titles() -> None:
    rows = rows_of(
        ["UBND XÃ TÚ THỊNH", None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
        ["DANH SÁCH CÁN BỘ CÀI ĐẶT BLUEZONE"],
        ["STT", "Họ và tên", "Số điện thoại"],
        [1, "Lê Văn An", 912345678],
    )

    header = find_header(rows, [])

    assert ["STT", "Họ và tên", "Số điện thoại"] == headers(header)
    assert header is not None
    assert (2, 2) == (header.first, header.last)


def test_two_lines_with_joined_cells() -> None:
    rows = rows_of(["STT", "Họ và tên", "Năm sinh", None], [None, None, "Nam", "Nữ"], [1, "Lê An", 1980, None])
    merges = [Merge(1, 1, 2, 1), Merge(1, 2, 2, 2), Merge(1, 3, 1, 4)]

    assert ["STT", "Họ và tên", "Năm sinh / Nam", "Năm sinh / Nữ"] == headers(find_header(rows, merges))


def test_two_lines_where_nothing_says_what_is_joined() -> None:
    rows = rows_of(
        ["STT", "Họ và tên", "Nơi ở", None, "Số điện thoại"],
        [None, None, "Thôn", "Xã", None],
        ["1", "Lê An", "Bòng", "Tân Trào", "0912345678"],
    )

    assert ["STT", "Họ và tên", "Nơi ở / Thôn", "Nơi ở / Xã", "Số điện thoại"] == headers(find_header(rows, []))


def test_three_lines() -> None:
    rows = rows_of(
        ["STT", "Họ và tên", "Nhân viên", None, None],
        [None, None, "Tổng số", "Trong đó", None],
        [None, None, None, "Nam", "Nữ"],
        [1, "Lê Văn An", 3, 2, 1],
    )

    found = find_header(rows, [])

    assert found is not None
    assert (0, 2) == (found.first, found.last)
    assert "Nhân viên / Trong đó / Nữ" == headers(found)[-1]


def test_a_first_line_that_heads_a_few_columns_only() -> None:
    rows = rows_of(
        ["STT", "Họ tên", "Thông tin liên hệ", None, None],
        [None, None, "Số điện thoại", "Địa chỉ", "Xã"],
        [1, "Lê An", 912345678, "Bòng", "Tân Trào"],
    )

    assert ["STT", "Họ tên", "Thông tin liên hệ / Số điện thoại"] == headers(find_header(rows, []))[:3]


@pytest.mark.parametrize("first", [[1, "Lê Văn An", 1980], ["1", "Lê Văn An", "1980"], [None, "Bàn Văn Long", None]])
def test_a_row_of_people_is_no_second_line(first: list[Cell]) -> None:
    found = find_header(rows_of(["STT", "Họ và tên", "Năm sinh"], first), [])

    assert found is not None
    assert 0 == found.last


def test_a_name_over_two_columns_heads_both_when_the_cell_is_joined() -> None:
    rows = rows_of(["STT", "Họ và tên", None, "SĐT"], [1, "Lê Văn", "An", 912345678])

    assert ["STT", "Họ và tên", "Họ và tên", "SĐT"] == headers(find_header(rows, [Merge(1, 2, 1, 3)]))


@pytest.mark.parametrize("rows", [[], [["xin chào"]], [[1, 2, 3], [4, 5, 6]], [["Kính gửi ông", "một hai ba"]]])
def test_what_has_no_header_has_none(rows: list[list[Cell]]) -> None:
    assert None is find_header(rows_of(*rows), [])


@pytest.mark.parametrize("cells", [[1, 2, 3], ["(1)", "(2)", "(3)", None, "(4)"], ["A", "B", 1, 2]])
def test_numbers_of_columns(cells: list[Cell]) -> None:
    assert is_numbering(cells)


@pytest.mark.parametrize("cells", [[1, "Lê An", 3], [1, 3, 2], [1, 2], [12, 13, 14], ["A", "B", "C"]])
def test_other_numbers(cells: list[Cell]) -> None:
    assert not is_numbering(cells)


def test_the_header_again() -> None:
    assert repeats(["stt", "HỌ VÀ TÊN"], ["STT", "Họ và tên", "SĐT"])
    assert not repeats(["STT", "Lê An"], ["STT", "Họ và tên", "SĐT"])
    assert not repeats(["Họ và tên", 1], ["STT", "Họ và tên", "SĐT"])


def test_a_second_line_in_words_that_nobody_foresaw_is_known_by_its_place() -> None:
    joined = rows_of(["STT", "Họ và tên", "Tình hình", None], [None, None, "Khỏe", "Ốm"], [1, "Lê An", "x", None])
    counted = rows_of(["STT", "Họ và tên", "Tình hình", None], [None, None, "Khỏe", "Ốm"], ["1", "Lê An", "x", None])

    assert ["Tình hình / Khỏe", "Tình hình / Ốm"] == headers(find_header(joined, [Merge(1, 3, 1, 4)]))[2:]
    assert ["Tình hình / Khỏe", "Tình hình / Ốm"] == headers(find_header(counted, []))[2:]


@pytest.mark.parametrize(
    ("second", "merges"),
    [
        ([None, None, "Khỏe", None], [Merge(1, 3, 1, 4)]),
        ([None, "Lê An", "Khỏe", "Ốm"], [Merge(1, 3, 1, 4)]),
        ([None, None, "Khỏe", "x" * 90], [Merge(1, 3, 1, 4)]),
    ],
)
def test_what_leaves_a_joined_cell_open_is_no_second_line(second: list[Cell], merges: list[Merge]) -> None:
    found = find_header(rows_of(["STT", "Họ và tên", "Tình hình", None], second, [1, "Hà Bình", "x", None]), merges)

    assert found is not None
    assert 0 == found.last


def test_without_joined_cells_the_count_must_begin_below_a_second_line() -> None:
    rows = rows_of(["STT", "Họ và tên", "Tình hình", None], [None, None, "Khỏe", "Ốm"], [7, "Lê An", "x", None])

    found = find_header(rows, [])

    assert found is not None
    assert 0 == found.last


def test_a_person_may_say_where_the_header_is() -> None:
    rows = rows_of(["Danh sách"], ["A1", "Tên gọi", "Máy"], [1, "Lê An", 912345678])

    assert None is find_header(rows, [])
    assert ["A1", "Tên gọi", "Máy"] == headers(find_header(rows, [], 2))
    assert None is find_header(rows, [], 9)


@pytest.mark.parametrize(
    ("rows", "number"),
    [
        ([["Danh sách"], ["A1", "Tên gọi", "Máy"], [1, "Lê An", 9]], 2),
        ([["một"], [1, 2, 3]], None),
        ([], None),
        ([["a", "b"], ["c", "d"]], 1),
    ],
)
def test_the_likeliest_row_is_the_first_with_the_most_words(rows: list[list[Cell]], number: int | None) -> None:
    assert number == likely_header_row(rows_of(*rows))
