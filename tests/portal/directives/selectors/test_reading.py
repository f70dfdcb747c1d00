"""What is named as read of a report: what counts in it, and nothing that somebody only proposed."""

from __future__ import annotations

from bluezone.portal.directives.models import ApprovalRecord
from bluezone.portal.directives.selectors.reading import level_as_read
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


def test_which_levels_have_approved_is_read_until_they_take_it_back(rollout: Rollout):
    top = rollout.participant("district-committee")
    before = level_as_read(top)
    approval = ApprovalRecord.objects.create(level=rollout.participant("culture-office"), at=CLOSED)
    approved = level_as_read(top)
    approval.taken_back_at = CLOSED
    approval.save()

    assert before != approved
    assert before == level_as_read(top)
