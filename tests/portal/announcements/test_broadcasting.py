"""A commune's loudspeakers: slots, what was read, and what nobody can note twice or too early."""

from __future__ import annotations

import datetime as dt

import pytest

from bluezone.portal.announcements.models import Broadcast
from bluezone.portal.announcements.selectors import broadcasts_for, minutes_of, month_of
from bluezone.portal.announcements.services.approving import withdraw_announcement
from bluezone.portal.announcements.services.broadcasting import (
    leave_out_broadcast,
    log_broadcast,
    plan_broadcast,
)
from bluezone.portal.errors import RefusedError
from tests.support.portal.announcing import an_announcing_office
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, the_unit

FIVE = dt.time(17)
TODAY = NOW.date()
EVENING = NOW.replace(hour=18)


@pytest.fixture
def desk(office):
    return an_announcing_office(office)


def planned(desk, row=None, **changes) -> Broadcast:
    facts = {"unit": the_unit(SON_DUONG), "day": TODAY, "slot": FIVE, "now": NOW, "actor": desk.writer, **changes}
    return plan_broadcast(announcement=row or desk.approved(), **facts)


def test_a_slot_is_planned_read_and_noted_with_its_minutes(desk):
    row = planned(desk)

    log_broadcast(actor=desk.writer, row=row, minutes=3, now=EVENING)

    row.refresh_from_db()
    assert (3, desk.writer, EVENING) == (row.minutes, row.read_by, row.read_at)
    assert 3 == minutes_of(month_of(broadcasts_for(desk.writer), TODAY.replace(day=1)))


def test_only_approved_words_are_read_aloud(desk):
    with pytest.raises(RefusedError, match="only an approved"):
        planned(desk, desk.drafted())


def test_two_things_are_not_read_at_once_but_elsewhere_or_after_one_was_left_out(desk):
    row = desk.approved()
    first = planned(desk, row)

    with pytest.raises(RefusedError, match="at this time already"):
        planned(desk, row)
    planned(desk, row, unit=the_unit(TAN_TRAO))
    leave_out_broadcast(actor=desk.writer, row=first, now=NOW)
    planned(desk, row)


@pytest.mark.parametrize("days", [-32, 91])
def test_a_day_far_away_is_not_planned(desk, days):
    with pytest.raises(RefusedError, match="too far away"):
        planned(desk, day=TODAY + dt.timedelta(days=days))


def test_nothing_is_noted_before_its_time_twice_or_without_a_length(desk):
    row = planned(desk)

    with pytest.raises(RefusedError, match="not come yet"):
        log_broadcast(actor=desk.writer, row=row, minutes=3, now=NOW)
    for minutes in (0, 121):
        with pytest.raises(RefusedError, match="1 to 120"):
            log_broadcast(actor=desk.writer, row=row, minutes=minutes, now=EVENING)
    log_broadcast(actor=desk.writer, row=row, minutes=3, now=EVENING)
    for again in (log_broadcast, leave_out_broadcast):
        with pytest.raises(RefusedError, match="settled"):
            again(actor=desk.writer, row=row, now=EVENING, **({"minutes": 3} if again is log_broadcast else {}))


def test_withdrawing_empties_the_slots_ahead_and_keeps_what_was_read(desk):
    announcement = desk.approved()
    read = planned(desk, announcement)
    log_broadcast(actor=desk.writer, row=read, minutes=2, now=EVENING)
    ahead = planned(desk, announcement, day=TODAY + dt.timedelta(days=1))

    withdraw_announcement(actor=desk.approver, row=announcement, now=EVENING)

    read.refresh_from_db()
    ahead.refresh_from_db()
    assert (2, None) == (read.minutes, read.left_out_at)
    assert EVENING == ahead.left_out_at


def test_a_month_is_that_month(desk):
    row = desk.approved()
    first, last = dt.date(2026, 11, 1), dt.date(2026, 11, 30)
    days = [first, last, dt.date(2026, 12, 1), dt.date(2026, 10, 31)]
    for day in days:
        planned(desk, row, day=day)

    assert [first, last] == [one.day for one in month_of(broadcasts_for(desk.writer), first)]
