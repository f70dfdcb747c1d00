"""A demonstration's outbreak has something of everything in it, and its levels are those of the whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from django.urls import reverse

from bluezone.portal.cases.models import Case, Double
from bluezone.portal.followup.answers import Channel, Outcome
from bluezone.portal.followup.figures import figures_of
from bluezone.portal.followup.models import Link, Task, Visit, Watch
from bluezone.portal.followup.selectors import round_of
from bluezone.portal.followup.works import check_days as check_follow_up
from bluezone.portal.households.models import Household
from bluezone.portal.isolation.course import Standing, State, What
from bluezone.portal.isolation.models import Centre, Decision, Delivery, Kind, Need, Stay
from bluezone.portal.isolation.papers import signing_before
from bluezone.portal.isolation.selectors import (
    DUE,
    ENDED,
    GONE,
    PROPOSED,
    STAYS,
    UNDELIVERED,
    WRITTEN,
    StayView,
    due_for,
    page_of_stays,
    proposed_for,
)
from bluezone.portal.papers.models import OutgoingPaper
from bluezone.portal.papers.models import State as PaperState
from bluezone.portal.sampling.models import Due, Sample
from bluezone.portal.sampling.rules import Kind as By
from bluezone.portal.sampling.rules import Value
from bluezone.portal.sampling.works import check_days
from bluezone.portal.tracing.involving import outbreak_at
from bluezone.portal.tracing.levels import check, counted
from bluezone.portal.tracing.models import Evidence, Exposure, Involvement, Presence
from tests.support.portal.demonstrated import Shown, an_outbreak
from tests.support.portal.offices import NOW, SON_DUONG, the_unit
from tests.support.portal.waiting import counts_for

pytestmark = [pytest.mark.django_db, pytest.mark.in_turn(of=4, family="whole stories")]


@pytest.fixture(scope="module")
def kept_outbreak(kept) -> Shown:
    return an_outbreak(400)


@pytest.fixture
def shown(kept_outbreak, db) -> Shown:
    return kept_outbreak


def test_no_level_and_no_day_differs_from_what_the_whole_amounts_to(shown):
    outbreak = outbreak_at(the_unit(SON_DUONG).path, NOW.date())

    assert 400 == len(shown.brought.people)
    assert all(count for level, count in counted(outbreak).items() if level in {"F0", "F1", "F2", "none"})
    assert 0 == check(outbreak).count == check_days(shown.office.world) == check_follow_up(shown.office.world)


def test_tracing_and_sampling_have_every_state(shown):
    assert set(Case.State.values) == set(Case.objects.values_list("state", flat=True))
    assert {None, True, False} == set(Involvement.objects.values_list("vaccinated", flat=True))
    assert 0 < Exposure.objects.filter(is_alive=False).count()
    assert {"list", "interview"} == set(Evidence.objects.values_list("origin", flat=True))
    assert 0 < Presence.objects.count()
    assert 0 < Double.objects.count()
    assert {(By.PCR, one) for one in ("", *Value)} <= set(Sample.objects.values_list("kind", "value"))
    assert 3 == Due.objects.filter(is_single=True, wanted_on=NOW.date()).count()
    assert 3 < Household.objects.count()


STATES: dict[str, Callable[[], object]] = {
    **{f"a stay, {one}": lambda one=one: Stay.objects.filter(state=one) for one in State},
    **{f"a stay, {one}": lambda one=one: Stay.objects.filter(kind=one) for one in Kind},
    **{f"a decision, {one}": lambda one=one: Decision.objects.filter(standing=one) for one in Standing},
    **{f"a decision, {one}": lambda one=one: Decision.objects.filter(what=one, standing="in_force") for one in What},
    **{f"a decision in a paper, {one}": lambda one=one: Decision.objects.filter(what=one, standing="drawn_up")
       for one in What},
    **{f"a paper, {one}": lambda one=one: OutgoingPaper.objects.filter(state=one)
       for one in PaperState if one != PaperState.SEALED},
    "a scan that waits for a second person": lambda: OutgoingPaper.objects.filter(
        state=PaperState.SIGNED, scan_confirmed_at=None
    ),
    **{f"a delivery, {one}": lambda one=one: Delivery.objects.filter(outcome=one) for one in Delivery.Outcome},
    **{f"a delivery, {one}": lambda one=one: Delivery.objects.filter(way=one) for one in Delivery.Way},
    **{f"supplies, {one}": lambda one=one: Need.objects.filter(what=one) for one in Need.What},
    **{f"supplies, {one}": lambda one=one: Need.objects.filter(outcome=one) for one in ("", *Need.Outcome)},
    "a bed too many": lambda: Stay.objects.exclude(beyond_by=None),
    "a place that is closed": lambda: Centre.objects.exclude(closed_at=None),
    **{f"an answer, {one}": lambda one=one: Visit.objects.filter(outcome=one) for one in Outcome},
    **{f"an answer, {one}": lambda one=one: Visit.objects.filter(channel=one) for one in Channel},
    "well by one's own code": lambda: Visit.objects.filter(channel="own", outcome="well"),
    "ill by one's own code": lambda: Visit.objects.filter(channel="own", outcome="symptoms"),
    **{f"symptoms, {one or 'open'}": lambda one=one: Task.objects.filter(outcome=one)
       for one in ("", *Task.Outcome)},
    "a code that opens": lambda: Link.objects.filter(ended_at=None),
    "a code that was ended": lambda: Link.objects.exclude(ended_at=None),
    "somebody missed": lambda: Watch.objects.filter(due_at__lt=NOW.replace(hour=0, minute=0)),
}  # fmt: skip


@pytest.mark.parametrize("state", STATES)
def test_quarantine_and_follow_up_have_every_state(shown, state):
    assert STATES[state]().exists()  # type: ignore[attr-defined] # a question for rows


@pytest.mark.parametrize("state", ["", DUE, GONE, PROPOSED, WRITTEN, UNDELIVERED, ENDED])
def test_the_list_of_quarantines_has_somebody_under_each_of_its_filters(shown, state):
    assert page_of_stays(shown.staff["lan"], STAYS.part_of({"state": state}), NOW).rows


def test_the_round_and_its_figures_have_something_of_all_they_tell(shown):
    seen = round_of(shown.staff["lan"], None, NOW)
    figures = figures_of(shown.staff["hung"], NOW)
    here = next(one for one in figures.communes if one.unit == the_unit(SON_DUONG))

    assert min(seen.due_count, seen.done_count, len(seen.tasks)) > 0
    assert min(here.followed, here.due, here.missed, here.ill) > 0
    assert figures.asked
    assert figures.own > 0
    assert figures.over_count > 0


def test_whoever_tries_it_makes_one_decision_about_many_and_releases_others(shown):
    hung = shown.staff["hung"]
    client, due = shown.office.client(hung), due_for(hung, NOW)
    (order,) = [rows for what, rows in proposed_for(hung, NOW) if what == What.ORDER]
    fit = [one for one in due if not one.is_ill and not one.is_untested]
    organisation = OutgoingPaper.objects.filter(state=PaperState.ISSUED)[0].organisation

    page = client.get(reverse("isolation_bulk"))
    written = client.post(reverse("isolation_papers"), {**signing_before(organisation), "stay": _ticked(order)})
    released = client.post(reverse("isolation_releases"), {"stay": _ticked(fit), "ground": "hết thời gian cách ly"})

    assert 200 == page.status_code
    assert len(order) > 3
    assert fit
    assert any(one.is_ill for one in due)
    assert any(one.is_untested for one in due)
    assert written.status_code == released.status_code == 302
    assert OutgoingPaper.objects.latest("pk").state == PaperState.DRAFT
    assert set() == {one.number for one in fit} & {one.number for one in due_for(hung, NOW)}


def _ticked(stays: Sequence[StayView]) -> list[str]:
    return [f"{one.number}:{one.as_read}" for one in stays]


def test_the_cluster_is_of_one_size_and_its_papers_wait_for_whoever_has_to_go_on(shown):
    """As docs/guides/tracing.md says; an outbreak of forty has as many (`test_same_again.py`)."""
    cases = Case.objects.filter(person__phone__startswith="098834", state=Case.State.CONFIRMED)
    met = Exposure.objects.filter(source__person__in=cases.values("person"))

    assert (3, 27, 26) == (cases.count(), met.count(), Stay.objects.count())
    assert not OutgoingPaper.objects.filter(state=PaperState.SEALED).exists()
    assert 1 == counts_for(shown.staff["khanh"])["papers.to_confirm"]
    assert 1 == counts_for(shown.staff["hung"])["isolation.submit"]
    assert {"isolation.needs", "isolation.undelivered", "isolation.due", "isolation.gone"} <= counts_for(
        shown.staff["lan"]
    ).keys()


def test_nothing_of_it_lies_in_the_future(shown):
    moments = (
        Visit.objects.values_list("at", flat=True),
        Delivery.objects.values_list("at", flat=True),
        Decision.objects.values_list("proposed_at", flat=True),
        OutgoingPaper.objects.exclude(issued_at=None).values_list("issued_at", flat=True),
        Link.objects.values_list("made_at", flat=True),
    )

    assert all(max(one) <= NOW for one in moments)
    assert {3, 2, 1, 0} <= {(NOW.date() - at.astimezone(NOW.tzinfo).date()).days for at in moments[0]}
