"""How long samples take: as it was, by commune, with what is open longest at the head, and only in one's own units."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from bluezone.portal.sampling.figures import delays_of, open_longest
from bluezone.portal.sampling.rules import Value
from bluezone.portal.sampling.waiting import waiting
from tests.support.portal.offices import NOW, Office
from tests.support.portal.sampling import SamplingOffice
from tests.support.portal.tracing import ago

pytestmark = pytest.mark.usefixtures("kept_office")


@pytest.fixture(scope="module")
def kept_office(kept) -> SamplingOffice:
    return SamplingOffice(Office())


@pytest.fixture
def office(kept_office, db) -> SamplingOffice:
    return kept_office


def test_days_are_those_between_the_steps_and_what_is_open_longest_stands_first(office):
    answered, late, fresh = (
        office.sampled(at, label, on=ago(days)) for at, label, days in ((0, 0, 3), (2, 1, 4), (3, 2, 1))
    )
    office.find(Value.POSITIVE, answered)

    figures = delays_of(office.everywhere, NOW)

    told = [(one.taken, one.open, one.late, one.positive, one.half_within) for one in figures.communes]
    assert [(2, 1, 1, 1, 3), (1, 1, 0, 0, None)] == told
    assert 1 == figures.until_found.total
    assert [late.pk, fresh.pk] == [one.number for one in open_longest(office.everywhere, NOW)]
    assert ["Sơn Dương"] == [one.unit.name.removeprefix("Xã ") for one in delays_of(office.officer, NOW).communes]
    page = office.office.client(office.everywhere).get(reverse("sampling_figures")).content.decode()
    assert page.index(reverse("sample", args=[late.pk])) < page.index(reverse("sample", args=[fresh.pk]))


def test_today_says_who_is_to_be_sampled_what_is_late_and_who_was_not_told(office):
    day = office.due(2).wanted_on
    then = NOW + (day - NOW.date())
    positive = office.sampled(0, 0, on=day - dt.timedelta(days=3), now=then)
    office.sampled(2, 1, on=day - dt.timedelta(days=3), now=then)
    office.find(Value.POSITIVE, positive, on=day, now=then)

    waits = {one.what: one.count for one in waiting(office.officer, then)}

    assert {"sampling.untold": 1, "sampling.take": 1, "sampling.late": 1} == waits
