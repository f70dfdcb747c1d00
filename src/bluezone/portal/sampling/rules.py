"""What samples there are, what a result means, and on which day the rules want the next one. Pure.

No day of a test is written down: it follows from the days of the regime and the samples that count. A sample that
turned out to be spoilt closes nothing, and neither does one that was taken a day too early.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from bluezone.portal.errors import RefusedError

MOST_IN_A_POOL = 10
LATE_AFTER = dt.timedelta(days=2)
"""A result that has not come so long after the sample was taken is asked for."""
STILL_WANTED = dt.timedelta(days=7)
"""How long after somebody's days a sample that was never taken is asked for."""
LOWEST_CT, HIGHEST_CT = Decimal(5), Decimal(50)


class Kind(models.TextChoices):
    """How a sample is tested."""

    PCR = "pcr", _("PCR, one person")
    POOL = "pool", _("PCR, several people in one tube")
    RAPID = "rapid", _("Rapid antigen test")


class Value(models.TextChoices):
    """What a test came to."""

    NEGATIVE = "negative", _("Negative")
    POSITIVE = "positive", _("Positive")
    INVALID = "invalid", _("No result: spoilt or unclear")


@dataclass(frozen=True, slots=True)
class Finding:
    """What a laboratory says of one tube."""

    value: Value
    tested_on: dt.date
    ct: Decimal | None = None
    """Cycles until the virus showed; only a PCR has any."""

    def __post_init__(self) -> None:
        if self.ct is not None and not is_ct(self.ct):
            raise RefusedError("a Ct value lies between 5 and 50")
        if self.ct is not None and self.value is not Value.POSITIVE:
            raise RefusedError("only a positive result has a Ct value")


def is_ct(cycles: Decimal) -> bool:
    """Whether a Ct value lies where machines stop."""
    return LOWEST_CT <= cycles <= HIGHEST_CT


def next_test(tests: Iterable[dt.date], taken: Iterable[dt.date]) -> dt.date | None:
    """The first day of a test after the last sample that counts; None where every day had its sample."""
    last = max(taken, default=dt.date.min)
    return min((day for day in tests if day > last), default=None)


def is_negative_at_the_end(tests: Iterable[dt.date], samples: Iterable[tuple[dt.date, str]]) -> bool:
    """Whether the sample of the last day of a test, or a later one, was negative, and none after it anything else.
    Samples by the day on which they were taken, with what they came to; where the rules have no day, nothing is
    asked."""
    last = max(tests, default=None)
    if last is None:
        return True
    found = sorted((day, value != Value.NEGATIVE) for day, value in samples if day >= last)
    return bool(found) and not found[-1][1]
