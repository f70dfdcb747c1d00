"""Colleagues of one's units: those under a filter, those of a name, those who were there last."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.urls import reverse

from bluezone.portal.identity.models import Grant, Renewal
from bluezone.portal.identity.roles import Role
from bluezone.portal.places.models import Unit
from bluezone.portal.staff import selectors
from bluezone.portal.staff.invitations import invite
from bluezone.portal.staff.selectors import (
    STAFF,
    colleagues_shown,
    former_colleagues_of,
    former_shown,
    page_of_colleagues,
    roles_in_words,
    unit_of_everybody,
)
from bluezone.portal.staff.services import end_role, give_role, make_staff
from bluezone.portal.staff.waiting import INVITED
from tests.support.portal.offices import NOW, PASSWORD, SON_DUONG, TAN_TRAO, TUYEN_QUANG, the_unit


@pytest.fixture
def manager(office):
    return office.staff("Quản Trị Xã", Role.ADMINISTRATOR, SON_DUONG)


def test_under_the_filter_stand_those_who_hold_a_code(office, manager):
    lost, _ = office.staff("Lê Quên", Role.REPORTER), office.staff("Lê Nhớ", Role.REPORTER)
    invite(actor=None, staff=lost, renews=Renewal.PASSWORD, now=NOW, entropy=office.chance.randbytes)

    assert [lost] == list(colleagues_shown(manager, INVITED, NOW))
    assert 3 == len(colleagues_shown(manager, "", NOW))


@pytest.mark.parametrize(("typed", "found"), [("bui.moi", True), ("moi", True), ("oi", False), ("ui", False)])
def test_a_colleague_is_found_by_how_each_part_of_the_sign_in_name_begins(office, manager, typed, found):
    person = office.staff("Lan Y Tá", Role.REPORTER)
    person.username = "bui.moi"
    person.save()

    page = page_of_colleagues(manager, STAFF.part_of({"q": typed}), NOW)

    assert ([person] if found else []) == list(page.rows)


def test_whoever_was_somewhere_else_last_or_never_anywhere_comes_back_to_no_office_here(office, manager):
    here, elsewhere = office.staff("Bùi Thị Mới", Role.REPORTER), office.staff("Vũ Xa", Role.REPORTER, TAN_TRAO)
    above = office.staff("Quản Trị Tỉnh", Role.ADMINISTRATOR, TUYEN_QUANG)
    for one in (here, elsewhere):
        end_role(actor=above, grant=one.grants.get(), now=NOW)
    make_staff(username="chua.tung", full_name="Hà Chưa Từng", password=PASSWORD)

    assert [here] == list(former_colleagues_of(manager))


def test_of_those_who_left_so_many_stand_on_a_page_and_the_others_are_searched_for(office, manager, monkeypatch):
    monkeypatch.setattr(selectors, "STAFF", replace(STAFF, size=2))
    left = [office.staff(name, Role.REPORTER) for name in ("Bùi An", "Bùi Bình", "Bùi Chi")]
    for one in left:
        end_role(actor=manager, grant=one.grants.get(), now=NOW)

    first, searched = (former_shown(manager, STAFF.part_of({"q": words})) for words in ("", "chi"))
    page = office.client(manager).get(reverse("staff_list")).content.decode()

    assert (left[:2], True) == (list(first.rows), bool(first.further))
    assert (left[2:], "") == (list(searched.rows), searched.further)
    assert ["Bùi Chi" in page, "search for the others by name" in page] == [False, True]


def test_everybody_works_in_the_smallest_unit_that_holds_all_roles_of_today(office, manager):
    reporter = office.staff("Lê Báo", Role.REPORTER)
    office.staff("Bộ Y Tế", Role.EPIDEMIOLOGIST, None)  # of the whole country: of no unit
    closed = Unit.objects.exclude(valid_to=None).exclude(path__startswith="08-202507/").first()
    Grant.objects.create(staff=reporter, role=Role.REPORTER, unit=closed, path=closed.path, given_at=NOW)

    here = unit_of_everybody()
    give_role(actor=None, staff=reporter, role=Role.REPORTER, unit=the_unit(TAN_TRAO), now=NOW)

    assert (SON_DUONG, TUYEN_QUANG) == (here.key, unit_of_everybody().key)
    Grant.objects.update(ended_at=NOW)
    assert unit_of_everybody() is None


def test_roles_are_told_with_their_units_in_one_line(office):
    person = office.staff("Lan Y Tá", Role.REPORTER)
    give_role(actor=None, staff=person, role=Role.EPIDEMIOLOGIST, unit=None, now=NOW)
    said = {role: str(role.label) for role in Role}

    parts = roles_in_words(person).split("; ")

    assert {f"{said[Role.REPORTER]}, {the_unit(SON_DUONG).name}", f"{said[Role.EPIDEMIOLOGIST]}, –"} == set(parts)
