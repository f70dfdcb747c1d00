"""The newest stored list of an office says how many, of how many and on which day; and never who."""

from __future__ import annotations

import datetime as dt

import pytest

from bluezone.portal.lists.models import Kind, SentList
from bluezone.portal.lists.rosters import counted_in_lists, newest_lists
from bluezone.portal.organisations.models import Kind as OfficeKind
from bluezone.portal.organisations.models import Organisation
from bluezone.portal.organisations.services import create_organisation
from bluezone.rollout.directive.counting import ListCount
from bluezone.rollout.reports.listed import Listed
from tests.support.lists import ugly_lists
from tests.support.lists.spreadsheets import xlsx
from tests.support.portal.lists_desk import Desk, a_desk
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, the_unit
from tests.support.portal.stored_lists import a_stored_list

DAY = dt.timedelta(days=1)
TODAY = NOW.date()


@pytest.fixture
def desk(office) -> Desk:
    return a_desk(office)


def asked(organisation: Organisation | None, *ground: str) -> dict[ListCount, Listed]:
    return counted_in_lists(asked=list(ListCount), organisation=organisation, ground=ground)


def a_committee(name: str = "UBND xã Sơn Dương", kind: OfficeKind = OfficeKind.COMMITTEE) -> Organisation:
    return create_organisation(actor=None, name=name, kind=kind, unit=the_unit(SON_DUONG), now=NOW)


def test_a_list_of_staff_counts_its_people_and_of_whom_it_says_that_they_have_the_app(desk):
    header = ["STT", "Họ và tên", "Năm sinh", "Số điện thoại", "Đã cài Bluezone", "Có smartphone"]
    rows = [
        header,
        [1, "Lê Văn An", 1980, "0912345678", "x", "x"],
        [2, "Trần Thị Bình", 1991, "0387654321", None, "x"],
        [3, "Vi Thị Chín", 1975, "0387654322", "không", "x"],
    ]
    desk.store(desk.bring((xlsx(rows), "so.xlsx")))

    assert {
        ListCount.STAFF: Listed(3, 3, 3, TODAY),
        ListCount.STAFF_WITH_SMARTPHONE: Listed(3, 3, 3, TODAY, is_of_people=True),
        ListCount.STAFF_INSTALLED: Listed(1, 3, 2, TODAY, is_of_people=True),
    } == asked(desk.school)


def test_a_list_of_households_adds_up_what_each_says_and_says_of_how_many_it_is(desk):
    desk.store(desk.bring(ugly_lists.households_counted(), "household"))

    found = asked(desk.school)

    assert [4, 15, 8, 5] == [
        found[one].value
        for one in (
            ListCount.HOUSEHOLDS,
            ListCount.RESIDENTS,
            ListCount.RESIDENTS_WITH_SMARTPHONE,
            ListCount.RESIDENTS_INSTALLED,
        )
    ]
    assert {4} == {one.rows for one in found.values()}


def test_a_list_of_businesses_adds_up_staff_and_customers_who_were_helped(desk):
    rows = [
        ["STT", "Tên cơ sở", "Chủ cơ sở", "Số nhân viên", "Số nhân viên đã cài", "Số khách được hỗ trợ cài đặt"],
        [1, "Quán phở Hương Rừng", "Lê Văn An", 3, 2, 40],
        [2, "Nhà nghỉ Sao Mai", "Hà Thị Bình", 5, 5, None],
    ]
    stored = desk.store(desk.bring((xlsx(rows), "so.xlsx"), "business"))

    found = asked(desk.school)

    assert Listed(2, 2, 2, TODAY) == found[ListCount.BUSINESSES]
    assert Listed(8, 2, 2, TODAY) == found[ListCount.BUSINESS_STAFF]
    assert Listed(7, 2, 2, TODAY) == found[ListCount.BUSINESS_STAFF_INSTALLED]
    assert Listed(40, 2, 1, TODAY) == found[ListCount.CUSTOMERS_HELPED]
    assert "Customers helped" in desk.page(stored)


def test_the_newest_list_of_the_office_itself_answers_and_none_that_was_not_stored(desk):
    for days, rows in ((3, 10), (1, 12), (2, 11)):
        a_stored_list(desk.school, desk.officer, NOW - days * DAY, rows=rows)
    SentList.objects.filter(rows=11).update(stored_at=NOW, state=SentList.State.PUT_ASIDE)
    other = a_committee()

    assert {ListCount.STAFF: Listed(12, 12, 12, TODAY - DAY)} == asked(desk.school)
    assert {} == asked(other)
    assert {} == asked(None)
    assert [[12], []] == [[one.rows for one in newest_lists(office)] for office in (desk.school, other)]


def test_for_its_ground_the_newest_list_answers_that_is_not_a_companys_own_and_staff_is_nobody_elses(desk):
    committee, station = a_committee(), a_committee("Trạm Y tế xã Sơn Dương", OfficeKind.HEALTH)
    for kind in (Kind.HOUSEHOLD, Kind.STAFF):
        a_stored_list(station, desk.officer, NOW - DAY, kind, rows=300, members=900, members_told=300)
    a_stored_list(a_committee("Chợ Sơn Dương", OfficeKind.COMPANY), desk.officer, NOW, Kind.BUSINESS, rows=40)
    a_stored_list(a_committee("THCS Sơn Dương", OfficeKind.SCHOOL), desk.officer, NOW, Kind.HOUSEHOLD, rows=60)

    found = asked(committee, the_unit(SON_DUONG).path)

    assert {ListCount.HOUSEHOLDS, ListCount.RESIDENTS} == set(found)
    assert Listed(900, 300, 300, TODAY - DAY, whose=station.name) == found[ListCount.RESIDENTS]
    assert {} == asked(committee)
    assert {} == asked(committee, the_unit(TAN_TRAO).path)
    a_stored_list(committee, desk.officer, NOW - 9 * DAY, Kind.HOUSEHOLD, rows=280, members=800, members_told=280)
    assert Listed(800, 280, 280, TODAY - 9 * DAY) == asked(committee, the_unit(SON_DUONG).path)[ListCount.RESIDENTS]


def test_a_list_that_does_not_say_of_how_many_it_adds_up_answers_with_its_rows_alone(desk):
    a_stored_list(desk.school, desk.officer, NOW, Kind.HOUSEHOLD, rows=4, members=15, installs=5)

    assert {ListCount.HOUSEHOLDS} == set(asked(desk.school))


def test_a_list_of_people_answers_with_its_rows_where_it_says_of_any_who_has_the_app(desk):
    a_stored_list(desk.school, desk.officer, NOW - DAY, Kind.HOUSEHOLD, rows=4)
    silent = asked(desk.school)
    a_stored_list(desk.school, desk.officer, NOW, Kind.HOUSEHOLD, rows=5, installed=2, installed_told=3)

    found = asked(desk.school)

    assert {} == silent
    assert Listed(5, 5, 5, TODAY) == found[ListCount.RESIDENTS]
    assert Listed(2, 5, 3, TODAY, is_of_people=True) == found[ListCount.RESIDENTS_INSTALLED]
