"""A report and the transitions that move it: draft → submitted → approved → locked, and back only by a recorded one.

A Report never changes; each transition makes a new one with one more line in its history. Who may act is the portal's
question; here stands what may follow what.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from bluezone.rollout.addressees.expecting import ExpectedReport
from bluezone.rollout.errors import ReportError
from bluezone.rollout.reports.figures import Figure, Source
from bluezone.rollout.reports.findings import Finding, Weight
from bluezone.vietnam.words import Words


class State(Enum):
    """How far a report has come."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    LOCKED = "locked"


class Step(Enum):
    """What somebody did to a report."""

    SUBMIT = "submit"
    RETURN = "return"
    APPROVE = "approve"
    TAKE_BACK = "take back"
    LOCK = "lock"
    UNLOCK = "unlock"


_LEADS = {
    (State.DRAFT, Step.SUBMIT): State.SUBMITTED,
    (State.SUBMITTED, Step.RETURN): State.DRAFT,
    (State.SUBMITTED, Step.APPROVE): State.APPROVED,
    (State.APPROVED, Step.TAKE_BACK): State.SUBMITTED,
    (State.APPROVED, Step.LOCK): State.LOCKED,
    (State.LOCKED, Step.UNLOCK): State.APPROVED,
}
_STATE_VI = {
    State.DRAFT: "đang soạn",
    State.SUBMITTED: "đã gửi",
    State.APPROVED: "đã duyệt",
    State.LOCKED: "đã khóa",
}
_STEP_VI = {
    Step.SUBMIT: "gửi",
    Step.RETURN: "trả lại",
    Step.APPROVE: "duyệt",
    Step.TAKE_BACK: "rút duyệt",
    Step.LOCK: "khóa",
    Step.UNLOCK: "mở khóa",
}
_NEEDS_A_NOTE = {Step.RETURN, Step.TAKE_BACK, Step.UNLOCK}


@dataclass(frozen=True, slots=True)
class Transition:
    """One step of a report: who did what to it, and when."""

    step: Step
    by: str
    """The post, not the person: "culture-office"."""
    at: dt.datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class Nothing:
    """The answer "nothing to report" to one instruction, with its reason. It is an answer, not a gap."""

    instruction: str
    reason: str

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise ValueError("nothing to report needs a reason")


@dataclass(frozen=True, slots=True)
class Report:
    """What one organisation answers to one directive."""

    directive: str
    organisation: str
    figures: tuple[Figure, ...] = ()
    nothing: tuple[Nothing, ...] = ()
    state: State = State.DRAFT
    history: tuple[Transition, ...] = ()

    def __post_init__(self) -> None:
        ids = [figure.indicator for figure in self.figures]
        if len(set(ids)) != len(ids):
            raise ValueError("an indicator is answered twice")
        if any(figure.source is Source.VENDOR_FEED for figure in self.figures):
            raise ValueError("the maker's count is no part of an organisation's report")

    @property
    def values(self) -> Mapping[str, int]:
        return {figure.indicator: figure.value for figure in self.figures}

    @property
    def submitted_at(self) -> dt.datetime | None:
        """The moment it was last sent: a report that was returned and sent again counts from the second time."""
        return next((one.at for one in reversed(self.history) if one.step is Step.SUBMIT), None)


def filled(report: Report, figures: Sequence[Figure], nothing: Sequence[Nothing] = ()) -> Report:
    """Fills a draft with other contents. Raises ReportError once it was sent."""
    if report.state is not State.DRAFT:
        raise _refused("Báo cáo đã gửi, không sửa được.", "The report was sent and cannot be changed.")
    return replace(report, figures=tuple(figures), nothing=tuple(nothing))


def submit(report: Report, findings: Sequence[Finding], *, by: str, at: dt.datetime, note: str = "") -> Report:
    """Submits the report, after `validate` found no error in it. Raises ReportError."""
    errors = [finding for finding in findings if finding.weight is Weight.ERROR]
    if errors:
        raise ReportError(errors[0].words)
    if not report.figures and not report.nothing:
        raise _refused("Báo cáo còn trống.", "The report is empty.")
    return take_step(report, Step.SUBMIT, by=by, at=at, note=note)


def take_step(report: Report, step: Step, *, by: str, at: dt.datetime, note: str = "") -> Report:
    """Takes one step. Raises ReportError where that step cannot follow."""
    after = _LEADS.get((report.state, step))
    if after is None:
        raise _refused(
            f"Báo cáo {_STATE_VI[report.state]}, không thể {_STEP_VI[step]}.",
            f"A report that is {report.state.value} cannot take the step “{step.value}”.",
        )
    if step in _NEEDS_A_NOTE and not note.strip():
        raise _refused("Phải ghi rõ lý do.", "This step needs a note that says why.")
    if report.history and at < report.history[-1].at:
        raise _refused("Thời điểm sớm hơn bước trước.", "The moment lies before the step before.")
    return replace(report, state=after, history=(*report.history, Transition(step, by, at, note.strip())))


def excused_indicators(expected: ExpectedReport, nothing: Sequence[Nothing]) -> frozenset[str]:
    """The indicators that "nothing to report" answers. Raises ReportError for an instruction that was never given."""
    given = {assignment.instruction.id: assignment.instruction for assignment in expected.assignments}
    for answer in nothing:
        if answer.instruction not in given:
            raise _refused(
                f"{answer.instruction}: đơn vị không được giao việc này.",
                f"{answer.instruction}: was never asked of this organisation.",
            )
    return frozenset(i for answer in nothing for i in given[answer.instruction].indicators)


def _refused(vi: str, en: str) -> ReportError:
    return ReportError(Words(vi, en))
