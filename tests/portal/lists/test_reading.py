"""From a file to the kit's reading: what a person says about it decides what is read."""

from __future__ import annotations

import datetime as dt
import io

import pytest
import xlsxwriter

from bluezone.lists.cleaning.communes import Gazetteer
from bluezone.lists.errors import PlanError, UnreadableListError
from bluezone.lists.schemas.kinds import BUSINESS, STAFF
from bluezone.portal.lists import reading as of_lists
from bluezone.portal.lists.reading import Choices, Reading, read_list
from tests.support.lists.list_ports import MappingsInMemory

HEADER = ("STT", "Họ và tên", "Năm sinh", "Số điện thoại")
TEACHERS, PUPILS = (HEADER, (1, "Lê Văn An", 1980, "0912345678")), (HEADER, (1, "Vi Thị Chín", 2004, "0387654322"))


def book(**sheets: tuple[tuple[object, ...], ...]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        for name, rows in sheets.items():
            page = made.add_worksheet(name)
            for number, row in enumerate(rows):
                page.write_row(number, 0, row)
    return out.getvalue()


def read(data: bytes, **said: object) -> Reading:
    return read_list(
        data,
        "so.xlsx",
        STAFF,
        Choices(**said),
        saved=MappingsInMemory(),
        gazetteer=Gazetteer(()),
        today=dt.date(2020, 8, 20),
    )


@pytest.mark.parametrize(
    ("sheet", "name"), [("", "Lê Văn An"), ("Thầy cô", "Lê Văn An"), ("Học sinh", "Vi Thị Chín"), ("Khác", "Lê Văn An")]
)
def test_the_sheet_that_is_chosen_is_read_or_else_the_first(sheet, name):
    reading = read(book(**{"Thầy cô": TEACHERS, "Học sinh": PUPILS}), sheet=sheet)

    assert ["Thầy cô", "Học sinh"] == [one.sheet for one in reading.tables]
    assert [name] == [row.values["full_name"] for row in reading.plan.records]


def test_the_row_of_the_header_is_sought_on_the_first_sheet_where_nobody_chose_another():
    two = book(**{"Thầy cô": (HEADER, *TEACHERS), "Học sinh": (HEADER, *PUPILS)})

    first, other = read(two, header_row=2), read(two, header_row=2, sheet="Học sinh")

    assert [2, 2] == [one.table.header_rows[0] for one in (first, other)]
    assert [["Lê Văn An"], ["Vi Thị Chín"]] == [
        [row.values["full_name"] for row in one.plan.records] for one in (first, other)
    ]
    assert "Row 9 holds no header" in str(read(two, header_row=9).table.remarks)


def test_a_file_without_any_table_says_so():
    with pytest.raises(UnreadableListError, match="No header of a table"):
        read(book(So=((None,), ("x",))))


def test_a_sheet_of_refusals_is_refused_where_it_is_the_one_that_is_chosen():
    data = book(**{"Thầy cô": TEACHERS, "Từ chối": PUPILS})

    assert read(data).plan is not None
    with pytest.raises(PlanError, match="Nobody is to keep one"):
        read(data, sheet="Từ chối")


def test_whoever_waits_is_told_four_times_how_far_it_is():
    told: list[int] = []

    read_list(
        book(So=TEACHERS),
        "so.xlsx",
        STAFF,
        Choices(),
        saved=MappingsInMemory(),
        gazetteer=Gazetteer(()),
        today=dt.date(2020, 8, 20),
        progress=told.append,
    )

    assert 4 == len(told)
    assert sorted(told) == told


def test_what_a_person_said_about_a_list_is_kept_and_nothing_said_stays_nothing():
    said = Choices("Sổ", "vni", (("full_name", 1),), {(3, "phone"): "0912"}, True, True, 4)

    assert (said, Choices()) == (Choices.from_json(said.as_json()), Choices.from_json({}))
    assert not Choices().take_suggestions
    assert not Choices().leave_out_wrong


@pytest.mark.parametrize(("share", "named"), [(0.49, False), (0.5, True)])
def test_another_kind_is_named_where_half_of_the_columns_speak_for_it(monkeypatch, share, named):
    monkeypatch.setattr(of_lists, "propose_schema", lambda _table: (BUSINESS, share))

    problem = read(book(So=(("STT", "Năm sinh", "Số điện thoại"), (1, 1980, "0912345678")))).problem

    assert named == ("It looks like" in problem.en)
