"""Whom somebody has reminded today: a person did, and since midnight in Viet Nam."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest

from bluezone.portal.directives.selectors.chasing import REMINDED, TO_REMIND, LateOffice
from tests.support.portal.rolling import SENT

MIDNIGHT = SENT.replace(hour=0)


@pytest.mark.parametrize(
    ("by", "at", "is_reminded"),
    [
        (7, MIDNIGHT, True),
        (7, MIDNIGHT - dt.timedelta(microseconds=1), False),
        (None, MIDNIGHT, False),
        (None, MIDNIGHT - dt.timedelta(days=1), False),
    ],
    ids=["at midnight", "just before", "by itself", "by itself, the day before"],
)
def test_who_was_reminded_by_a_person_today_is_not_to_be_reminded(by: int | None, at: dt.datetime, is_reminded: bool):
    office = LateOffice(None, 0, (), (SimpleNamespace(by_id=by, at=at),), ())

    assert (is_reminded, not is_reminded) == tuple(office.is_meant(shown, SENT) for shown in (REMINDED, TO_REMIND))
