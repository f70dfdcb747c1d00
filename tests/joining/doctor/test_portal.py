"""What the doctor says of a portal's health."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bluezone.joining.doctor.check import State
from bluezone.joining.doctor.portal import HEALTH_RULES
from bluezone.portal.operations.erased import ErasingView
from bluezone.portal.operations.selectors import BackupView
from tests.support.portal.healthy import HEALTHY


def test_of_a_healthy_portal_all_is_well():
    assert [State.OK] * len(HEALTH_RULES) == [rule(HEALTHY).state for rule in HEALTH_RULES]


@pytest.mark.parametrize(
    ("name", "changes", "state", "said"),
    [
        ("administrators", {"administrators": 1}, State.WARN, "1 administrators"),
        ("works", {"has_worked": False}, State.WARN, "never ran"),
        ("works", {"failing": ("cases.codes",)}, State.BAD, "cases.codes"),
        ("works", {"late": ("directives.remind",)}, State.WARN, "directives.remind"),
        ("backup", {"backup": replace(HEALTHY.backup, at=None, is_old=True)}, State.BAD, "No backup"),
        ("backup", {"backup": replace(HEALTHY.backup, is_old=True)}, State.WARN, "26/11/2026"),
        (
            "restored",
            {"backup": replace(HEALTHY.backup, restored_at=None, is_untried=True)},
            State.WARN,
            "was ever restored",
        ),
        ("restored", {"backup": replace(HEALTHY.backup, is_untried=True)}, State.WARN, "26/11/2026"),
        ("erasing", {"erasing": ErasingView(True, None, is_late=True)}, State.WARN, "was never erased"),
        ("erasing", {"erasing": ErasingView(True, None, is_late=True, is_long=True)}, State.BAD, "was never erased"),
        ("erasing", {"erasing": replace(HEALTHY.erasing, is_late=True)}, State.WARN, "26/11/2026"),
        ("audit", {"is_audit_whole": False}, State.BAD, "does not end"),
        ("report-key", {"has_report_key": False}, State.WARN, "no key yet"),
        ("report-key", {"recoveries": 2}, State.WARN, "2 officers"),
        ("identity-numbers", {"opens_numbers": False}, State.BAD, "another key"),
        ("identity-numbers", {"opens_numbers": False, "is_key_given_up": True}, State.WARN, "lost for good"),
        ("certificates", {"ending": 4}, State.WARN, "4 certificates"),
        ("messages", {"stuck_messages": 3}, State.BAD, "3 messages should have left"),
        ("messages", {"lost_messages": 2}, State.WARN, "2 messages did not leave"),
    ],
)
def test_each_trouble_is_told_under_its_name(name, changes, state, said):
    found = {check.name: check for check in (rule(replace(HEALTHY, **changes)) for rule in HEALTH_RULES)}

    assert state == found[name].state
    assert said in found[name].said.en
    assert [name] == [one.name for one in found.values() if one.state != State.OK]


@pytest.mark.parametrize(
    ("guarded", "bare", "said", "does", "does_not"),
    [
        (0, 0, "0 administrators have", ["portal staff"], ["sets it up", "Make another"]),
        (0, 1, "0 administrators have a second factor, 1 none yet.", ["sets it up", "Make another"], []),
        (0, 2, "2 none yet", ["sets it up"], ["ake another"]),
        (1, 0, "1 administrators have a second factor.", ["Make another"], ["sets it up"]),
        (1, 1, "1 administrators have a second factor, 1 none yet.", ["sets it up"], ["ake another"]),
    ],
)
def test_of_few_administrators_it_says_what_each_case_needs(guarded, bare, said, does, does_not):
    """One who is there without a second factor is not made once more."""
    check = HEALTH_RULES[0](replace(HEALTHY, administrators=guarded, bare_administrators=bare))

    assert ("administrators", State.WARN) == (check.name, check.state)
    assert said in check.said.en
    assert [True] * len(does) + [False] * len(does_not) == [one in check.do.en for one in (*does, *does_not)]


def test_who_has_no_second_factor_yet_keeps_nobody_back_where_two_have_one():
    assert State.OK == HEALTH_RULES[0](replace(HEALTHY, bare_administrators=3)).state


def test_of_a_store_that_other_tools_back_up_nothing_is_claimed():
    elsewhere = replace(HEALTHY, backup=BackupView(is_known=False, at=None, is_old=False))
    found = {check.name: check for check in (rule(elsewhere) for rule in HEALTH_RULES)}

    assert "nothing is known of it here" in found["backup"].said.en
    assert "nothing is known of them here" in found["restored"].said.en
