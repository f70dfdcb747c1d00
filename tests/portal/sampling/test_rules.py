"""On which day the rules want the next sample, and when the last one was negative."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from bluezone.portal.errors import RefusedError
from bluezone.portal.sampling.rules import Finding, Value, is_negative_at_the_end, next_test

FIRST, LAST = dt.date(2026, 11, 1), dt.date(2026, 11, 14)
DAYS = (FIRST, LAST)


def on(day: int) -> dt.date:
    return dt.date(2026, 11, day)


@pytest.mark.parametrize(
    ("taken", "wanted"),
    [([], FIRST), ([on(1)], LAST), ([on(4)], LAST), ([on(13)], LAST), ([on(14)], None), ([on(20), on(1)], None)],
)
def test_a_sample_closes_its_day_and_all_before_it_and_no_later_one(taken, wanted):
    assert wanted == next_test(DAYS, taken)


@pytest.mark.parametrize(
    ("samples", "is_negative"),
    [
        ([], False),
        ([(on(13), "negative")], False),
        ([(on(14), "")], False),
        ([(on(14), "negative")], True),
        ([(on(14), "positive"), (on(16), "negative")], True),
        ([(on(14), "negative"), (on(16), "positive")], False),
        ([(on(14), "negative"), (on(16), "")], False),
        ([(on(14), "negative"), (on(14), "positive")], False),
    ],
)
def test_negative_at_the_end_is_the_sample_of_the_last_day_or_a_later_one(samples, is_negative):
    assert is_negative is is_negative_at_the_end(DAYS, samples)


def test_where_the_rules_have_no_test_nothing_is_asked():
    assert (None, True) == (next_test((), []), is_negative_at_the_end((), []))


@pytest.mark.parametrize(("value", "ct"), [(Value.POSITIVE, "4.99"), (Value.POSITIVE, "50.1"), (Value.NEGATIVE, "30")])
def test_a_ct_value_is_that_of_a_positive_pcr(value, ct):
    with pytest.raises(RefusedError):
        Finding(value, FIRST, Decimal(ct))
