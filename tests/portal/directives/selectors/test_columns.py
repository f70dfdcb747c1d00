"""How a row stands is said to the moment: a deadline is the first moment that is too late."""

from __future__ import annotations

import datetime as dt

import pytest

from bluezone.portal.directives.selectors.columns import standing
from bluezone.rollout.consolidation.deadlines import Standing
from tests.support.portal.rolling import CLOSED

BEFORE = CLOSED - dt.timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("submitted_at", "now", "stands"),
    [
        (BEFORE, CLOSED, Standing.ON_TIME),
        (CLOSED, CLOSED, Standing.SENT_LATE),
        (None, BEFORE, Standing.OPEN),
        (None, CLOSED, Standing.LATE),
    ],
)
def test_a_row_stands_as_the_moment_says(submitted_at, now, stands):
    assert stands is standing(CLOSED, submitted_at, now)
