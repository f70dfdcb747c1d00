"""Reports belong to a case where both owners consented, once an officer has said which; and for three weeks only."""

from __future__ import annotations

import datetime as dt

import pytest

from bluezone.portal.audit.models import Entry
from bluezone.portal.cases.services import give_code
from bluezone.portal.identity.roles import Role
from bluezone.portal.reports.linking import WINDOW, reports_of_case
from bluezone.portal.reports.models import JoinedConsent, LinkedReport, Report
from bluezone.protocol.report import LinkConsent, Withdrawal
from tests.portal.reports.test_inbox import Post, contact, post
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, TUYEN_QUANG

SEEDS = tuple(bytes([number]) * 32 for number in range(4))
CONSENT = LinkConsent((77).to_bytes(16, "big"), SEEDS[:3])

__all__ = ["post"]


@pytest.fixture
def hung(office, post):
    return office.staff("Trần Văn Hùng", Role.SUPERVISOR, TUYEN_QUANG)


@pytest.fixture
def case(office, hung):
    opened = office.case(office.staff("Nguyễn Thị Lan", Role.HEALTH_OFFICER), confirmed_by=hung)
    give_code(actor=hung, case=opened, exchange=office.exchange, now=NOW)
    return opened


def arrived(post: Post, *messages) -> Report:
    """All of them arrive; the first contact report."""
    for message in messages:
        post.sends(message)
    post.fetches()
    return Report.objects.filter(kind=Report.Kind.CONTACT).order_by("pk")[0]


def join(client, report: Report, of, **changes):
    """Of somebody who has opened it."""
    consent = Report.objects.get(kind=Report.Kind.LINK)
    client.post(f"/reports/{report.pk}/open")
    said = {"consent": consent.pk, "case": of.number, **changes}
    return client.post(f"/reports/{report.pk}/join", said)


def test_the_officer_says_once_which_case_a_consent_belongs_to(office, post, hung, case):
    report = arrived(post, contact(links=SEEDS[2:]), CONSENT)
    client = office.client(hung)

    offered = client.post(f"/reports/{report.pk}/open").content.decode()
    joined = join(client, report, case).content.decode()

    assert case.number in offered
    assert "names no case" in offered
    assert "names no case" not in joined
    assert case == JoinedConsent.objects.get().case
    assert {case.number, str(report.pk)} <= {s.key for s in Entry.objects.get(act="reports.join").subjects.all()}


def test_the_names_that_are_offered_are_looks_at_these_cases(office, post, hung, case):
    report = arrived(post, CONSENT, contact(links=SEEDS[2:]))

    page = office.client(hung).post(f"/reports/{report.pk}/open").content.decode()

    assert case.person.full_name in page
    seen = Entry.objects.get(act="reports.offer")
    assert [("case", case.number)] == [(subject.kind, subject.key) for subject in seen.subjects.all()]


def test_every_later_report_that_meets_it_is_shown_with_the_case(office, post, hung, case):
    report = arrived(post, contact(links=SEEDS[2:]), CONSENT)
    client = office.client(hung)
    join(client, report, case)
    arrived(post, contact(number=2, links=SEEDS[:1]))
    second = Report.objects.filter(kind=Report.Kind.CONTACT).latest("pk")

    opened = client.post(f"/reports/{second.pk}/open").content.decode()

    assert case.number in opened
    assert [second, report] == reports_of_case(hung, case, NOW.date())
    assert "by the consent of both" in client.get(f"/cases/{case.number}").content.decode()


@pytest.mark.parametrize("links", [(), SEEDS[3:]])
def test_without_both_consents_nothing_is_joined(office, post, hung, case, links):
    report = arrived(post, contact(links=links), CONSENT)
    client = office.client(hung)

    page = client.post(f"/reports/{report.pk}/open").content.decode()
    forced = join(client, report, case)

    assert "by the consent of both" not in page
    assert 409 == forced.status_code
    assert (0, 0) == (JoinedConsent.objects.count(), LinkedReport.objects.count())


@pytest.mark.parametrize("back", [1, 77])
def test_either_owner_may_take_it_back(office, post, hung, case, back):
    report = arrived(post, contact(links=SEEDS[2:]), CONSENT)
    join(office.client(hung), report, case)

    post.sends(Withdrawal(back.to_bytes(16, "big")))
    post.fetches()

    assert [] == reports_of_case(hung, case, NOW.date())
    assert 0 == LinkedReport.objects.count()


def test_after_the_tracing_window_nothing_is_joined(office, post, hung, case):
    report = arrived(post, contact(links=SEEDS[2:]), CONSENT)
    client = office.client(hung)
    join(client, report, case)
    office.clock[0] = NOW + WINDOW + dt.timedelta(days=1)

    page = office.client(hung).post(f"/reports/{report.pk}/open").content.decode()

    assert "by the consent of both" not in page
    assert [] == reports_of_case(hung, case, office.clock[0].date())


def test_a_case_outside_ones_units_is_neither_offered_nor_joined(office, post, case):
    mai = office.staff("Hoàng Thị Mai", Role.HEALTH_OFFICER, TAN_TRAO)
    report = arrived(post, contact(unit="02545", links=SEEDS[2:]), CONSENT)
    client = office.client(mai)

    page = client.post(f"/reports/{report.pk}/open").content.decode()
    forced = join(client, report, case)

    assert case.number not in page
    assert "None within your units" in page
    assert 409 == forced.status_code
    assert 0 == JoinedConsent.objects.count()


def test_a_consent_is_joined_once_and_only_with_a_case_that_is_there(office, post, hung, case):
    report = arrived(post, contact(links=SEEDS[2:]), CONSENT)
    client = office.client(hung)

    nowhere = join(client, report, case, case="CA-2026-99999")
    nothing = join(client, report, case, consent="x")
    join(client, report, case)
    again = join(client, report, case)

    assert [409, 409, 409] == [nowhere.status_code, nothing.status_code, again.status_code]
    assert 1 == JoinedConsent.objects.count()


def test_a_report_of_another_commune_is_not_listed_to_whom_it_is_closed(office, post, hung, case):
    report = arrived(post, contact(unit="02545", links=SEEDS[2:]), CONSENT)
    join(office.client(hung), report, case)
    local = office.staff("Lê Thị Địa", Role.HEALTH_OFFICER, SON_DUONG)

    assert [] == reports_of_case(local, case, NOW.date())
    assert [report] == reports_of_case(hung, case, NOW.date())
