"""Whoever sent a report, or took in its spreadsheet, is not offered to approve it; the page says who may."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from bluezone.portal.directives.models import ReportRecord
from bluezone.portal.directives.services.reporting import send_entry
from bluezone.portal.identity.roles import Role
from tests.support.portal.offices import Office
from tests.support.portal.rolling import SENT, TAN_TRAO_COMMITTEE, TRUNG_YEN, Rollout, a_rollout, entry_for

KEY = "son-duong-2020"
ABOVE = "culture-office"


@pytest.fixture(scope="module")
def kept_rollout(kept) -> Rollout:
    """One report was taken in by whoever collects, another sent by its office."""
    made = a_rollout(Office())
    made.office.clock[0] = SENT
    entry = entry_for(made.directed.expected(TRUNG_YEN))
    send_entry(actor=made.consolidator(), participant=made.participant(TRUNG_YEN), entry=entry, now=SENT)
    made.send(TAN_TRAO_COMMITTEE)
    return made


def page(rollout: Rollout, name: str, *more: str) -> str:
    client = rollout.office.client(rollout.consolidator())
    return client.get(reverse(name, args=(KEY, *more))).content.decode()


def words(markup: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", markup))


def test_who_took_a_report_in_is_told_that_nobody_else_may_approve_it(rollout):
    shown = page(rollout, "report_page", TRUNG_YEN)

    assert 'value="approve"' not in shown
    assert 'value="return"' in shown
    assert "You sent this report or took it in, so another person approves it." in words(shown)
    assert f"Nobody else at {rollout.participant(ABOVE).name} may" in words(shown)


def test_who_took_a_report_in_is_told_which_colleagues_may_approve_it(rollout):
    leader, reporter = rollout.person(ABOVE, Role.LEADER), rollout.person(ABOVE)

    shown = words(page(rollout, "report_page", TRUNG_YEN))

    assert f"They may: {leader.full_name}." in shown
    assert reporter.full_name not in shown
    assert "Nobody else" not in shown


def test_the_colleague_who_is_named_approves_it(rollout):
    leader, told = rollout.office.client(rollout.person(ABOVE, Role.LEADER)), {"read": rollout.read(TRUNG_YEN)}
    address = reverse("report_decide", args=(KEY, TRUNG_YEN))

    assert 'value="approve"' in leader.get(reverse("report_page", args=(KEY, TRUNG_YEN))).content.decode()
    assert 302 == leader.post(address, {**told, "step": "approve"}).status_code
    assert "approved" == ReportRecord.objects.get(participant__key=TRUNG_YEN).state


def test_a_report_that_another_sent_is_approved_as_before(rollout):
    shown = page(rollout, "report_page", TAN_TRAO_COMMITTEE)

    assert 'value="approve"' in shown
    assert "another person approves it" not in shown


def test_the_list_has_no_tick_for_what_another_approves_and_says_so(rollout):
    shown = page(rollout, "report_list")

    assert [TAN_TRAO_COMMITTEE] == re.findall(r'name="unit"\s+value="([\w-]+):', shown)
    assert 1 == words(shown).count("you sent it or took it in: another person approves it")
    assert "Choose all 1 that wait for you" in words(shown)
    assert "on every page" not in shown
