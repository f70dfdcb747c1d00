"""An outbreak in figures: curve, delays, who told first, how many each case infected; and who is behind a column."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bluezone.portal.audit.models import Entry
from bluezone.portal.cases.models import Case, Classification
from bluezone.portal.identity.roles import Role
from bluezone.portal.tracing.graph import whole_graph
from bluezone.portal.tracing.models import Evidence
from bluezone.portal.tracing.seen import cases_seen, days_in, people_behind, seen
from bluezone.trace.outbreak import EVER
from bluezone.trace.reproduction import reproduction_of
from tests.support.portal.offices import NOW, Office
from tests.support.portal.posting import a_strange_commune
from tests.support.portal.tracing import TracingOffice, ago

pytestmark = pytest.mark.usefixtures("kept_tracing")
ONSETS = (9, 5, 5, 4, 9)


@pytest.fixture(scope="module")
def kept_tracing(kept) -> TracingOffice:
    """The first two are confirmed, of whom the first met the second and the third; the third and the fifth are
    suspected, the fourth turned out to be no case. A phone told of the second meeting first."""
    tracing = TracingOffice(Office(), people=5)
    for case, days in zip(tracing.cases, ONSETS, strict=True):
        Case.objects.filter(pk=case.pk).update(onset=ago(days))
    for at in (0, 1):
        tracing.confirm(at)
    tracing.close(3)
    tracing.meet(0, 1, ago(8), ago(8))
    told = tracing.meet(0, 2, ago(8), ago(8))
    told.evidence.update(origin=Evidence.Origin.APP, entered_at=NOW - dt.timedelta(hours=2))
    tracing.add_piece(told)
    return tracing


@pytest.fixture
def tracing(kept_tracing, db) -> TracingOffice:
    return kept_tracing


def page(tracing: TracingOffice, person=None, **said: str) -> str:
    way = reverse("outbreak_seen", args=[tracing.outbreak.pk])
    answer = tracing.office.client(person or tracing.officer).get(way, said)
    assert 200 == answer.status_code
    return " ".join(answer.content.decode().split())


def test_the_curve_has_a_column_for_each_day_from_the_first_onset_to_the_last(tracing):
    found = seen(tracing.officer, tracing.outbreak)

    assert [ago(9), ago(8), ago(7), ago(6), ago(5)] == [bar.first for bar in found.bars]
    assert [(1, 0, 1), (0, 0, 0), (0, 0, 0), (0, 0, 0), (1, 0, 1)] == [bar.counts for bar in found.bars]
    held = [str(value.label) for value in (Classification.Value.CONFIRMED, Classification.Value.SUSPECTED)]
    assert [(held[0], 2), (held[1], 2)] == [(one.title, one.total) for one in found.curves()]
    assert {1} == {one.most for one in found.curves()}


def test_what_is_no_case_and_what_was_opened_twice_stand_in_no_column(tracing):
    tracing.close(4, Case.Reason.DOUBLE)

    persons = {one.person for one in cases_seen(tracing.officer, tracing.outbreak)}

    assert {tracing.node(at).person_id for at in (0, 1, 2)} == persons


def test_a_long_outbreak_is_drawn_by_weeks_and_what_is_older_still_is_said(tracing):
    Case.objects.filter(pk=tracing.cases[4].pk).update(onset=ago(100))
    by_weeks = seen(tracing.officer, tracing.outbreak)
    Case.objects.filter(pk=tracing.cases[4].pk).update(onset=ago(2_000))
    cut = seen(tracing.officer, tracing.outbreak)

    assert {dt.timedelta(days=6)} == {bar.last - bar.first for bar in by_weeks.bars}
    assert (4, 0) == (sum(sum(bar.counts) for bar in by_weeks.bars), by_weeks.too_early)
    assert (3, 1) == (sum(sum(bar.counts) for bar in cut.bars), cut.too_early)
    assert ago(5) == by_weeks.bars[-1].last == cut.bars[-1].last


def test_each_delay_is_of_whom_it_can_be_told(tracing):
    found = seen(tracing.officer, tracing.outbreak)

    assert [4, 2, 1] == [one.total for one in (found.until_opened, found.until_confirmed, found.until_traced)]


def test_it_says_what_told_of_a_meeting_first_and_what_an_interview_told_too(tracing):
    found = seen(tracing.officer, tracing.outbreak)

    assert {"interview": (1, 1), "app": (1, 1)} == {one.origin: (one.first, one.also_told) for one in found.found}
    assert (2, 50) == (found.meetings, found.by_app)
    assert "Of 100 meetings, phones were the first to tell of 50." in page(tracing)


def test_a_phone_that_warned_of_a_place_told_of_a_meeting_too(tracing):
    Evidence.objects.filter(origin="app").update(origin="check_in")

    assert 50 == seen(tracing.officer, tracing.outbreak).by_app


def test_a_meeting_of_which_nothing_speaks_any_more_was_told_of_first_by_nobody(tracing):
    tracing.meet(1, 2, ago(7), ago(7)).evidence.all().delete()

    assert [("app", 1), ("interview", 1)] == [
        (one.origin, one.first) for one in seen(tracing.officer, tracing.outbreak).found
    ]


def test_each_weeks_reproduction_number_is_that_of_the_whole_graph(tracing):
    graph = whole_graph(tracing.outbreak)
    onsets = [graph.onsets[at].toordinal() if at in graph.onsets else EVER for at in range(len(graph.nodes))]

    found = seen(tracing.officer, tracing.outbreak)

    assert reproduction_of(graph.numbers, onsets, 7) == found.reproduction
    (cohort,) = found.cohorts()
    assert (2, "0.50") == (cohort.cases, str(cohort.mean))
    assert "no: it can only grow" in page(tracing)


def test_every_column_opens_the_list_of_its_people_with_names_of_ones_own_units_alone(tracing):
    day = ago(9).isoformat()
    assert f"?from={day}&amp;to={day}#listed" in page(tracing)

    shown = page(tracing, **{"from": day, "to": day})

    assert [True, False, True] == [f"Người Thứ {letter}" in shown for letter in "ABE"]
    line = Entry.objects.filter(act="tracing.list").latest("pk")
    named = {str(tracing.node(at).person_id) for at in (0, 4)}
    assert named == set(line.subjects.values_list("key", flat=True))
    behind = people_behind(tracing.officer, tracing.outbreak, ago(5), ago(5))
    assert {tracing.node(at).person_id for at in (1, 2)} == {person.person for _, person in behind}


@pytest.mark.parametrize("said", [{}, {"from": "2020-01-01"}, {"from": "nonsense", "to": "2020-01-01"}])
def test_days_that_are_none_list_nobody(tracing, said):
    assert days_in(said) is None
    assert 'id="listed"' not in page(tracing, **said)


def test_the_curve_leaves_as_a_file_of_the_same_figures(tracing):
    way = reverse("outbreak_curve", args=[tracing.outbreak.pk])

    answer = tracing.office.client(tracing.officer).get(way, {"as": "csv"})

    _, *rows = csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")))
    bars = seen(tracing.officer, tracing.outbreak).bars
    assert [bar.counts for bar in bars] == [tuple(map(int, row[1:])) for row in rows]
    assert Entry.objects.filter(act="tracing.curve").exists()


def test_more_people_ask_no_more_questions(tracing):
    seen(tracing.officer, tracing.outbreak)  # whoever reads is asked for their grants once
    with CaptureQueriesContext(connection) as few:
        seen(tracing.officer, tracing.outbreak)
    for _ in range(3):
        case = tracing.office.case(tracing.officer, confirmed_by=tracing.second, onset=ago(3))
        tracing.cases.append(case)
        tracing.meet(0, len(tracing.cases) - 1, ago(8), ago(8))
    with CaptureQueriesContext(connection) as more:
        seen(tracing.officer, tracing.outbreak)
    del tracing.cases[5:]

    assert len(few) == len(more)


def test_another_province_sees_none_of_our_cases(tracing):
    stranger = tracing.office.staff("Ngô Thị Lạ", Role.HEALTH_OFFICER, a_strange_commune().key)

    assert () == seen(stranger, tracing.outbreak).bars
    assert "No case yet" in page(tracing, stranger)


def test_the_page_of_an_outbreak_leads_there(tracing):
    client = tracing.office.client(tracing.officer)
    outbreak = client.get(reverse("outbreak", args=[tracing.outbreak.pk])).content.decode()

    assert re.search(rf'href="{reverse("outbreak_seen", args=[tracing.outbreak.pk])}"', outbreak)
