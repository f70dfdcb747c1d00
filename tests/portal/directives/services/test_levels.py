"""Above the reports: more time, corrections, and approval level by level, each a recorded act."""

from __future__ import annotations

import datetime as dt

import pytest

from bluezone.portal.audit.models import Entry as Line
from bluezone.portal.directives.models import ApprovalRecord, CorrectionRecord, ReportRecord
from bluezone.portal.directives.selectors.levels import levels_shown
from bluezone.portal.directives.selectors.listing import expected_reports
from bluezone.portal.directives.selectors.reading import level_as_read, report_as_read
from bluezone.portal.directives.selectors.sums import parts_of
from bluezone.portal.directives.selectors.totals import totals_of
from bluezone.portal.directives.services.deciding import decide, require_open_level
from bluezone.portal.directives.services.levels import (
    answer_correction,
    approve,
    extend,
    propose_correction,
    take_back,
)
from bluezone.portal.directives.services.registering import give_membership
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.roles import Role
from bluezone.rollout.consolidation.deadlines import Standing
from bluezone.rollout.errors import ApprovalError, CorrectionError, ReportError
from bluezone.rollout.reports.report import Step
from tests.support.portal.rolling import CLOSED, SENT, TAN_TRAO_COMMITTEE, TRUNG_YEN, Rollout, a_rollout
from tests.support.rollout.directives import SHIPPED_TEXT


def standing(rollout: Rollout) -> Standing:
    rows = expected_reports(rollout.participant("culture-office"), CLOSED)
    return next(one.standing for one in rows if one.row.key == TRUNG_YEN)


def propose(
    rollout: Rollout, becomes: int = 41, note: str = "đếm lại", indicator: str = "broadcasts"
) -> CorrectionRecord:
    return propose_correction(
        actor=rollout.consolidator(),
        participant=rollout.participant(TRUNG_YEN),
        indicator=indicator,
        becomes=becomes,
        note=note,
        acting_for=rollout.participant("culture-office"),
        now=CLOSED,
    )


def test_a_report_that_came_late_is_not_made_timely_afterwards(rollout):
    rollout.send(TRUNG_YEN, CLOSED)
    assert Standing.SENT_LATE is standing(rollout)

    with pytest.raises(ReportError, match="was sent"):
        extend(
            actor=rollout.consolidator(),
            participant=rollout.participant(TRUNG_YEN),
            to=CLOSED + dt.timedelta(days=2),
            note="cho đẹp số",
            acting_for=rollout.participant("culture-office"),
            now=CLOSED + dt.timedelta(hours=1),
        )

    assert Standing.SENT_LATE is standing(rollout)


def test_more_time_makes_an_overdue_report_open_again_and_is_a_line_of_the_audit(rollout):
    assert Standing.LATE is standing(rollout)

    extend(
        actor=rollout.consolidator(),
        participant=rollout.participant(TRUNG_YEN),
        to=CLOSED + dt.timedelta(days=2),
        note="lũ quét",
        acting_for=rollout.participant("culture-office"),
        now=CLOSED,
    )

    assert Standing.OPEN is standing(rollout)
    line = Line.objects.get(act="directives.extend")
    assert (rollout.record.key, (CLOSED + dt.timedelta(days=2)).isoformat()) == (
        line.detail["directive"],
        line.detail["to"],
    )
    assert [str(rollout.participant(TRUNG_YEN).pk)] == [subject.key for subject in line.subjects.all()]


def test_who_was_given_more_time_is_not_given_less_by_another_extension(rollout):
    def until(to: dt.datetime) -> None:
        extend(
            actor=rollout.consolidator(),
            participant=rollout.participant(TRUNG_YEN),
            to=to,
            note="lũ quét",
            acting_for=rollout.participant("culture-office"),
            now=SENT,
        )

    until(CLOSED + dt.timedelta(days=5))
    for to in (CLOSED + dt.timedelta(days=2), CLOSED + dt.timedelta(days=5)):
        with pytest.raises(ReportError, match="no later"):
            until(to)

    assert [CLOSED + dt.timedelta(days=5)] == [one.to for one in rollout.participant(TRUNG_YEN).extensions.all()]


def test_more_time_needs_a_reason(rollout):
    with pytest.raises(ReportError, match="reason"):
        extend(
            actor=rollout.consolidator(),
            participant=rollout.participant(TRUNG_YEN),
            to=CLOSED + dt.timedelta(days=2),
            note=" ",
            acting_for=rollout.participant("culture-office"),
            now=CLOSED,
        )


def test_a_correction_needs_a_note_and_the_reporters_word(rollout):
    rollout.approved(TRUNG_YEN)
    with pytest.raises(CorrectionError, match="note"):
        propose(rollout, note="")

    row = propose(rollout)
    answer_correction(actor=rollout.person(TRUNG_YEN), row=row, agrees=True, now=CLOSED)
    told = Line.objects.filter(act="directives.confirm").latest("number").detail
    assert ("broadcasts", True) == (told["indicator"], told["agrees"])
    with pytest.raises(CorrectionError):
        answer_correction(actor=rollout.person(TRUNG_YEN), row=row, agrees=False, now=CLOSED)


