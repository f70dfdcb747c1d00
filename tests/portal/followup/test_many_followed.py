"""A province's round is counted without opening the rows of all who are followed in it."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.db.models import Case, Count, When
from django.urls import reverse

from bluezone.portal.cases.many import NewPerson, add_people
from bluezone.portal.followup import figures, selectors
from bluezone.portal.followup.answers import Symptom
from bluezone.portal.followup.models import Watch
from bluezone.portal.followup.selectors import due_in, earliest_due_in, open_tasks_in, round_of
from bluezone.portal.followup.waiting import waiting
from bluezone.portal.frame.figures import figures_of
from bluezone.portal.identity.policy import paths_for
from bluezone.portal.identity.roles import Role
from bluezone.portal.tracing.involving import default_outbreak
from bluezone.portal.tracing.many import involve_many
from bluezone.portal.tracing.models import Involvement
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, TUYEN_QUANG, the_unit
from tests.support.portal.work_of_sqlite import work_of_sqlite

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="counts instructions of SQLite, and reads its plans"),
]
TODAY, WEEK = NOW.date(), dt.timedelta(days=7)


@pytest.fixture
def head(office):
    return office.staff("Trần Văn Hùng", Role.SUPERVISOR, TUYEN_QUANG)


def followed(office, count: int, unit: str = SON_DUONG) -> None:
    """So many more whose answer is due."""
    people = [NewPerson(f"Nguyễn Văn {at}", "", 1940 + at % 60, the_unit(unit)) for at in range(count)]
    involve_many(default_outbreak(), add_people(people, NOW, office.chance.randbytes), {})
    days = {"first_day": TODAY - WEEK, "apart_until": TODAY + WEEK, "last_day": TODAY + WEEK, "due_at": NOW}
    new = Involvement.objects.filter(watch=None)
    Watch.objects.bulk_create(Watch(involvement=one, path=one.path, **days) for one in new)


def test_symptoms_are_counted_among_those_who_told_some(head, office):
    def counted() -> int:
        with work_of_sqlite() as work:
            open_tasks_in(head).count()
        return work.instructions

    followed(office, 40)
    little, _ = counted(), followed(office, 1_200)

    assert counted() <= 2 * little + 1_000


def test_who_is_due_at_each_place_is_counted_from_the_index_alone(head, office):
    followed(office, 5)

    counts = due_in(head, NOW).order_by().values("path").annotate(people=Count("pk"))

    assert "COVERING INDEX watches_of_a_round" in counts.explain()


def test_the_first_of_a_round_are_looked_for_among_few_and_are_those_that_all_in_order_would_begin_with(
    head, office, monkeypatch
):
    monkeypatch.setattr(selectors, "MOST_DUE", 4)
    for unit in (SON_DUONG, TAN_TRAO):
        followed(office, 40, unit)
    for at, one in enumerate(Watch.objects.order_by("pk")):
        tried = NOW if at % 5 == 0 else None
        Watch.objects.filter(pk=one.pk).update(due_at=NOW - dt.timedelta(hours=at % 7), asked_at=tried)
    in_order = due_in(head, NOW).annotate(tried=Case(When(asked_at=None, then=0), default=1))

    groups = selectors._groups_of(due_in(head, NOW), NOW)
    looked_at = selectors._with_the_first(due_in(head, NOW), groups)
    due = round_of(head, None, NOW).due

    expected = list(in_order.order_by("tried", "due_at", "path", "pk").values_list("pk", flat=True)[:4])
    assert expected == [one.number for one in due]
    assert (80, True) == (sum(one.people for one in groups), looked_at.count() < 20)


def test_answers_of_a_day_are_counted_among_those_of_the_day(head, office):
    def counted() -> int:
        with work_of_sqlite() as work:
            told = figures._told_in(head, NOW)
            assert [] == list(told)
        return work.instructions

    followed(office, 40)
    little, _ = counted(), followed(office, 1_200)

    assert counted() <= 2 * little + 1_000


def test_whose_days_ended_is_read_from_an_index_that_begins_with_their_last_day(head):
    rows = figures._ended_on(head, TODAY - dt.timedelta(days=1))

    steps = rows.order_by("path", "pk").values("pk").explain()

    assert "COVERING INDEX watches_by_their_last_day" in steps
    assert "TEMP B-TREE" not in steps


def test_colleagues_of_one_reach_have_a_province_counted_once_until_somebody_writes(
    head, office, django_assert_max_num_queries
):
    colleague = office.staff("Lê Thị Hai", Role.SUPERVISOR, TUYEN_QUANG)
    followed(office, 3)
    assert (3, NOW) == (round_of(head, None, NOW).due_count, earliest_due_in(head, NOW))

    assert colleague.current_grants
    with django_assert_max_num_queries(0):
        again = earliest_due_in(colleague, NOW)
    followed(office, 2)

    assert (NOW, 5) == (again, round_of(colleague, None, NOW).due_count)


def test_whoever_came_to_another_process_since_the_province_was_counted_is_told_of(head, office):
    followed(office, 1)
    whose = "followup.round", paths_for(head, selectors.ROUND), selectors.midnight(NOW)
    assert [] == figures_of(whose, NOW, list, anew=True)  # this one found nobody, a moment ago

    (due,) = (one for one in waiting(head, NOW) if one.what == "followup.due")

    assert (1, False) == (due.count, due.is_late(NOW))


def test_a_round_over_many_places_says_how_many_wait_at_each_and_in_all(head, office):
    followed(office, 3)
    followed(office, 2, TAN_TRAO)

    whole, part = (round_of(head, unit, NOW) for unit in (None, the_unit(TAN_TRAO).pk))

    assert {SON_DUONG: 3, TAN_TRAO: 2} == {unit.key: count for unit, count in whole.places}
    assert (5, 2) == (whole.due_count, part.due_count)
    assert (5, 2) == (len(whole.due), len(part.due))


def test_the_forms_of_a_round_carry_one_token_and_each_the_same_symptoms(head, office):
    """To draw a token for each of sixty forms, and to write its symptoms each time, was a good part of the page."""
    followed(office, 5)

    page = office.client(head).get(reverse("followup_round")).content.decode()

    tokens = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    chosen = re.findall(r'name="symptoms"\s+value="(\w+)"', page)
    assert (True, 1) == (len(tokens) > 5, len(set(tokens)))
    assert sorted(Symptom.values * 5) == sorted(chosen)
