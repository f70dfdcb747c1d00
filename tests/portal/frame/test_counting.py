"""What a room asks of the store is said once a minute for a person with the same roles, and answered anew each time."""

from __future__ import annotations

import datetime as dt

import pytest

from bluezone.portal.cases.models import Case
from bluezone.portal.frame.counting import SAID_FOR, Asked, counted
from bluezone.portal.identity.models import Grant, Staff
from bluezone.portal.identity.policy import paths_for
from bluezone.portal.identity.roles import Role
from bluezone.portal.places.paths import rows_within
from bluezone.portal.staff.services import give_role
from tests.support.portal.offices import NOW, SON_DUONG, the_unit

pytestmark = pytest.mark.rail
SOON = NOW + SAID_FOR - dt.timedelta(seconds=1)


class Room:
    """A room that asks for the cases opened until now in the units of a person, and notes how often it said so."""

    def __init__(self) -> None:
        self.said = 0

    def asks(self, staff: Staff, now: dt.datetime) -> dict[str, Asked]:
        self.said += 1
        opened = Case.objects.filter(opened_at__lte=now)
        return {"cases": Asked(rows_within(opened, paths_for(staff, "cases.list")), "opened_at", "number")}


@pytest.fixture
def room() -> Room:
    return Room()


@pytest.fixture
def lan(office) -> Staff:
    return office.staff("Nguyễn Lan", Role.HEALTH_OFFICER)


def cases_of(room: Room, staff: Staff, now: dt.datetime = NOW) -> int:
    """How many the rail would tell, to somebody whom a new request has read anew."""
    return counted(room.asks, Staff.objects.get(pk=staff.pk), now)["cases"].count


def test_the_question_is_said_once_and_answered_as_the_store_stands(office, room, lan):
    before = cases_of(room, lan)
    office.case(lan, full_name="Vũ Một")

    after = cases_of(room, lan, SOON)

    assert (0, 1, 1) == (before, after, room.said)


def test_a_minute_later_it_is_said_anew_so_that_what_has_become_due_is_counted(office, room, lan):
    Case.objects.filter(pk=office.case(lan, full_name="Vũ Một").pk).update(opened_at=SOON)
    assert 0 == cases_of(room, lan)

    assert 1 == cases_of(room, lan, NOW + SAID_FOR)
    assert 2 == room.said


def test_a_clock_that_was_put_back_has_it_said_anew(room, lan):
    cases_of(room, lan)

    cases_of(room, lan, NOW - dt.timedelta(seconds=1))

    assert 2 == room.said


def test_another_role_and_the_end_of_one_have_it_said_anew(office, room, lan):
    office.case(lan, full_name="Vũ Một")
    assert 1 == cases_of(room, lan)

    Grant.objects.filter(staff=lan).update(ended_at=NOW)

    assert 0 == cases_of(room, lan)
    give_role(actor=None, staff=lan, role=Role.SUPERVISOR, unit=the_unit(SON_DUONG), now=NOW)
    assert 1 == cases_of(room, lan)
    assert 3 == room.said


def test_it_is_said_for_each_person_by_themselves(office, lan):
    mai = office.staff("Trần Mai", Role.HEALTH_OFFICER)
    office.case(lan, full_name="Vũ Một")

    def asked(staff: Staff, _now: dt.datetime) -> dict[str, Asked]:
        return {"own": Asked(Case.objects.filter(opened_by=staff), "opened_at")}

    assert [1, 0] == [counted(asked, one, NOW)["own"].count for one in (lan, mai)]


def test_what_needs_the_store_to_be_said_is_said_anew_always(office, lan):
    def asked(_staff: Staff, _now: dt.datetime) -> dict[str, Asked]:
        known = list(Case.objects.values_list("pk", flat=True))
        return {"known": Asked(Case.objects.filter(pk__in=known), "opened_at")}

    assert 0 == counted(asked, lan, NOW)["known"].count
    office.case(lan, full_name="Vũ Một")

    assert 1 == counted(asked, lan, NOW)["known"].count


def test_one_that_can_find_nothing_asks_the_store_for_nothing(lan, django_assert_num_queries):
    assert lan.current_grants

    with django_assert_num_queries(0):
        found = counted(lambda *_: {"nowhere": Asked(Case.objects.none(), "opened_at")}, lan, NOW)

    assert 0 == found["nowhere"].count


def test_where_nobody_asks_which_came_first_none_is_put_in_order(office, lan, django_assert_num_queries):
    office.case(lan, full_name="Vũ Một")
    office.case(lan, full_name="Vũ Hai")
    assert lan.current_grants

    with django_assert_num_queries(1) as asked:
        found = counted(lambda *_: {"any": Asked(Case.objects.all(), "opened_at", "number", order=None)}, lan, NOW)

    assert "ORDER BY" not in asked.captured_queries[0]["sql"]
    assert (2, True) == (found["any"].count, Case.objects.filter(number=found["any"].key).exists())
