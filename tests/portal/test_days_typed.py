"""A day that somebody typed, where a browser has no calendar of its own, is read as people in Viet Nam write it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.forms import DateField
from django.utils.translation import override


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("typed", ["2026-10-11", "11/10/2026", "11-10-2026", "11.10.2026"])
def test_the_day_stands_before_the_month_in_both_languages(typed, language):
    with override(language):
        assert dt.date(2026, 10, 11) == DateField().clean(typed)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("typed", ["1/13/2026", "11/10/26", "26/11/10", "Nov 12 2026", "31/2/2026"])
def test_what_can_be_read_in_two_ways_or_not_at_all_is_refused(typed, language):
    with override(language), pytest.raises(ValidationError):
        DateField().clean(typed)
