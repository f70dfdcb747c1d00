"""A row of a list of contacts is offered as evidence of a meeting: its day, its place, and whom the case met."""

from __future__ import annotations

import datetime as dt

import pytest

from bluezone.portal.lists import evidence
from bluezone.portal.tracing.models import Evidence
from tests.support.portal.lists_desk import a_desk

HEADER = "Họ và tên,Năm sinh,Số điện thoại,Diện,Ngày tiếp xúc,Nơi tiếp xúc"
HAI = "Dương Văn Hải,1990,0912345678,F1,5/8/2020,Chợ trung tâm"
HIEN = "Dương Thị Hiền,1992,0978000111,F2,6/8/2020,Chợ trung tâm"
TWO_PHONES = "Lý Văn Sáu,1985,0912345678 - 0978000111,F1,7/8/2020,Chợ trung tâm"
UNKNOWN = "Ma Văn Chi,,,F1,,"


@pytest.fixture
def desk(office):
    return a_desk(office)


def stored(desk, *rows: str) -> str:
    case = desk.office.case(desk.officer).number
    desk.store(desk.bring(("\n".join((HEADER, *rows)).encode(), "f1.csv"), "contacts", case=case))
    return case


def test_a_row_tells_the_day_the_place_and_whom(desk):
    case = stored(desk, HAI)

    (row,) = Evidence.objects.all()

    assert (dt.date(2020, 8, 5),) * 2 == (row.day_from, row.day_to)
    told = {"name": "Dương Văn Hải", "case": case, "row": 2, "phone": "0912345678", "birth_year": 1990}
    assert {**told, "place": "Chợ trung tâm"} == row.says


def test_whoever_met_a_contact_and_not_the_case_is_no_evidence(desk):
    stored(desk, HAI, HIEN)

    assert ["Dương Văn Hải"] == [row.says["name"] for row in Evidence.objects.all()]


def test_what_a_row_does_not_know_it_does_not_tell(desk):
    case = stored(desk, UNKNOWN)

    (row,) = Evidence.objects.all()

    assert (None, None) == (row.day_from, row.day_to)
    assert {"name": "Ma Văn Chi", "case": case, "row": 2} == row.says


def test_of_several_telephones_the_first_is_called(desk, monkeypatch):
    offered = []
    monkeypatch.setattr(evidence, "offer_evidence", lambda rows, **_: offered.extend(rows))

    stored(desk, TWO_PHONES)

    assert ["0912345678"] == [one.phone for one in offered]
    assert ["0912345678, 0978000111"] == [one.says["phone"] for one in offered]