def test_a_correction_that_was_confirmed_counts_until_another_one_is(rollout):
    """Whoever proposes alone takes back nothing that two agreed on."""
    rollout.approved(TRUNG_YEN)
    top, reporter = rollout.participant("culture-office"), rollout.person(TRUNG_YEN)
    answer_correction(actor=reporter, row=propose(rollout, becomes=41), agrees=True, now=CLOSED)

    other = propose(rollout, becomes=43)
    proposed = (totals_of(top).reported["broadcasts"], value_shown(rollout))
    answer_correction(actor=reporter, row=propose(rollout, becomes=44), agrees=True, now=CLOSED)
    other.refresh_from_db()

    assert (41, 41) == proposed
    assert (44, 44) == (totals_of(top).reported["broadcasts"], value_shown(rollout))
    assert other.withdrawn_at is not None


def value_shown(rollout: Rollout) -> int | None:
    """What the page of sums opens down to."""
    parts = parts_of(rollout.directed.directive, rollout.participant("culture-office"), "broadcasts")
    return next(part.value for part in parts if part.participant.key == TRUNG_YEN)


def test_only_an_approved_figure_is_corrected(rollout):
    rollout.send(TRUNG_YEN)

    with pytest.raises(RefusedError, match="sent back"):
        propose(rollout)


def test_taking_an_approval_back_ends_what_was_proposed_on_it(rollout):
    row = rollout.approved(TRUNG_YEN)
    propose(rollout)

    post = rollout.participant("culture-office")
    decide(
        actor=rollout.consolidator(),
        row=row,
        read=report_as_read(row),
        step=Step.TAKE_BACK,
        acting_for=post,
        now=CLOSED,
        note="sai HD2",
    )

    assert 0 == CorrectionRecord.objects.filter(withdrawn_at=None).count()


def test_a_level_does_not_close_without_a_word_about_who_is_missing_and_then_locks(rollout):
    rollout.approved(TRUNG_YEN)
    level = rollout.participant("culture-office")
    with pytest.raises(ApprovalError, match="missing"):
        approve(actor=rollout.consolidator(), level=level, read=level_as_read(level), note="", now=CLOSED)

    row = approve(
        actor=rollout.consolidator(), level=level, read=level_as_read(level), note="lũ quét, báo cáo sau", now=CLOSED
    )

    assert "locked" == ReportRecord.objects.get(participant__key=TRUNG_YEN).state
    assert 36 == len(row.without)
    with pytest.raises(ApprovalError):
        approve(actor=rollout.consolidator(), level=level, read=level_as_read(level), note="lần nữa", now=CLOSED)


def test_what_nobody_has_approved_is_approved_and_not_taken_back(rollout):
    leader = rollout.person("district-committee", Role.LEADER)
    ApprovalRecord.objects.create(level=rollout.participant("culture-office"), at=CLOSED)

    shown = {one.participant.key: (one.may_approve, one.may_take_back) for one in levels_shown(leader, rollout.record)}

    assert ((False, True), (True, False)) == (shown["culture-office"], shown["district-committee"])


def test_only_the_level_above_opens_it_again(rollout):
    rollout.approved(TRUNG_YEN)
    level, above = rollout.participant("culture-office"), rollout.participant("district-committee")
    approve(actor=rollout.consolidator(), level=level, read=level_as_read(level), note="lũ quét", now=CLOSED)
    with pytest.raises(ApprovalError, match="level above"):
        take_back(
            actor=rollout.consolidator(), level=level, read=level_as_read(level), by=level, note="nhầm", now=CLOSED
        )

    leader = rollout.person("district-committee", Role.LEADER)
    take_back(actor=leader, level=level, read=level_as_read(level), by=above, note="bổ sung một xã", now=CLOSED)

    opened = ApprovalRecord.objects.get(level=level)
    assert (leader, CLOSED, "bổ sung một xã") == (opened.taken_back_by, opened.taken_back_at, opened.taken_back_note)
    assert "approved" == ReportRecord.objects.get(participant__key=TRUNG_YEN).state


def close(rollout: Rollout) -> None:
    approve(
        actor=rollout.consolidator(),
        level=rollout.participant("culture-office"),
        read=level_as_read(rollout.participant("culture-office")),
        note="lũ quét, báo cáo sau",
        now=CLOSED,
    )


def test_a_report_that_comes_after_its_level_was_closed_enters_no_sum(rollout):
    rollout.approved(TRUNG_YEN, broadcasts=40)
    close(rollout)
    late, post = rollout.send(TAN_TRAO_COMMITTEE, CLOSED), rollout.participant("culture-office")
    before = totals_of(post).reported

    with pytest.raises(ApprovalError, match="taken back first"):
        decide(
            actor=rollout.consolidator(),
            row=late,
            read=report_as_read(late),
            step=Step.APPROVE,
            acting_for=post,
            now=CLOSED,
        )

    assert before == totals_of(post).reported
    leader, above = rollout.person("district-committee", Role.LEADER), rollout.participant("district-committee")
    take_back(actor=leader, level=post, read=level_as_read(post), by=above, note="bổ sung Tân Trào", now=CLOSED)
    decide(
        actor=rollout.consolidator(),
        row=late,
        read=report_as_read(late),
        step=Step.APPROVE,
        acting_for=post,
        now=CLOSED,
    )
    assert 2 == totals_of(post).counted


