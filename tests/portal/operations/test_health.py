"""What the operator is told of administrators, and of messages: which wait, which were lost, and when one last left."""

from __future__ import annotations

import datetime as dt

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bluezone.portal.identity.roles import Role
from bluezone.portal.messages.models import Message, Outlet, Purpose, State
from bluezone.portal.messages.services import WAITS
from bluezone.portal.operations.health import STUCK, health_of
from bluezone.portal.staff.services import end_role
from tests.support.portal.offices import NOW, SON_DUONG, the_unit

MINUTE = dt.timedelta(minutes=1)
AGO = NOW - STUCK - MINUTE


@pytest.fixture
def written(office):
    writer = office.staff("Nguyễn Thị Lan", Role.HEALTH_OFFICER)

    def write(state: State, **otherwise) -> Message:
        values = {"purpose": Purpose.NEWS, "created_at": NOW, "state_at": NOW} | otherwise
        unit = the_unit(SON_DUONG).path
        return Message.objects.create(
            path=unit, outlet=Outlet.GATEWAY, ending="678", created_by=writer, state=state, **values
        )

    return write


def test_administrators_without_a_second_factor_are_counted_by_themselves(office):
    """Neither who left, nor who has other work."""
    guarded = office.staff("Đỗ Quản Trị", Role.ADMINISTRATOR)
    office.staff("Lê Còn", Role.REPORTER)
    bare, left = office.staff("Bùi Mới", Role.ADMINISTRATOR), office.staff("Hà Nghỉ", Role.ADMINISTRATOR)
    Authenticator.objects.filter(user__in=(bare, left)).delete()
    end_role(actor=guarded, grant=left.grants.get(), now=NOW)

    health = health_of(NOW)

    assert (1, 1) == (health.administrators, health.bare_administrators)


def test_a_message_waits_from_when_it_was_written_however_often_it_was_tried_since(written):
    written(State.QUEUED, created_at=AGO, next_at=NOW + MINUTE, attempts=4)
    written(State.QUEUED, created_at=NOW - STUCK, next_at=NOW - STUCK)

    assert 1 == health_of(NOW).stuck_messages
    assert sum(WAITS, dt.timedelta()) < dt.timedelta(hours=9) < STUCK  # what is still tried is none that waits


def test_a_reminder_that_rests_at_night_waits_only_if_nobody_has_tried_it_for_so_long(written):
    written(State.QUEUED, purpose=Purpose.REMINDER, created_at=AGO, next_at=NOW - 11 * 60 * MINUTE)
    assert 0 == health_of(NOW).stuck_messages

    written(State.QUEUED, purpose=Purpose.REMINDER, created_at=AGO, next_at=AGO)
    assert 1 == health_of(NOW).stuck_messages


def test_a_reminder_that_was_not_to_leave_is_not_lost_and_one_that_was_tried_is(written):
    written(State.FAILED, purpose=Purpose.REMINDER, problem="its day is over")
    assert 0 == health_of(NOW).lost_messages

    written(State.FAILED, purpose=Purpose.REMINDER, attempts=1)
    written(State.FAILED)
    written(State.UNSURE, purpose=Purpose.REMINDER)
    assert 3 == health_of(NOW).lost_messages


def test_which_left_last_is_looked_for_among_the_last_hundred_alone(written):
    written(State.DELIVERED, state_at=NOW)
    written(State.SENT, state_at=AGO)

    with CaptureQueriesContext(connection) as asked:
        assert NOW == health_of(NOW).last_message

    assert 1 == sum('"state_at"' in one["sql"] and "LIMIT 100" in one["sql"] for one in asked)
    assert not any("MAX(" in one["sql"] for one in asked)
