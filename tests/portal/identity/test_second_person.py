"""A second person may act at all of the places that an act is about, by roles that are a week old where it says so."""

from __future__ import annotations

import datetime as dt

import pytest

from bluezone.portal.identity.roles import Role
from bluezone.portal.identity.second_person import SETTLED, is_settled, may_now
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, TUYEN_QUANG, the_unit


@pytest.fixture
def paths(office):
    return [the_unit(key).path for key in (SON_DUONG, TAN_TRAO)]


def test_an_act_about_two_places_takes_somebody_of_both(office, paths):
    local = office.staff("Quản Trị Xã", Role.ADMINISTRATOR, SON_DUONG)
    above = office.staff("Quản Trị Tỉnh", Role.ADMINISTRATOR, TUYEN_QUANG)

    assert may_now(local, "staff.reset", paths[:1])
    assert not may_now(local, "staff.reset", paths)
    assert may_now(above, "staff.reset", paths)


def test_whoever_has_no_such_role_may_nothing_not_even_nowhere(office):
    assert not may_now(office.staff("Lan Y Tá", Role.HEALTH_OFFICER), "staff.reset", [])


def test_a_closed_account_may_nothing(office, paths):
    local = office.staff("Quản Trị Xã", Role.ADMINISTRATOR, SON_DUONG)
    local.is_active = False

    assert not may_now(local, "staff.reset", paths[:1])


def test_a_role_counts_as_settled_after_a_week_and_at_all_places(office, paths):
    local = office.staff("Quản Trị Xã", Role.ADMINISTRATOR, SON_DUONG)
    week = NOW + SETTLED

    settled = [is_settled(local, "staff.reset", paths[:1], now) for now in (week - dt.timedelta(seconds=1), week)]

    assert [False, True] == settled
    assert not is_settled(local, "staff.reset", paths, week)
    assert dt.timedelta(days=7) == SETTLED
