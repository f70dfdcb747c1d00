"""What waits in the inbox of phones, for whom, until when."""

from __future__ import annotations

import pytest

from bluezone.portal.identity.roles import Role
from bluezone.portal.reports.models import Report, ReportKey
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, the_unit
from tests.support.portal.waiting import counts_for, waits_for


@pytest.fixture
def report(office) -> Report:
    path = the_unit(SON_DUONG).path
    key = ReportKey.objects.create(public=b"p" * 32, wrapped=b"w", made_at=NOW, path=path)
    sealed = {"owner_number": b"n" * 16, "kind": "contact", "sealed": b"s", "arrived_on": NOW.date()}
    return Report.objects.create(key=key, path=path, **sealed)


def test_a_new_report_waits_for_the_officers_of_its_commune_before_anybody_opens_the_inbox(office, report):
    officer, neighbour = office.staff("Lan", Role.HEALTH_OFFICER), office.staff("Mai", Role.HEALTH_OFFICER, TAN_TRAO)
    interviewer = office.staff("Hỏi", Role.INTERVIEWER)

    assert {"reports.new": 1} == counts_for(officer)
    assert NOW.date() == waits_for(officer)["reports.new"].since.date()
    assert [{}, {}] == [counts_for(neighbour), counts_for(interviewer)]


def test_consents_to_linking_are_nobodys_work(office, report):
    officer = office.staff("Lan", Role.HEALTH_OFFICER)

    Report.objects.update(kind=Report.Kind.LINK)

    assert {} == counts_for(officer)


def test_whoever_opened_it_has_it_until_it_is_done(office, report):
    officer, second = office.staff("Lan", Role.HEALTH_OFFICER), office.staff("Hùng", Role.SUPERVISOR)
    Report.objects.update(state=Report.State.OPENED, taken_by=officer, taken_at=NOW)

    line = waits_for(officer)["reports.taken"]

    assert {} == counts_for(second)
    assert "With me" in office.client(officer).get(line.address).content.decode()
    Report.objects.update(state=Report.State.CLOSED)
    assert {} == counts_for(officer)


def test_the_list_of_ones_own_holds_no_others(office, report):
    officer, second = office.staff("Lan", Role.HEALTH_OFFICER), office.staff("Hùng", Role.SUPERVISOR)
    Report.objects.update(state=Report.State.OPENED, taken_by=second, taken_at=NOW)

    page = office.client(officer).get("/reports?state=mine").content.decode()

    assert "No report here" in page


def test_an_administrator_is_told_that_no_phone_can_send_until_there_is_a_key(office):
    administrator, officer = office.staff("Trị", Role.ADMINISTRATOR), office.staff("Lan", Role.HEALTH_OFFICER)

    assert {"reports.key": 1} == counts_for(administrator)
    assert {} == counts_for(officer)

    ReportKey.objects.create(public=b"p" * 32, wrapped=b"w", made_at=NOW, path="")

    assert {} == counts_for(administrator)
