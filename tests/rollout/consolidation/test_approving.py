"""A level approves only above approved levels, what it approved is locked, and only the level above opens it."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.rollout.consolidation.approving import Levels, approve_level, take_back_level
from bluezone.rollout.errors import ApprovalError
from bluezone.rollout.reports.report import State
from tests.support.rollout.reporting import SENT, expected_of, report, three_levels

TREE = three_levels()
EXPECTED = expected_of(TREE)
LATER = SENT + dt.timedelta(hours=1)


def levels(**states: State) -> Levels:
    return Levels({name: report(name, {"staff": 1}, state) for name, state in states.items()})


ALL = {"a": State.APPROVED, "b": State.APPROVED, "c": State.APPROVED, "office": State.APPROVED}


def approved(before: Levels, organisation: str, note: str = "") -> Levels:
    return approve_level(before, TREE, EXPECTED, organisation, by=organisation, at=LATER, without_note=note)


def test_the_office_approves_and_its_communes_are_locked() -> None:
    after = approved(levels(**ALL), "office")

    assert {"a": State.LOCKED, "b": State.LOCKED, "c": State.APPROVED, "office": State.APPROVED} == {
        name: answered.state for name, answered in after.reports.items()
    }


def test_the_top_waits_for_the_office() -> None:
    with pytest.raises(ApprovalError, match="Not yet approved below: Office"):
        approved(levels(**ALL), "top")

    whole = approved(approved(levels(**ALL), "office"), "top")
    assert {State.LOCKED} == {answered.state for answered in whole.reports.values()}


def test_a_report_that_nobody_decided_on_stands_in_the_way() -> None:
    with pytest.raises(ApprovalError, match="nobody has decided on: B"):
        approved(levels(**(ALL | {"b": State.SUBMITTED})), "office", "không chờ")


def test_a_missing_report_is_left_out_only_by_name_and_with_a_note() -> None:
    before = levels(a=State.APPROVED)

    with pytest.raises(ApprovalError, match="missing: B"):
        approved(before, "office")

    approval = approved(before, "office", "xã bị cô lập do lũ").approvals["office"]
    assert (("b",), "xã bị cô lập do lũ") == (approval.without, approval.note)


def test_nobody_approves_twice() -> None:
    with pytest.raises(ApprovalError, match="already"):
        approved(approved(levels(**ALL), "office"), "office")


def test_only_the_level_above_takes_an_approval_back_and_the_reports_are_open_again() -> None:
    before = approved(levels(**ALL), "office")

    with pytest.raises(ApprovalError, match="level above"):
        take_back_level(before, TREE, "office", by="office", at=LATER, note="sai số")

    after = take_back_level(before, TREE, "office", by="top", at=LATER, note="sai số")
    assert {} == after.approvals
    assert State.APPROVED is after.reports["a"].state
    assert "sai số" == after.reports["a"].history[-1].note


def test_what_the_top_rests_on_is_not_taken_back_under_it() -> None:
    whole = approved(approved(levels(**ALL), "office"), "top")

    with pytest.raises(ApprovalError, match="begin there"):
        take_back_level(whole, TREE, "office", by="top", at=LATER, note="sai số")

    opened = take_back_level(whole, TREE, "top", by="top", at=LATER, note="sai số")
    assert ["office"] == list(opened.approvals)


@pytest.mark.parametrize(("note", "organisation", "why"), [(" ", "office", "note"), ("x", "top", "not approved")])
def test_taking_back_needs_a_reason_and_something_to_take(note: str, organisation: str, why: str) -> None:
    with pytest.raises(ApprovalError, match=why):
        take_back_level(approved(levels(**ALL), "office"), TREE, organisation, by="top", at=LATER, note=note)


@given(st.lists(st.tuples(st.booleans(), st.sampled_from(["office", "top"]), st.sampled_from(["office", "top"]))))
def test_whatever_is_tried_a_level_rests_only_on_approved_levels_and_locked_reports(
    tries: list[tuple[bool, str, str]],
) -> None:
    now = levels(**ALL)
    for is_approval, organisation, by in tries:
        try:
            if is_approval:
                now = approved(now, organisation)
            else:
                now = take_back_level(now, TREE, organisation, by=by, at=LATER, note="sai số")
        except ApprovalError:
            continue

    for level in now.approvals:
        below = [child.id for child in TREE.below(level)]
        assert {State.LOCKED} == {now.reports[child].state for child in below}
        assert all(child in now.approvals for child in below if TREE.below(child))
    if "office" not in now.approvals:
        assert State.APPROVED is now.reports["a"].state
