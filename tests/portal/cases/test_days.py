"""The store says on which day in Viet Nam a moment lies as Python does, also around midnight and in microseconds."""

from __future__ import annotations

import datetime as dt

import pytest

from bluezone.portal.cases.days import DayOfDate, DayOfMoment
from bluezone.portal.cases.models import Case
from bluezone.portal.identity.roles import Role
from bluezone.portal.world import VIET_NAM
from tests.support.portal.offices import NOW

MIDNIGHT = dt.datetime(2026, 3, 1, tzinfo=VIET_NAM)
A_MICROSECOND, A_SECOND = dt.timedelta(microseconds=1), dt.timedelta(seconds=1)


@pytest.mark.each_example
@pytest.mark.parametrize(
    "moment",
    [
        NOW,
        MIDNIGHT,
        MIDNIGHT - A_SECOND,
        MIDNIGHT - A_MICROSECOND,
        MIDNIGHT + A_MICROSECOND,
        MIDNIGHT + dt.timedelta(hours=7) - A_SECOND,
        MIDNIGHT + dt.timedelta(hours=7),
        dt.datetime(2024, 2, 29, 23, 59, 59, 999_999, tzinfo=VIET_NAM),
    ],
    ids=str,
)
def test_a_day_is_the_one_in_viet_nam(office, moment):
    lan = office.staff("Nguyễn Thị Lan", Role.HEALTH_OFFICER)
    case = office.case(lan)
    onset = moment.astimezone(VIET_NAM).date() - dt.timedelta(days=3)
    Case.objects.filter(pk=case.pk).update(opened_at=moment, onset=onset)

    told = Case.objects.filter(pk=case.pk).values_list(DayOfMoment("opened_at"), DayOfDate("onset"))

    day = moment.astimezone(VIET_NAM).date().toordinal()
    assert [(day, day - 3)] == list(told)
