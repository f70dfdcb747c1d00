"""A sealed report is shown by an act alone that leaves a line: a form that is refused opens none, and what somebody has
opened is shown again with a line of its own."""

from __future__ import annotations

import pytest
from django.urls import reverse

from bluezone.portal.audit.models import Entry
from bluezone.portal.identity.roles import Role
from bluezone.portal.reports.models import Report
from bluezone.portal.reports.services import take_report
from bluezone.portal.reports.wrapping import wrapping_key
from bluezone.protocol.report import Symptom
from tests.portal.reports.test_inbox import NOTE, contact, post
from tests.portal.reports.test_triage import declaration
from tests.support.portal.offices import NOW

__all__ = ["post"]
STALE: dict[str, dict[str, str]] = {
    "report_join": {"consent": "1", "case": "9", "read": "x"},
    "report_call": {"outcome": "no_answer", "read": "x"},
    "report_close": {"read": "x"},
    "report_settle": {"came_of_it": "sent", "read": "x"},
    "report_open": {"outcome": "x", "read": "x"},
}
"""A form to each view of a report, as of a page that somebody read before others acted; the one that opens it last."""
SHOWN_AGAIN = {"report_join", "report_call", "report_settle"}
"""Refused, these show a report that somebody has opened."""
TOLD = {"declaration": ("Ma Thị Sen", "0911222333"), "contact": (NOTE, "0987 654 321")}
SENT = {"declaration": lambda: declaration(1, Symptom.COUGH), "contact": contact}


@pytest.fixture
def lan(office):
    return office.staff("Nguyễn Thị Lan", Role.HEALTH_OFFICER)


@pytest.mark.parametrize("is_opened", [False, True], ids=["sealed", "opened by a colleague"])
@pytest.mark.parametrize("kind", SENT)
def test_whatever_form_comes_to_a_report_shows_nothing_of_it_without_a_line_of_its_reader(
    office, post, lan, kind, is_opened
):
    post.sends(SENT[kind]())
    post.fetches()
    report = Report.objects.get()
    if is_opened:
        by = office.staff("Trần Văn Hùng", Role.HEALTH_OFFICER)
        take_report(actor=by, report=report, wrapping_key=wrapping_key(), now=NOW)
    shown, noted = set(), set()
    for view, fields in STALE.items():
        before = Entry.objects.count()
        assert is_opened or (Report.State.WAITING, None) == Report.objects.values_list("state", "taken_by").get()
        answer = office.client(lan).post(reverse(view, args=[report.pk]), fields).content.decode()
        lines = Entry.objects.filter(act="reports.open", actor=lan, subjects__key=str(report.pk))
        shown |= {view for words in TOLD[kind] if words in answer}
        noted |= {view} if lines.filter(number__gt=before).exists() else set()

    assert noted >= shown
    assert {"report_open", *(SHOWN_AGAIN if is_opened else ())} == shown


def test_a_declaration_that_was_ended_unopened_stays_closed_to_a_form_that_comes_late(office, post, lan):
    post.sends(declaration(1))
    post.fetches()
    Report.objects.update(state=Report.State.CLOSED, outcome=Report.Outcome.NOTHING, closed_by=lan, closed_at=NOW)

    answer = office.client(lan).post(reverse("report_settle", args=[Report.objects.get().pk]), STALE["report_settle"])

    assert 409 == answer.status_code
    assert "Ma Thị Sen" not in answer.content.decode()
    assert not Entry.objects.filter(act="reports.open").exists()
