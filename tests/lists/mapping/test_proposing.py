"""Columns find their fields by what stands above them and by what stands in them."""

from __future__ import annotations

import datetime as dt

import pytest

from bluezone.lists.mapping.contents import examples_of
from bluezone.lists.mapping.proposing import propose, propose_schema
from bluezone.lists.reading.sheet import Cell
from bluezone.lists.schemas.fields import Schema
from bluezone.lists.schemas.kinds import BUSINESS, CONTACTS, HOUSEHOLD, STAFF
from tests.support.lists.tables import table_of

PEOPLE: list[list[Cell]] = [
    [1, "Lê Văn An", "5/1/1980", "Nam", 912345678],
    [2, "Hà Thị Bình", "1985", "Nữ", "0387654321"],
    [3, "Ma Văn Chi", 1990, "Nam", "0978123456"],
]


def fields(head: list[Cell], *rows: list[Cell], schema: Schema = STAFF) -> list[str | None]:
    return [proposal.field for proposal in propose(table_of(head, *rows), schema)]


@pytest.mark.parametrize(
    "head",
    [
        ["STT", "Họ và tên", "Ngày sinh", "Giới tính", "Số điện thoại"],
        ["TT", "HỌ TÊN", "Ngày, tháng,\nnăm sinh", "Phái", "SĐT"],
        ["Số TT", "ho va ten", "Năm sinh", "Gioi tinh", "Dien thoai di dong"],
        ["No.", "Full name", "Date of birth", "Sex", "Mobile"],
        ["STT", "Họ và tên CBCCVC", "Ngày tháng năm sinh (ghi rõ)", "Giới tính", "Số điện thoại liên hệ"],
    ],
)
def test_one_list_under_many_headers(head: list[Cell]) -> None:
    assert ["order", "full_name", "birth", "sex", "phone"] == fields(head, *PEOPLE)


def test_columns_without_a_header_are_told_by_what_they_hold() -> None:
    table = table_of(["STT", None, "Ngày sinh", "Giới tính", None], *PEOPLE)

    name, phone = (propose(table, STAFF)[index] for index in (1, 4))

    assert ("full_name", "phone") == (name.field, phone.field)
    assert name.confidence < 0.6
    assert ["100% of the cells look like it"] == [reason.en for reason in phone.reasons]


def test_a_header_that_the_cells_contradict_loses() -> None:
    rows: list[list[Cell]] = [[n, f"Lê Văn {name}", "chưa rõ lắm"] for n, name in enumerate(("An", "Ba", "Chi"), 1)]

    proposals = propose(table_of(["STT", "Họ và tên", "Số điện thoại"], *rows), STAFF)

    assert None is proposals[2].field


def test_marks_tell_a_family_name_from_a_household() -> None:
    rows: list[list[Cell]] = [[1, "Lê Văn", "An"], [1, "Hà Thị", "Bình"], [2, "Ma Đình", "Chi"]]

    assert ["household", "family_name", "given_name"] == fields(["Hộ", "Họ", "Tên"], *rows, schema=HOUSEHOLD)


def test_a_name_over_two_columns_is_taken_apart() -> None:
    rows: list[list[Cell]] = [[1, "Lê Văn", "An", 912345678], [2, "Hà Thị Thu", "Bình", 912345679]]

    assert ["order", "family_name", "given_name", "phone"] == fields(["STT", "Họ và tên", None, "SĐT"], *rows)


def test_every_proposal_says_why() -> None:
    proposals = propose(table_of(["STT", "Họ và tên", "Ngày sinh", "Giới tính", "SĐT"], *PEOPLE), STAFF)

    assert all(proposal.reasons and 0.5 <= proposal.confidence <= 1 for proposal in proposals)
    assert "header “SĐT” ~ “SĐT”" == proposals[4].reasons[0].en


@pytest.mark.parametrize(
    ("head", "schema"),
    [
        (["STT", "Họ và tên", "Chức vụ", "Đơn vị công tác"], STAFF),
        (["Số hộ", "Chủ hộ", "Họ và tên", "Quan hệ với chủ hộ"], HOUSEHOLD),
        (["STT", "Tên cơ sở", "Ngành nghề", "Chủ cơ sở"], BUSINESS),
        (["STT", "Họ và tên", "Ngày tiếp xúc", "Nơi tiếp xúc"], CONTACTS),
    ],
)
def test_the_kind_of_list_is_told_by_its_own_columns(head: list[Cell], schema: Schema) -> None:
    assert schema is propose_schema(table_of(head, [None, "Lê An", None, None]))[0]


