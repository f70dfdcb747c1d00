"""The list of directives: how many were asked, and how many reports are in."""

from __future__ import annotations

from bluezone.portal.directives.selectors.register import DIRECTIVES, lines_of
from bluezone.portal.frame.listing import Part
from tests.support.portal.rolling import CLOSED, SENT, TRUNG_YEN, a_rollout


def test_only_reports_that_were_sent_are_counted(office):
    rollout = a_rollout(office)
    rollout.approved(TRUNG_YEN)

    (before,), (after,) = (lines_of(Part(DIRECTIVES), now).rows for now in (SENT, CLOSED))

    assert (38, 1) == (before.expected, before.received)
    assert (False, True) == (before.is_over, after.is_over)
