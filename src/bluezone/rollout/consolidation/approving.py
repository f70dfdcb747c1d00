"""Approval level by level: a level approves only when all below it have, which locks what it approved.

What a level approved is opened again from above only, and never while something above rests on it.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bluezone.rollout.addressees.expecting import Expectation
from bluezone.rollout.addressees.organisations import Organisations
from bluezone.rollout.errors import ApprovalError
from bluezone.rollout.reports.report import Report, State, Step, take_step
from bluezone.vietnam.words import Words


@dataclass(frozen=True, slots=True)
class LevelApproval:
    """One organisation's approval of what was reported to it."""

    organisation: str
    by: str
    at: dt.datetime
    without: tuple[str, ...] = ()
    """Those whose report was not there and is not in the sums."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Levels:
    """All reports, and which levels have approved."""

    reports: Mapping[str, Report]
    approvals: Mapping[str, LevelApproval] = field(default_factory=dict)


def approve_level(
    levels: Levels,
    organisations: Organisations,
    expectation: Expectation,
    organisation: str,
    *,
    by: str,
    at: dt.datetime,
    without_note: str = "",
) -> Levels:
    """Approves all that was reported to this organisation and locks it. Raises ApprovalError.

    A report that never came does not hold up the district for ever: with a note that says why, it is left out by name.
    """
    if organisation in levels.approvals:
        raise _refused("Cấp này đã duyệt.", "This level has approved already.")
    named = functools.partial(_listed, organisations)
    below = {child.id for child in organisations.below(organisation)}
    waiting = sorted(child for child in below if organisations.below(child) and child not in levels.approvals)
    if waiting:
        raise _refused(f"Cấp dưới chưa duyệt: {named(waiting)}.", f"Not yet approved below: {named(waiting)}.")
    expected = {report.organisation.id for report in expectation.reports} & below
    unsent = {child for child in expected if _state(levels, child) is State.DRAFT}
    undecided = sorted(child for child in expected - unsent if _state(levels, child) is State.SUBMITTED)
    if undecided:
        raise _refused(
            f"Báo cáo chưa được xem xét: {named(undecided)}.", f"Reports nobody has decided on: {named(undecided)}."
        )
    missing = tuple(sorted(unsent))
    if missing and not without_note.strip():
        raise _refused(
            f"Thiếu báo cáo: {named(missing)}. Muốn duyệt phải ghi lý do.",
            f"Reports are missing: {named(missing)}. Approving without them needs a note.",
        )
    approval = LevelApproval(organisation, by, at, missing, without_note.strip())
    locked = _moved(levels.reports, below, Step.LOCK, by=by, at=at)
    return Levels(locked, {**levels.approvals, organisation: approval})


def take_back_level(
    levels: Levels, organisations: Organisations, organisation: str, *, by: str, at: dt.datetime, note: str
) -> Levels:
    """Opens again what a level approved. Only the level above may, or the top itself. Raises ApprovalError."""
    if organisation not in levels.approvals:
        raise _refused("Cấp này chưa duyệt.", "This level has not approved.")
    above = organisations[organisation].reports_to
    if by != (above or organisation):
        raise _refused("Chỉ cấp trên mới rút duyệt được.", "Only the level above can take an approval back.")
    if above in levels.approvals:
        raise _refused("Cấp trên đã duyệt; phải rút ở cấp trên trước.", "The level above has approved; begin there.")
    if not note.strip():
        raise _refused("Phải ghi rõ lý do.", "Taking back needs a note that says why.")
    below = {child.id for child in organisations.below(organisation)}
    opened = _moved(levels.reports, below, Step.UNLOCK, by=by, at=at, note=note)
    return Levels(opened, {level: a for level, a in levels.approvals.items() if level != organisation})


def _moved(
    reports: Mapping[str, Report], among: set[str], step: Step, *, by: str, at: dt.datetime, note: str = ""
) -> dict[str, Report]:
    state = State.APPROVED if step is Step.LOCK else State.LOCKED
    return {
        organisation: take_step(report, step, by=by, at=at, note=note)
        if organisation in among and report.state is state
        else report
        for organisation, report in reports.items()
    }


def _state(levels: Levels, organisation: str) -> State:
    report = levels.reports.get(organisation)
    return report.state if report else State.DRAFT


def _listed(organisations: Organisations, ids: Sequence[str]) -> str:
    """Names the first of them, as people call them."""
    shown = ", ".join(sorted(organisations[one].name for one in ids)[:5])
    return f"{shown}, … ({len(ids)})" if len(ids) > 5 else shown


def _refused(vi: str, en: str) -> ApprovalError:
    return ApprovalError(Words(vi, en))
