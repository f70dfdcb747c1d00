"""How a row stands is said to the moment: a deadline is the first moment that is too late."""

from __future__ import annotations

import datetime as dt

import pytest

from bluezone.portal.directives.models import Participant
from bluezone.portal.directives.selectors.columns import below, standing
from bluezone.portal.places.paths import SEPARATOR
from bluezone.rollout.consolidation.deadlines import Standing
from tests.support.portal.rolling import CLOSED, TAN_TRAO_COMMITTEE, TRUNG_YEN

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


def test_below_a_participant_stands_whose_line_begins_with_its_own_and_nobody_called_alike(rollout):
    top = rollout.participant(TRUNG_YEN)
    stem = top.line.removesuffix(SEPARATOR)
    for line, is_below in (
        (f"{top.line}x{SEPARATOR}", True),
        (f"{stem}0{SEPARATOR}", False),
        (f"{stem}-{SEPARATOR}", False),
    ):
        Participant.objects.filter(key=TAN_TRAO_COMMITTEE).update(line=line)

        assert is_below is Participant.objects.filter(below(top), key=TAN_TRAO_COMMITTEE).exists()