def test_the_kind_of_list_is_told_by_its_title_when_its_columns_say_nothing() -> None:
    head: list[Cell] = ["STT", "Họ và tên", "Ngày sinh", "Giới tính", "SĐT"]

    assert CONTACTS is propose_schema(table_of(["DANH SÁCH CÁCH LY TẠI NHÀ"], head, *PEOPLE))[0]
    assert HOUSEHOLD is propose_schema(table_of(["DANH SÁCH NHÂN KHẨU THÔN BÒNG"], head, *PEOPLE))[0]


HOUSES: list[list[Cell]] = [[1, "Lê Văn An", 4, 2, 2], [2, "Hà Thị Bình", 3, 1, 0], [3, "Ma Văn Chi", 5, 3, 3]]


@pytest.mark.parametrize(
    "head",
    [
        ["STT", "Chủ hộ", "Số khẩu", "Số người có điện thoại thông minh", "Đã cài"],
        ["TT", "Họ và tên chủ hộ", "Số nhân khẩu", "Có ĐTTM", "Số người đã cài Bluezone"],
        ["TT", "HỌ TÊN CHỦ HỘ", "Tổng số khẩu", "Số smartphone", "Đã cài đặt Bluezone"],
    ],
)
def test_a_list_with_one_row_a_household_is_told_by_its_numbers(head: list[Cell]) -> None:
    table = table_of(head, *HOUSES)

    assert ["order", "head", "members", "smartphones", "installs"] == fields(head, *HOUSES, schema=HOUSEHOLD)
    assert HOUSEHOLD is propose_schema(table)[0]


def test_the_same_words_over_marks_are_of_people() -> None:
    rows: list[list[Cell]] = [[1, "Lê Văn An", "x", "x"], [2, "Hà Thị Bình", "x", None], [3, "Ma Văn Chi", "x", "x"]]

    found = fields(["STT", "Họ và tên", "Smartphone", "Đã cài Bluezone"], *rows, schema=HOUSEHOLD)

    assert ["order", "full_name", "smartphone", "installed"] == found


def test_circumstances_are_no_case_and_a_commune_is_no_address() -> None:
    head: list[Cell] = ["STT", "Họ và tên", "Hoàn cảnh tiếp xúc với F0", "Nơi tiếp xúc", "Địa chỉ / Xã, TT"]
    rows: list[list[Cell]] = [[1, "Lê Văn An", "Ăn cùng", "Nhà", "Tân Trào"]]

    found = fields(head, *rows, schema=CONTACTS)

    assert ["order", "full_name", "circumstances", "contact_place", "commune"] == found


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Địa chỉ / Xã", "commune"),
        ("Địa chỉ / Thôn", "hamlet"),
        ("Địa chỉ / Số nhà", "address"),
        ("Địa chỉ thường trú", "address"),
        ("Hoàn cảnh", "circumstances"),
        ("Tiếp xúc với F0 nào", "case"),
    ],
)
def test_the_line_under_a_group_says_more_than_the_group(header: str, field: str) -> None:
    assert field == fields(["STT", "Họ và tên", header], [1, "Lê Văn An", "Bòng"], schema=CONTACTS)[2]


def test_three_different_examples_show_what_a_column_holds() -> None:
    table = table_of(
        ["STT", "Họ và tên", "Ngày sinh"],
        [1, "Lê Văn An", dt.date(1980, 1, 5)],
        [2, "Lê Văn An", None],
        [3, "Hà Thị\nBình", "x" * 50],
        [4, "Ma Văn Chi", 1990],
        [5, "Vũ Văn Em", 1991],
    )

    assert ("Lê Văn An", "Hà Thị Bình", "Ma Văn Chi") == examples_of(table, table.columns[1])
    assert ("05/01/1980", "x" * 31 + "…", "1990") == examples_of(table, table.columns[2])
