"""What stays of a quarantine when records become one, and when its words are over."""

from __future__ import annotations

import datetime as dt

import pytest

from bluezone.portal.isolation.course import State
from bluezone.portal.isolation.merged_persons import join_persons, part_persons
from bluezone.portal.isolation.models import Decision, Delivery
from bluezone.portal.operations.retention.rules import Terms, words_of_quarantines
from tests.support.portal.isolation import GROUND, IsolationOffice
from tests.support.portal.offices import NOW, Office

pytestmark = [pytest.mark.usefixtures("kept_office"), pytest.mark.every_run]


@pytest.fixture(scope="module")
def kept_office(kept) -> IsolationOffice:
    return IsolationOffice(Office())


@pytest.fixture
def office(kept_office, db) -> IsolationOffice:
    return kept_office


def test_a_quarantine_goes_with_whoever_is_kept_and_comes_back_when_they_were_two(office):
    office.order(1)
    one, other = office.node(1), office.node(2)

    moved = join_persons(kept=other.person, merged=one.person, now=NOW)
    assert (0, 1) == (one.stays.count(), other.stays.count())
    part_persons(merged=one.person, moved=moved)

    assert (1, 0) == (one.stays.count(), other.stays.count())


def test_of_two_open_quarantines_none_is_lost_and_nobody_has_both(office):
    office.order(1, 2)
    one, other = office.node(1), office.node(2)

    moved = join_persons(kept=other.person, merged=one.person, now=NOW)

    assert ([], 1, 1) == (moved, one.stays.count(), other.stays.count())


def test_words_are_erased_when_their_time_is_over_and_who_stayed_apart_is_not(office):
    office.order(1)
    office.deliver(office.waiting(1), Delivery.Outcome.REFUSED, "trưởng thôn Ma Văn Chứng")
    assert 0 == words_of_quarantines(Terms(), NOW + dt.timedelta(days=89))

    erased = words_of_quarantines(Terms(), NOW + dt.timedelta(days=91))

    assert 2 == erased
    assert not Decision.objects.filter(ground=GROUND).exists()
    assert not Delivery.objects.filter(words__contains="Chứng").exists()
    assert (State.APART, 14) == (office.stay(1).state, (office.stay(1).last_day - office.stay(1).first_day).days + 1)
    assert 0 == words_of_quarantines(Terms(), NOW + dt.timedelta(days=91))
