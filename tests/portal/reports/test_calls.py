"""What came of a call to a report's owner: noted, seen by colleagues, and followed by the next call."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from bluezone.portal.audit.models import Entry
from bluezone.portal.errors import ChangedError, RefusedError
from bluezone.portal.identity.roles import Role
from bluezone.portal.reports.calls import LATEST_AGAIN, digest_of_calls, due_again, note_call
from bluezone.portal.reports.models import Call, Report
from bluezone.portal.reports.selectors import reports_for
from bluezone.portal.reports.services import close_report, take_report
from bluezone.portal.reports.waiting import AGAIN, waiting
from bluezone.portal.reports.wrapping import wrapping_key
from bluezone.protocol.report import Withdrawal
from tests.portal.reports.test_inbox import contact, post
from tests.support.portal.offices import NOW, TAN_TRAO

__all__ = ["post"]
AN_HOUR = dt.timedelta(hours=1)


@pytest.fixture
def lan(office):
    return office.staff("Nguyễn Thị Lan", Role.HEALTH_OFFICER)


@pytest.fixture
def report(post, lan):
    """One that Lan works on."""
    return taken(post, lan, 1)


def taken(post, by, number: int) -> Report:
    post.sends(contact(number))
    post.fetches()
    report = Report.objects.latest("pk")
    take_report(actor=by, report=report, wrapping_key=wrapping_key(), now=NOW)
    return Report.objects.get(pk=report.pk)


def noted(actor, report, outcome=Call.Outcome.NO_ANSWER, *, again_at=None, read=None, now=NOW) -> Call:
    read = digest_of_calls(report) if read is None else read
    return note_call(actor=actor, report=report, outcome=outcome, again_at=again_at, read=read, now=now)


def test_an_officer_notes_that_nobody_answered_and_sees_when_to_call_again(office, lan, report):
    client = office.client(lan)
    said = {"outcome": "no_answer", "again_at": "2026-11-24T15:00", "read": digest_of_calls(report)}

    page = client.post(reverse("report_call", args=[report.pk]), said).content.decode()
    listed = client.get(reverse("inbox") + f"?state={AGAIN}").content.decode()

    call = Call.objects.get()
    assert (Call.Outcome.NO_ANSWER, lan, NOW.replace(hour=15, minute=0)) == (call.outcome, call.by, call.again_at)
    for words in ("Not reached", "call again: 24/11/2026 15:00"):
        assert words in page
        assert words in listed
    line = Entry.objects.get(act="reports.call")
    assert [("report", str(report.pk))] == list(line.subjects.values_list("kind", "key"))


def test_calls_are_told_the_last_one_first_with_who_called(office, lan, report):
    noted(lan, report, again_at=NOW + AN_HOUR)
    hung = office.staff("Trần Văn Hùng", Role.SUPERVISOR)
    noted(hung, report, Call.Outcome.ILL, now=NOW + AN_HOUR)

    page = office.client(lan).post(reverse("report_open", args=[report.pk])).content.decode()

    assert page.index("Trần Văn Hùng") < page.rindex("Nguyễn Thị Lan")
    assert "<strong>Reached: has signs of illness</strong>" in page


def test_whoever_is_to_be_called_first_stands_first_and_what_is_due_is_counted(post, lan, report):
    later = taken(post, lan, 2)
    noted(lan, report, again_at=NOW + 5 * AN_HOUR)
    noted(lan, later, again_at=NOW + AN_HOUR)

    assert [later, report] == list(reports_for(lan, state=AGAIN))
    assert [0, 1, 2] == [due_again(lan, NOW + hours * AN_HOUR) for hours in (0, 2, 5)]


def test_whoever_is_to_be_called_by_now_stands_on_todays_page_as_late(lan, report):
    noted(lan, report, again_at=NOW + AN_HOUR)

    def late(now):
        return [one.count for one in waiting(lan, now) if one.what == "reports.again" and one.is_late(now)]

    assert ([], [1]) == (late(NOW), late(NOW + AN_HOUR))


def test_the_next_call_takes_the_report_off_the_list(lan, report):
    noted(lan, report, again_at=NOW + AN_HOUR)
    noted(lan, report, Call.Outcome.WELL, now=NOW + AN_HOUR)

    assert [] == list(reports_for(lan, state=AGAIN))


def test_what_is_done_waits_for_no_call(lan, report):
    noted(lan, report, again_at=NOW + AN_HOUR)

    close_report(actor=lan, report=report, now=NOW)

    assert 0 == due_again(lan, NOW + 2 * AN_HOUR)
    with pytest.raises(RefusedError, match="being worked on"):
        noted(lan, Report.objects.get(pk=report.pk))


@pytest.mark.parametrize("is_called", [True, False])
def test_a_report_that_is_done_says_by_whom_when_and_after_which_call(office, lan, report, is_called):
    hung = office.staff("Trần Văn Hùng", Role.SUPERVISOR)
    if is_called:
        noted(lan, report, Call.Outcome.NO_ANSWER)
        noted(lan, report, Call.Outcome.WELL)
    open_page = office.client(hung).post(reverse("report_open", args=[report.pk])).content.decode()

    close_report(actor=hung, report=report, now=NOW)

    page = office.client(lan).post(reverse("report_open", args=[report.pk])).content.decode()
    done = re.sub(r"\s+", " ", page.partition("<h2>Done</h2>")[2].partition("</section>")[0])
    assert f"<p>{'Reached: no signs of illness' if is_called else 'Without a call.'}</p>" in done
    assert "24/11/2026 09:30 · Trần Văn Hùng" in done
    assert "Nguyễn Thị Lan is noted as the person who works on it." in open_page
    assert "is noted as the person" not in page


@pytest.mark.parametrize(
    ("outcome", "again_at", "said"),
    [
        (Call.Outcome.REFUSED, NOW + AN_HOUR, "does not want it"),
        (Call.Outcome.WRONG_NUMBER, NOW + AN_HOUR, "a wrong number"),
        (Call.Outcome.NO_ANSWER, NOW, "later than now"),
        (Call.Outcome.NO_ANSWER, NOW + LATEST_AGAIN + AN_HOUR, "within three weeks"),
    ],
)
def test_a_call_that_cannot_be_is_refused_in_words(lan, report, outcome, again_at, said):
    with pytest.raises(RefusedError, match=said):
        noted(lan, report, outcome, again_at=again_at)

    assert 0 == Call.objects.count()


def test_nor_does_the_database_keep_a_next_call_for_whoever_wants_none(lan, report):
    call = noted(lan, report, again_at=NOW + AN_HOUR)

    with pytest.raises(IntegrityError), transaction.atomic():
        Call.objects.filter(pk=call.pk).update(outcome=Call.Outcome.REFUSED)
    with pytest.raises(IntegrityError), transaction.atomic():
        Call.objects.filter(pk=call.pk).update(again_at=NOW - AN_HOUR)


def test_of_two_who_note_a_call_at_once_the_second_reads_first(lan, report):
    read = digest_of_calls(report)
    noted(lan, report, read=read)

    with pytest.raises(ChangedError):
        noted(lan, report, read=read)

    assert 1 == Call.objects.count()


@pytest.mark.parametrize("said", [{}, {"outcome": "asleep"}, {"outcome": "well", "again_at": "mai"}])
def test_what_is_no_outcome_is_asked_for_again(office, lan, report, said):
    answer = office.client(lan).post(
        reverse("report_call", args=[report.pk]), {**said, "read": digest_of_calls(report)}
    )

    assert 400 == answer.status_code
    assert "0987 654 321" in answer.content.decode()
    assert 0 == Call.objects.count()


def test_a_neighbour_notes_nothing(office, report):
    neighbour = office.client(office.staff("Hoàng Thị Mai", Role.HEALTH_OFFICER, TAN_TRAO))

    answer = neighbour.post(
        reverse("report_call", args=[report.pk]), {"outcome": "well", "read": digest_of_calls(report)}
    )

    assert 404 == answer.status_code
    assert 0 == Call.objects.count()


def test_calls_go_with_a_report_that_its_owner_takes_back(post, lan, report):
    noted(lan, report)

    post.sends(Withdrawal((1).to_bytes(16, "big")))
    post.fetches()

    assert (0, 0) == (Report.objects.count(), Call.objects.count())
