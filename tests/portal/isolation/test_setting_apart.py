"""Whoever stays apart by a decision in force meets nobody any more, for tracing too, as long as it is in force."""

from __future__ import annotations

import datetime as dt

import pytest

from bluezone.portal.cases.models import Person
from bluezone.portal.isolation.models import Stay
from bluezone.portal.tracing.apartness import digest_of_involvement, set_apart
from bluezone.portal.tracing.involving import involve
from bluezone.portal.tracing.levels import check, recompute
from bluezone.portal.tracing.models import Exposure, Involvement, Outbreak
from tests.support.portal.isolation import ONE_DAY, IsolationOffice
from tests.support.portal.offices import NOW, SON_DUONG, Office, the_unit
from tests.support.portal.tracing import ago

pytestmark = pytest.mark.usefixtures("kept_office")
FIRST = NOW.date() - ONE_DAY


@pytest.fixture(scope="module")
def kept_office(kept) -> IsolationOffice:
    """The fourth met the second today, a day after the second's quarantine begins."""
    office = IsolationOffice(Office())
    Exposure.objects.filter(target=office.node(3)).update(first_day=ago(0), last_day=ago(0))
    recompute(office.outbreak)
    return office


@pytest.fixture
def office(kept_office, db) -> IsolationOffice:
    return kept_office


def stands(office: IsolationOffice) -> tuple[dt.date | None, int | None]:
    """Since when the second is set apart, and the level of whoever they met later."""
    assert 0 == check(office.outbreak).count
    return office.node(1).set_apart_on, office.level(3)


def test_from_the_first_day_of_an_order_in_force_on_nobody_is_met_until_it_is_recalled(office):
    office.propose(1)
    paper = office.draw_up(office.waiting(1))
    proposed = stands(office)

    office.issue(paper)

    assert ((None, 2), (FIRST, None)) == (proposed, stands(office))
    office.recall(paper)
    assert (None, 2) == stands(office)


def test_a_release_has_them_meet_people_again_and_its_recall_not(office):
    order = office.order(1)
    released = office.issue(office.draw_up(office.release_early(1)))
    after = stands(office)

    office.recall(released)

    assert ((None, 2), (FIRST, None)) == (after, stands(office))
    office.recall(order)
    assert (None, 2) == stands(office)


def test_a_day_that_somebody_noted_stands_whatever_becomes_of_the_order(office):
    node = office.node(1)
    read = digest_of_involvement(node)
    set_apart(actor=office.officer, involvement=node, day=ago(2), read=read, now=NOW)

    order = office.order(1)

    assert (ago(2), None) == stands(office)
    assert Stay.objects.get().apart_noted is None
    office.recall(order)
    assert (ago(2), None) == stands(office)


def test_a_day_that_somebody_noted_since_is_not_taken_back_by_a_recall(office):
    order = office.order(1)
    node = office.node(1)
    set_apart(actor=office.officer, involvement=node, day=ago(2), read=digest_of_involvement(node), now=NOW)

    office.recall(order)

    assert (ago(2), None) == stands(office)


def test_it_is_told_in_every_outbreak_in_which_they_are_but_where_somebody_noted_a_day(office):
    unit, person = the_unit(SON_DUONG), office.node(1).person
    other, noted = (
        involve(
            Outbreak.objects.create(
                name=name, pathogen="H5N1", unit=unit, path=unit.path, place="08", begins=ago(30), ended=None
            ),
            person,
        )
        for name in ("Cúm A", "Sởi")
    )
    set_apart(actor=office.officer, involvement=noted, day=ago(2), read=digest_of_involvement(noted), now=NOW)

    order = office.order(1)
    apart = days_of(person)
    office.recall(order)

    assert {office.node(1).pk: FIRST, other.pk: FIRST, noted.pk: ago(2)} == apart
    assert {office.node(1).pk: None, other.pk: None, noted.pk: ago(2)} == days_of(person)


def days_of(person: Person) -> dict[int, dt.date | None]:
    """By each of their places in outbreaks, since when they are set apart there."""
    return dict(Involvement.objects.filter(person=person).values_list("pk", "set_apart_on"))
