"""A second person may act at all of the places that an act is about, by roles that are a week old where it says so."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db.models import Exists, OuterRef, Value

from bluezone.portal.identity.models import Grant
from bluezone.portal.identity.roles import Role
from bluezone.portal.identity.second_person import (
    SETTLED,
    grants_reaching,
    has_worked_here,
    is_settled,
    may_now,
    settled_paths,
)
from bluezone.portal.staff.services import give_role
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


def test_somebody_has_worked_here_after_a_week_in_a_role_of_their_own(office):
    old = office.staff("Quản Trị Xã", Role.ADMINISTRATOR, SON_DUONG)
    week = NOW + SETTLED
    newcomer = office.staff("Lan Y Tá", Role.HEALTH_OFFICER, SON_DUONG)
    Grant.objects.filter(staff=newcomer).update(given_at=week)

    assert [False, True] == [has_worked_here(old, now) for now in (week - dt.timedelta(seconds=1), week)]
    assert not has_worked_here(newcomer, week)
    Grant.objects.filter(staff=old).update(ended_at=week)
    assert not has_worked_here(old, week)


def test_roles_at_several_places_reach_each_of_them_and_all_together(office, paths):
    both = office.staff("Quản Trị Hai Xã", Role.ADMINISTRATOR, SON_DUONG)
    give_role(actor=None, staff=both, role=Role.ADMINISTRATOR, unit=the_unit(TAN_TRAO), now=NOW)

    for asked in (paths[:1], paths[1:], paths):
        assert may_now(both, "staff.reset", asked)
        assert is_settled(both, "staff.reset", asked, NOW + SETTLED)


def test_places_where_somebody_is_settled_are_those_of_the_roles_that_open_the_act(office, paths):
    person = office.staff("Quản Trị Xã", Role.ADMINISTRATOR, SON_DUONG)
    give_role(actor=None, staff=person, role=Role.HEALTH_OFFICER, unit=the_unit(TAN_TRAO), now=NOW)
    week = NOW + SETTLED

    assert (paths[0],) == settled_paths(person, "staff.reset", week)
    assert () == settled_paths(person, "staff.reset", week - dt.timedelta(seconds=1))
    give_role(actor=None, staff=person, role=Role.ADMINISTRATOR, unit=the_unit(TAN_TRAO), now=week)
    assert (paths[0],) == settled_paths(person, "staff.reset", week)


def test_whoever_asked_may_still_ask_by_a_role_of_their_own_that_reaches_the_row(office, paths):
    """Asked of each row that has a path: here the roles themselves."""
    local, above = (
        office.staff("Quản Trị Xã", Role.ADMINISTRATOR, SON_DUONG),
        office.staff("Quản Trị Tỉnh", Role.ADMINISTRATOR, TUYEN_QUANG),
    )
    officer = office.staff("Lan Y Tá", Role.HEALTH_OFFICER, SON_DUONG)

    def reached(asker, path):
        asked = Grant.objects.filter(path=path).annotate(who=Value(asker.pk))
        return asked.filter(Exists(grants_reaching(OuterRef("who"), "staff.reset"))).exists()

    province = the_unit(TUYEN_QUANG).path
    assert [True, False] == [reached(local, path) for path in (paths[0], province)]
    assert [True, True] == [reached(above, path) for path in (paths[0], province)]
    assert [False, False] == [reached(officer, path) for path in (paths[0], province)]
    Grant.objects.filter(staff=above).update(ended_at=NOW)
    assert not reached(above, province)
