"""In which order reports stand for whoever decides."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

from bluezone.portal.directives.selectors.listing import Expected, Standing
from tests.support.portal.rolling import SENT

LATER = SENT + dt.timedelta(days=9)


def line(standing: Standing, *, state: str = "", sent: dt.datetime | None = None, due: dt.datetime = SENT) -> Expected:
    return Expected(SimpleNamespace(state=state, submitted_at=sent, due=due), standing)


def test_what_is_to_be_decided_comes_first_then_who_is_late_then_who_has_time_and_last_what_is_done():
    done = line(Standing.ON_TIME, state="approved", sent=SENT)
    to_come, late = line(Standing.OPEN), line(Standing.LATE, due=LATER)
    to_decide = line(Standing.ON_TIME, state="submitted", sent=LATER, due=LATER)

    ordered = sorted([done, to_come, late, to_decide], key=lambda one: one.urgency)

    assert [to_decide, late, to_come, done] == ordered


def test_of_what_is_to_be_decided_the_first_that_was_sent_stands_first_whenever_it_was_due():
    early = line(Standing.ON_TIME, state="submitted", sent=SENT, due=LATER)
    late = line(Standing.SENT_LATE, state="submitted", sent=LATER, due=SENT)

    assert [early, late] == sorted([late, early], key=lambda one: one.urgency)