def test_a_closed_level_is_not_corrected_either(rollout):
    rollout.approved(TRUNG_YEN)
    waiting = propose(rollout)
    close(rollout)

    with pytest.raises(ApprovalError, match="taken back first"):
        propose(rollout, becomes=43)
    with pytest.raises(ApprovalError, match="taken back first"):
        answer_correction(actor=rollout.person(TRUNG_YEN), row=waiting, agrees=True, now=CLOSED)

    assert 100 == totals_of(rollout.participant("culture-office")).reported["broadcasts"]


def test_a_correction_cannot_make_a_part_greater_than_its_whole(rollout):
    rollout.approved(TRUNG_YEN, residents=66_219, residents_installed=5_658)

    with pytest.raises(CorrectionError, match="a part cannot exceed the whole"):
        propose(rollout, becomes=66_220, indicator="residents-installed")

    assert 0 == CorrectionRecord.objects.count()


def test_two_corrections_that_only_together_are_impossible_are_not_both_confirmed(rollout):
    rollout.approved(TRUNG_YEN, residents=1_000, residents_installed=500)
    fewer = propose(rollout, becomes=600, indicator="residents")
    more = propose(rollout, becomes=900, indicator="residents-installed")
    answer_correction(actor=rollout.person(TRUNG_YEN), row=fewer, agrees=True, now=CLOSED)

    with pytest.raises(CorrectionError, match="a part cannot exceed the whole"):
        answer_correction(actor=rollout.person(TRUNG_YEN), row=more, agrees=True, now=CLOSED)


def test_whoever_proposed_a_correction_does_not_confirm_it_from_another_seat(rollout):
    rollout.approved(TRUNG_YEN)
    row = propose(rollout)
    give_membership(actor=None, participant=rollout.participant(TRUNG_YEN), staff=rollout.consolidator(), now=CLOSED)

    with pytest.raises(CorrectionError, match="does not confirm"):
        answer_correction(actor=rollout.consolidator(), row=row, agrees=True, now=CLOSED)


def test_whoever_sent_a_report_does_not_approve_it_from_another_seat(rollout):
    row = rollout.send(TRUNG_YEN)

    with pytest.raises(ReportError, match="does not approve"):
        decide(
            actor=rollout.person(TRUNG_YEN),
            row=row,
            read=report_as_read(row),
            step=Step.APPROVE,
            acting_for=rollout.participant("culture-office"),
            now=CLOSED,
        )


def test_an_extension_that_gives_no_more_time_is_refused_and_leaves_no_line(rollout):
    with pytest.raises(ReportError, match="no later than"):
        extend(
            actor=rollout.consolidator(),
            participant=rollout.participant(TRUNG_YEN),
            to=CLOSED.replace(day=25),
            note="nhầm ngày",
            acting_for=rollout.participant("culture-office"),
            now=CLOSED.replace(day=24),
        )

    assert 0 == rollout.participant(TRUNG_YEN).extensions.count()


def test_a_report_that_is_sent_again_says_what_it_said_before(rollout):
    row, post = rollout.send(TRUNG_YEN, broadcasts=40), rollout.participant("culture-office")
    decide(
        actor=rollout.consolidator(),
        row=row,
        read=report_as_read(row),
        step=Step.RETURN,
        acting_for=post,
        now=CLOSED,
        note="đếm lại TT1",
    )

    row = rollout.send(TRUNG_YEN, CLOSED, broadcasts=41)

    assert ["", "đếm lại TT1", "TT1 40 → 41"] == [one.note for one in row.transitions.order_by("pk")]


def test_a_level_that_was_approved_elsewhere_closes_none_here(rollout):
    ApprovalRecord.objects.create(level=rollout.participant(TAN_TRAO_COMMITTEE), by=rollout.consolidator(), at=CLOSED)

    require_open_level(rollout.participant(TRUNG_YEN))

    ApprovalRecord.objects.update(level=rollout.participant("culture-office"))
    with pytest.raises(ApprovalError, match="taken back first"):
        require_open_level(rollout.participant(TRUNG_YEN))


def test_two_directives_close_the_levels_of_the_same_offices_each_for_itself(rollout):
    other = a_rollout(rollout.office, SHIPPED_TEXT.replace('id = "son-duong-2020"', 'id = "son-duong-2021"', 1))
    leader, post = rollout.person("district-committee", Role.LEADER), other.participant("culture-office")
    close(rollout)

    (shown, above) = levels_shown(leader, other.record)
    assert (post, None, True) == (shown.participant, shown.approval, above.participant.directive == other.record)
    approve(actor=rollout.consolidator(), level=post, read=level_as_read(post), note="lũ quét", now=CLOSED)
    assert {rollout.participant("culture-office"), post} == {one.level for one in ApprovalRecord.objects.all()}
