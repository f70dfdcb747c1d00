"""What is named as read of a report: what counts in it, and nothing that somebody only proposed."""

from __future__ import annotations

from bluezone.portal.directives.services.levels import answer_correction
from tests.support.portal.rolling import CLOSED, TRUNG_YEN, Rollout


def test_a_correction_is_read_once_its_reporter_confirmed_it(rollout: Rollout):
    rollout.approved(TRUNG_YEN)
    sent = rollout.read(TRUNG_YEN)
    proposed = rollout.corrected(TRUNG_YEN, 41)
    waiting = rollout.read(TRUNG_YEN)
    answer_correction(actor=rollout.person(TRUNG_YEN), row=proposed, agrees=True, now=CLOSED)

    assert sent == waiting
    assert sent != rollout.read(TRUNG_YEN)
