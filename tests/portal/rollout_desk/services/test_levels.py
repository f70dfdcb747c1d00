"""Above the reports: more time, corrections, and approval level by level, each a recorded act."""

from __future__ import annotations

import datetime as dt

import pytest

from bluezone.portal.accounts.roles import Role
from bluezone.portal.errors import RefusedError
from bluezone.portal.rollout.consolidation.deadlines import Standing
from bluezone.portal.rollout.errors import ApprovalError, CorrectionError, ReportError
from bluezone.portal.rollout.reports.report import Step
from bluezone.portal.rollout_desk.models import CorrectionRecord, ReportRecord
from bluezone.portal.rollout_desk.selectors.watching import expected_reports
from bluezone.portal.rollout_desk.services.levels import (
    answer_correction,
    approve,
    extend,
    propose_correction,
    take_back,
)
from bluezone.portal.rollout_desk.services.reporting import decide
from tests.support.rolling import CLOSED, TRUNG_YEN, Rollout, a_rollout


@pytest.fixture
def rollout(office) -> Rollout:
    return a_rollout(office)


def standing(rollout: Rollout) -> Standing:
    rows = expected_reports(rollout.participant("culture-office"), CLOSED)
    return next(one.standing for one in rows if one.row.key == TRUNG_YEN)


def propose(rollout: Rollout, becomes: int = 41, note: str = "đếm lại") -> CorrectionRecord:
    return propose_correction(
        actor=rollout.consolidator(),
        participant=rollout.participant(TRUNG_YEN),
        indicator="broadcasts",
        becomes=becomes,
        note=note,
        post=rollout.participant("culture-office"),
        now=CLOSED,
    )


def test_more_time_makes_an_overdue_report_open_again(rollout):
    assert Standing.LATE is standing(rollout)

    extend(
        actor=rollout.consolidator(),
        participant=rollout.participant(TRUNG_YEN),
        to=CLOSED + dt.timedelta(days=2),
        note="lũ quét",
        post=rollout.participant("culture-office"),
        now=CLOSED,
    )

    assert Standing.OPEN is standing(rollout)


def test_more_time_needs_a_reason(rollout):
    with pytest.raises(ReportError, match="reason"):
        extend(
            actor=rollout.consolidator(),
            participant=rollout.participant(TRUNG_YEN),
            to=CLOSED + dt.timedelta(days=2),
            note=" ",
            post=rollout.participant("culture-office"),
            now=CLOSED,
        )


def test_a_correction_needs_a_note_and_the_reporters_word(rollout):
    rollout.approved(TRUNG_YEN)
    with pytest.raises(CorrectionError, match="note"):
        propose(rollout, note="")

    row = propose(rollout)
    answer_correction(actor=rollout.person(TRUNG_YEN), row=row, agrees=True, now=CLOSED)
    with pytest.raises(CorrectionError):
        answer_correction(actor=rollout.person(TRUNG_YEN), row=row, agrees=False, now=CLOSED)


def test_only_an_approved_figure_is_corrected(rollout):
    rollout.send(TRUNG_YEN)

    with pytest.raises(RefusedError, match="sent back"):
        propose(rollout)


def test_taking_an_approval_back_ends_what_was_proposed_on_it(rollout):
    row = rollout.approved(TRUNG_YEN)
    propose(rollout)

    post = rollout.participant("culture-office")
    decide(actor=rollout.consolidator(), row=row, step=Step.TAKE_BACK, post=post, now=CLOSED, note="sai HD2")

    assert 0 == CorrectionRecord.objects.filter(withdrawn_at=None).count()


def test_a_level_does_not_close_without_a_word_about_who_is_missing_and_then_locks(rollout):
    rollout.approved(TRUNG_YEN)
    level = rollout.participant("culture-office")
    with pytest.raises(ApprovalError, match="missing"):
        approve(actor=rollout.consolidator(), level=level, note="", now=CLOSED)

    row = approve(actor=rollout.consolidator(), level=level, note="lũ quét, báo cáo sau", now=CLOSED)

    assert "locked" == ReportRecord.objects.get(participant__key=TRUNG_YEN).state
    assert 36 == len(row.without)
    with pytest.raises(ApprovalError):
        approve(actor=rollout.consolidator(), level=level, note="lần nữa", now=CLOSED)


def test_only_the_level_above_opens_it_again(rollout):
    rollout.approved(TRUNG_YEN)
    level, above = rollout.participant("culture-office"), rollout.participant("district-committee")
    approve(actor=rollout.consolidator(), level=level, note="lũ quét", now=CLOSED)
    with pytest.raises(ApprovalError, match="level above"):
        take_back(actor=rollout.consolidator(), level=level, by=level, note="nhầm", now=CLOSED)

    leader = rollout.person("district-committee", Role.LEADER)
    take_back(actor=leader, level=level, by=above, note="bổ sung một xã", now=CLOSED)

    assert "approved" == ReportRecord.objects.get(participant__key=TRUNG_YEN).state
