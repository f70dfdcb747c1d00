"""A question is said once for all whose roles lie alike, and nobody is ever answered with what is a colleague's."""

from __future__ import annotations

import datetime as dt
import random
from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q

from bluezone.portal.app import portal_apps
from bluezone.portal.cases.models import Case
from bluezone.portal.frame import counting
from bluezone.portal.frame.counting import Asked, Asking, counted
from bluezone.portal.frame.stand_ins import own_values, shape_of
from bluezone.portal.frame.waiting import waiting_for
from bluezone.portal.identity.models import Grant, Staff
from bluezone.portal.identity.policy import paths_for
from bluezone.portal.identity.roles import Role
from bluezone.portal.identity.second_person import SETTLED
from bluezone.portal.places.paths import rows_within
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, TUYEN_QUANG

pytestmark = pytest.mark.rail
COUNTRY, PROVINCE, OTHER = "", f"{TUYEN_QUANG}/", "02-202507/"
PATHS = [COUNTRY, PROVINCE, OTHER, f"{PROVINCE}{SON_DUONG}/", f"{PROVINCE}{TAN_TRAO}/", f"{PROVINCE}{SON_DUONG}/h7/"]
PEOPLE = 60
ROOMS = sorted(
    module.__name__
    for module in (import_module(app.waiting) for app in portal_apps() if app.waiting)
    if hasattr(module, "_asked")
)


def somebody(chance: random.Random, number: int) -> Staff:
    """A person with up to five roles anywhere, some of them new."""
    person = Staff(pk=number, username=f"n{number}")
    person._current_grants = [
        Grant(staff=person, role=chance.choice(list(Role)), path=path, unit_id=len(path) or None, given_at=given_at)
        for path, given_at in (
            (chance.choice(PATHS), NOW - chance.choice((dt.timedelta(), SETTLED))) for _ in range(chance.randint(0, 5))
        )
    ]
    return person


def said_alone(asking: Asking, person: Staff) -> tuple[str, list[Any]]:
    """What the room asks of the store where it is asked for this person by themselves."""
    question = counting._Question.of(asking(person, NOW))
    return question.sql, list(question.values)


def said_for_all(asking: Asking, person: Staff) -> tuple[str, list[Any]]:
    """What it asks for this person where it is asked for everybody of their roles."""
    shape = shape_of(person, NOW)
    question = counting._said_for_all(asking, shape, NOW)
    assert isinstance(question, counting._Question), asking
    own = own_values(person, shape)
    return question.sql, [own[one] if at in (question.own or ()) else one for at, one in enumerate(question.values)]


def as_sent(sql: str, values: list[Any]) -> str | tuple[str, list[Any]]:
    """What arrives at the store: PostgreSQL is told some values in the words of the question."""
    if connection.vendor != "postgresql":
        return sql, values
    with connection.cursor() as cursor:
        return str(cursor.mogrify(sql, values))


@pytest.mark.in_turn(of=3)
@pytest.mark.parametrize("room", ROOMS)
def test_every_room_asks_for_anybody_what_it_would_ask_for_them_alone(db, room):
    asking, chance = import_module(room)._asked, random.Random(room)

    for number in range(1, PEOPLE):
        person = somebody(chance, number)
        assert as_sent(*said_alone(asking, person)) == as_sent(*said_for_all(asking, person))


def test_there_are_rooms_that_ask():
    assert 12 <= len(ROOMS)


def test_colleagues_of_two_communes_share_the_question_and_not_the_answer(office):
    said = list[str]()

    def asking(staff: Staff, _now: dt.datetime) -> dict[str, Asked]:
        said.append("once")
        return {"own": Asked(rows_within(Case.objects.all(), paths_for(staff, "cases.confirm")), "opened_at", "number")}

    lan = office.staff("Nguyễn Lan", Role.HEALTH_OFFICER, SON_DUONG)
    mai = office.staff("Trần Mai", Role.HEALTH_OFFICER, TAN_TRAO)
    opened = office.case(lan, full_name="Vũ Một")

    counts = [counted(asking, one, NOW)["own"] for one in (mai, lan, mai)]

    assert ["once"] == said
    assert [0, 1, 0] == [one.count for one in counts]
    assert opened.number == counts[1].key


@pytest.mark.in_turn(of=3)
def test_everybody_is_told_the_same_in_company_as_alone(office, monkeypatch):
    """In whichever order they come, with roles of every kind beside each other and above each other."""
    people = [
        office.staff(f"Người {role} {place}", role, place)
        for role in (Role.HEALTH_OFFICER, Role.SUPERVISOR, Role.EPIDEMIOLOGIST, Role.LEADER)
        for place in (SON_DUONG, TAN_TRAO, TUYEN_QUANG)
    ]
    for at, opener in enumerate(people[:2] * 3):
        office.case(opener, full_name=f"Vũ {at}")
    in_company = {one.pk: waiting_for(Staff.objects.get(pk=one.pk), NOW) for one in reversed(people)}

    monkeypatch.setattr(counting, "_said_for_all", lambda *_: counting._NotForAll.ASKED_EACH)
    monkeypatch.setattr(counting, "_SAID", counting._Said())
    alone = {one.pk: waiting_for(Staff.objects.get(pk=one.pk), NOW) for one in people}

    assert alone == in_company
    assert 3 < len({tuple((line.what, line.count) for line in lines) for lines in alone.values()})


@pytest.mark.parametrize(
    "rows",
    [
        lambda staff: Case.objects.filter(person__full_name=staff.full_name),
        lambda staff: Case.objects.filter(number=f"of {staff.pk}"),
        lambda staff: Case.objects.filter(path__contains=staff.current_grants[0].path[1:2]),
        lambda staff: Case.objects.filter(opened_at__gt=staff.current_grants[0].given_at),
        lambda staff: Case.objects.filter(unit__parent=staff.current_grants[0].unit),
        lambda staff: Case.objects.filter(
            Q(opened_by=staff) | Q(pk__in=list(Case.objects.values_list("pk", flat=True)))
        ),
    ],
    ids=["name", "part of a text", "part of a path", "since when", "unit", "the store"],
)
def test_what_hangs_on_more_of_somebody_is_said_for_each_by_themselves(office, rows):
    lan = office.staff("Nguyễn Lan", Role.HEALTH_OFFICER)

    def asking(staff: Staff, _now: dt.datetime) -> dict[str, Asked]:
        return {"any": Asked(rows(staff), "opened_at")}

    assert counting._NotForAll.ASKED_EACH is counting._said_for_all(asking, shape_of(lan, NOW), NOW)
    assert 0 == counted(asking, lan, NOW)["any"].count


def test_a_role_that_is_a_week_old_and_a_new_one_lie_otherwise(office):
    lan = office.staff("Nguyễn Lan", Role.ADMINISTRATOR)

    assert shape_of(lan, NOW) != shape_of(lan, NOW + SETTLED)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite plans by itself what it was asked before")
def test_postgresql_plans_it_once_for_all_of_them(office):
    people = [office.staff(f"Người {at}", Role.HEALTH_OFFICER, place) for at, place in enumerate((SON_DUONG, TAN_TRAO))]

    for one in people * 3:
        waiting_for(Staff.objects.get(pk=one.pk), NOW)

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT SUM(generic_plans), SUM(custom_plans) FROM pg_prepared_statements WHERE statement LIKE %s",
            ["%waits_moment%"],
        )
        planned_before, anew = cursor.fetchone()
    assert (0, True) == (anew, planned_before >= 50)
