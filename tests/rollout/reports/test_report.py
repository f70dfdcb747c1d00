"""A report moves from draft to locked by recorded acts, and back only with a reason."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.rollout.addressees.expecting import expect
from bluezone.rollout.addressees.organisations import shipped_organisations
from bluezone.rollout.directive.loading import shipped_directive
from bluezone.rollout.errors import ReportError
from bluezone.rollout.reports.figures import Figure, Source
from bluezone.rollout.reports.findings import Rule, error
from bluezone.rollout.reports.report import (
    Nothing,
    Report,
    State,
    Step,
    excused_indicators,
    filled,
    submit,
    take_step,
)
from bluezone.vietnam.words import Words

ZONE = dt.timezone(dt.timedelta(hours=7))
DAY = dt.datetime(2020, 8, 24, 9, tzinfo=ZONE)
PEOPLE = Words("người", "people")
FIGURE = Figure("staff", 12, PEOPLE, DAY, Source.SELF_REPORTED)


def draft() -> Report:
    return filled(Report("son-duong-2020", "ubnd-trung-yen"), [FIGURE])


def sent() -> Report:
    return submit(draft(), (), by="ubnd-trung-yen", at=DAY)


def later(hours: int) -> dt.datetime:
    return DAY + dt.timedelta(hours=hours)


def test_a_report_is_sent_approved_and_locked_and_remembers_each_act() -> None:
    report = take_step(sent(), Step.APPROVE, by="culture-office", at=later(1))
    report = take_step(report, Step.LOCK, by="district-committee", at=later(2))

    assert State.LOCKED is report.state
    assert ["submit", "approve", "lock"] == [done.step.value for done in report.history]
    assert DAY == report.submitted_at


@pytest.mark.parametrize("step", [Step.APPROVE, Step.LOCK, Step.RETURN, Step.UNLOCK, Step.TAKE_BACK])
def test_nothing_but_sending_follows_a_draft(step: Step) -> None:
    with pytest.raises(ReportError):
        take_step(draft(), step, by="x", at=DAY, note="why")


def test_a_sent_report_cannot_be_changed() -> None:
    with pytest.raises(ReportError, match="was sent"):
        filled(sent(), [])


@pytest.mark.parametrize("note", ["", "   "])
def test_a_report_is_returned_only_with_a_reason(note: str) -> None:
    with pytest.raises(ReportError, match="note"):
        take_step(sent(), Step.RETURN, by="culture-office", at=later(1), note=note)


def test_a_returned_report_counts_from_its_second_sending() -> None:
    returned = take_step(sent(), Step.RETURN, by="culture-office", at=later(1), note="thiếu số hộ")

    again = submit(filled(returned, [FIGURE]), (), by="ubnd-trung-yen", at=later(5))

    assert later(5) == again.submitted_at
    assert "thiếu số hộ" == again.history[1].note


def test_an_error_keeps_a_report_from_being_sent_and_says_which() -> None:
    with pytest.raises(ReportError, match="does not add up"):
        submit(draft(), [error(Rule.SUM, ("staff",), "không khớp", "does not add up")], by="x", at=DAY)


def test_an_empty_report_is_not_sent_but_nothing_to_report_is_an_answer() -> None:
    empty = Report("son-duong-2020", "media-centre")

    with pytest.raises(ReportError, match="empty"):
        submit(empty, (), by="x", at=DAY)

    answered = submit(filled(empty, [], [Nothing("publish-news", "mất sóng")]), (), by="x", at=DAY)
    assert State.SUBMITTED is answered.state


def test_nothing_to_report_answers_all_indicators_of_its_instruction() -> None:
    expected = expect(shipped_directive(), shipped_organisations()).of("media-centre")
    assert expected is not None

    assert {"radio-items", "web-items"} == excused_indicators(expected, [Nothing("publish-news", "mất sóng")])
    with pytest.raises(ReportError, match="never asked"):
        excused_indicators(expected, [Nothing("broadcast", "không có loa")])


def test_nothing_to_report_needs_a_reason() -> None:
    with pytest.raises(ValueError, match="reason"):
        Nothing("broadcast", " ")


def test_time_does_not_run_backwards() -> None:
    with pytest.raises(ReportError, match="before"):
        take_step(sent(), Step.APPROVE, by="x", at=later(-1))


def test_the_makers_count_cannot_stand_in_an_organisations_report() -> None:
    with pytest.raises(ValueError, match="maker"):
        filled(draft(), [Figure("residents-installed", 5, PEOPLE, DAY, Source.VENDOR_FEED)])


@pytest.mark.parametrize(
    ("value", "moment", "evidence"),
    [(-1, DAY, ()), (10**12, DAY, ()), (1, DAY.replace(tzinfo=None), ()), (1, DAY, ("x",))],
)
def test_a_figure_is_a_count_with_a_moment_and_evidence_by_hash(
    value: int, moment: dt.datetime, evidence: tuple[str, ...]
) -> None:
    with pytest.raises(ValueError):
        Figure("staff", value, PEOPLE, moment, Source.SELF_REPORTED, evidence)


def test_an_indicator_is_answered_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        filled(draft(), [FIGURE, FIGURE])


@given(st.lists(st.tuples(st.sampled_from(Step), st.integers(0, 3), st.sampled_from(["", "lý do"]))))
def test_whatever_is_tried_history_only_grows_and_a_draft_is_all_that_can_be_filled(
    tries: list[tuple[Step, int, str]],
) -> None:
    report, hours = draft(), 0
    for step, passing, note in tries:
        hours += passing
        try:
            after = take_step(report, step, by="x", at=later(hours), note=note)
        except ReportError:
            continue
        assert report.history == after.history[:-1]
        assert report.state is not after.state
        report = after

    moments = [done.at for done in report.history]
    assert sorted(moments) == moments
    assert (State.DRAFT is report.state) is can_be_filled(report)


def can_be_filled(report: Report) -> bool:
    try:
        filled(report, [])
    except ReportError:
        return False
    return True
