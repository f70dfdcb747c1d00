"""Totals, headings and signatures are told from people, some of whose names look like them."""

from __future__ import annotations

import pytest

from bluezone.lists.layout.ends import is_footer, is_title, is_total, section_of
from bluezone.lists.reading.sheet import Cell


@pytest.mark.parametrize(
    "cells",
    [
        ["Tổng cộng", None, 12],
        ["TỔNG SỐ", 3],
        [None, "Cộng: 3 người"],
        ["Cộng", None, None, 5],
        ["Tổng số: 3 cơ sở"],
        ["Cộng trang 1", 20],
        ["Tổng", 4],
    ],
)
def test_totals(cells: list[Cell]) -> None:
    assert is_total(cells)


@pytest.mark.parametrize("cells", [[1, "Cộng"], ["Tống Văn Cộng", 1980], ["Công Thị Hoa"], [], [None]])
def test_people_are_no_totals(cells: list[Cell]) -> None:
    assert not is_total(cells)


@pytest.mark.parametrize(
    "cells",
    [
        ["NGƯỜI LẬP BIỂU", "TRƯỞNG PHÒNG"],
        [None, "Sơn Dương, ngày 20 tháng 8 năm 2020"],
        ["Nơi nhận:", "TM. ỦY BAN NHÂN DÂN"],
        ["- Lưu: VT."],
        ["Ghi chú: danh sách có 3 người"],
        ["Người lập bảng: Lý Văn Toàn"],
        ["KT. CHỦ TỊCH"],
        ["Lập biểu", None, "PHÓ HIỆU TRƯỞNG"],
        ["TỔ TRƯỞNG"],
        ["Ấn định danh sách này có 12 người."],
    ],
)
def test_signatures_and_notes(cells: list[Cell]) -> None:
    assert is_footer(cells)


@pytest.mark.parametrize(
    "cells",
    [
        ["Lưu Văn An", "0912345678"],
        ["Lê Văn An", "0912345678", "Trưởng phòng"],
        [1, "Thủ trưởng"],
        [3, "Lê An", "ghi chú"],
        [],
    ],
)
def test_people_are_no_signatures(cells: list[Cell]) -> None:
    assert not is_footer(cells)


@pytest.mark.parametrize(
    ("cells", "heading"),
    [
        (["Thôn Đồng Quan", None, None], "Thôn Đồng Quan"),
        (["I", "Trường Mầm non Tân Trào", None], "Trường Mầm non Tân Trào"),
        (["II. Khối Đảng", None, None], "Khối Đảng"),
        (["1. Thôn Bòng:", None, None], "Thôn Bòng"),
        (["BN 714", None, None], "BN 714"),
        (["thon Dong Quan", None, None], "thon Dong Quan"),
    ],
)
def test_headings(cells: list[Cell], heading: str) -> None:
    assert heading == section_of(cells, 5)


@pytest.mark.parametrize(
    "cells",
    [
        [None, "Bàn Văn Long", None],
        [None, "Tô Thị Hoa", None],
        ["Lê An", "Lê Bình", None],
        [1, "Thôn Bòng", None],
        ["Thôn", "Xã", "Huyện"],
        [None],
    ],
)
def test_people_are_no_headings(cells: list[Cell]) -> None:
    assert None is section_of(cells, 5)


@pytest.mark.parametrize(
    ("cells", "heading"),
    [
        (["II", "Thôn Phú Thọ (2 hộ)", None, 8, 5], "Thôn Phú Thọ"),
        (["Thôn Bòng: 45 hộ, 180 khẩu"], "Thôn Bòng"),
        (["Thôn Bòng", None, None, 8, 5], "Thôn Bòng"),
        (["Thôn 5"], "Thôn 5"),
    ],
)
def test_headings_with_their_sums(cells: list[Cell], heading: str) -> None:
    assert heading == section_of(cells, 5)


@pytest.mark.parametrize("cells", [["I", "Lê Văn An", 1980], ["Khu Văn Tám", 1980, 912345678], ["x", 1, 2, "y"]])
def test_people_with_numbers_are_no_headings(cells: list[Cell]) -> None:
    assert None is section_of(cells, 5)


def test_any_name_is_a_heading_where_the_sheet_sets_it_apart() -> None:
    assert "Đồng Quan" == section_of(["Đồng Quan", None], 5, is_apart=True)
    assert None is section_of(["Đồng Quan", None], 5)
    assert None is section_of(["x"], 5, is_apart=True)
    assert None is section_of(["Lê An", "Hà Bình"], 5, is_apart=True)


@pytest.mark.parametrize(
    "cells", [["Cộng thôn Đồng Quan", 7], ["Tổng toàn xã", 9], ["Cộng tổ 3"], ["TỔNG THÔN BÒNG", 2]]
)
def test_sums_of_a_hamlet_or_commune_are_totals(cells: list[Cell]) -> None:
    assert is_total(cells)


def test_the_title_again_is_no_heading() -> None:
    assert is_title(["DANH SÁCH HỘ GIA ĐÌNH", None])
    assert not is_title(["Đồng Quan"])
    assert not is_title([1])
    assert not is_title(["Danh sách", "Lê An"])
