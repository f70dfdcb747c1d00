"""Declarations are sorted by what they tell before anybody opens them, each ends with what came of it, and a door is
told which have arrived."""

from __future__ import annotations

import base64
import datetime as dt
import re

import msgspec
import pytest
from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.urls import reverse

from bluezone.portal.audit.models import Entry
from bluezone.portal.errors import ChangedError, RefusedError
from bluezone.portal.identity.roles import Role
from bluezone.portal.reports import declared as reading
from bluezone.portal.reports import triage
from bluezone.portal.reports.calls import digest_of_calls
from bluezone.portal.reports.declared import DECLARATIONS, arrived_for_doors, declarations_for, harmless_seen
from bluezone.portal.reports.models import Report, ReportKey, Urgency
from bluezone.portal.reports.services import close_report, take_report
from bluezone.portal.reports.triage import settle, settle_harmless, sort_unsorted
from bluezone.portal.reports.waiting import waiting
from bluezone.portal.reports.works import sort
from bluezone.portal.reports.wrapping import wrapping_key
from bluezone.portal.tracing.models import Evidence
from bluezone.protocol.door_codes import arrived_mark, declaration_text
from bluezone.protocol.report import Declaration, Symptom, Withdrawal
from tests.portal.reports.test_inbox import DAY, contact, post
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, TUYEN_QUANG, the_unit
from tests.support.portal.posting import a_strange_commune
from tests.support.portal.waiting import counts_for

__all__ = ["post"]
HERE, THERE = "02536", "02539"
"""Sơn Dương, and a former commune of Tân Trào."""
DOOR = "08-202507/02545-202507/"
"""Where a door of the province lies."""


@pytest.fixture
def lan(office):
    return office.staff("Nguyễn Thị Lan", Role.HEALTH_OFFICER, TUYEN_QUANG)


def declaration(number: int, *symptoms: Symptom, met=False, travelled="", unit=HERE) -> Declaration:
    who = ("Ma Thị Sen", 1950, "0911222333", "Thôn 2")
    return Declaration(number.to_bytes(16, "big"), unit, DAY, False, *who, symptoms, met, travelled)


def sent(post, *declared: Declaration) -> list[Report]:
    for one in declared:
        post.sends(one)
    post.fetches()
    return [Report.objects.get(owner_number=one.report_id) for one in declared]


def listed(staff, address: str = "") -> list[Report]:
    return list(declarations_for(staff, DECLARATIONS.part_of(QueryDict(address).dict())))


def opened(staff, report: Report) -> Report:
    take_report(actor=staff, report=report, wrapping_key=wrapping_key(), now=NOW)
    return Report.objects.get(pk=report.pk)


def ended(staff, report: Report, outcome=Report.Outcome.WATCH, read=None) -> Report:
    read = digest_of_calls(report) if read is None else read
    settle(actor=staff, report=report, outcome=outcome, read=read, now=NOW)
    return Report.objects.get(pk=report.pk)


@pytest.mark.parametrize(
    ("declared", "urgency"),
    [
        (declaration(1), Urgency.NOTHING),
        (declaration(1, travelled="Đà Nẵng"), Urgency.NEAR),
        (declaration(1, met=True), Urgency.NEAR),
        (declaration(1, Symptom.COUGH), Urgency.ILL),
        (declaration(1, Symptom.COUGH, met=True), Urgency.AT_ONCE),
        (declaration(1, Symptom.BREATHING), Urgency.AT_ONCE),
    ],
)
def test_a_declaration_is_sorted_by_what_was_ticked(post, declared, urgency):
    (report,) = sent(post, declared)

    assert (urgency, Report.State.WAITING) == (report.urgency, report.state)


def test_whoever_is_to_be_called_first_stands_on_top_and_nobody_is_named(office, post, lan):
    nothing, cough, no_air, near = sent(
        post,
        declaration(1),
        declaration(2, Symptom.COUGH),
        declaration(3, Symptom.BREATHING),
        declaration(4, met=True),
    )

    page = office.client(lan).get(reverse("declarations")).content.decode()

    assert [no_air, cough, near, nothing] == listed(lan)
    rows = page.split("<tbody>")[1]
    assert rows.index("To be called at once") < rows.index("Signs of illness") < rows.index("Nothing to look into")
    assert "Ma Thị Sen" not in page
    assert "0911222333" not in page
    assert [no_air, cough, near] == listed(lan, "urgency=look")
    assert [cough] == listed(lan, f"urgency={Urgency.ILL}")


def test_of_two_alike_the_older_is_called_first_and_its_age_is_told(office, post, lan):
    young, old = sent(post, declaration(1, Symptom.COUGH), declaration(2, Symptom.COUGH))
    Report.objects.filter(pk=old.pk).update(arrived_on=NOW.date() - dt.timedelta(days=2))

    assert [old, young] == listed(lan)
    assert "2 days ago" in office.client(lan).get(reverse("declarations")).content.decode()


def test_each_commune_leads_to_its_own_and_an_officer_there_sees_no_other(office, post, lan):
    _here, there = sent(post, declaration(1, Symptom.COUGH), declaration(2, unit=THERE))
    neighbour = office.staff("Hoàng Thị Mai", Role.HEALTH_OFFICER, TAN_TRAO)

    page = office.client(lan).get(reverse("declarations")).content.decode()
    (link,) = re.findall(r'href="/reports/declarations\?(commune=[^"]+)"[^>]*>\s*Xã Tân Trào \(1\)', page)
    of_neighbour = office.client(neighbour).get(reverse("declarations")).content.decode()

    assert [there] == listed(lan, link)
    assert [there] == listed(neighbour)
    assert "Sơn Dương" not in of_neighbour
    assert [] == listed(neighbour, f"commune={the_unit(SON_DUONG).path}")


def test_those_who_feel_ill_wait_for_an_officer_and_those_who_tell_of_nothing_do_not(post, lan):
    sent(post, declaration(1), declaration(2, Symptom.FEVER), declaration(3, met=True), contact(4))

    assert {"reports.ill": 1, "reports.near": 1, "reports.new": 1} == counts_for(lan)


def test_today_leads_to_as_many_who_feel_ill_as_it_says(post, lan):
    _near, ill, unsorted = sent(post, declaration(1, met=True), declaration(2, Symptom.FEVER), declaration(3))
    Report.objects.filter(pk=unsorted.pk).update(urgency=None)

    (line,) = [one for one in waiting(lan, NOW) if one.what == "reports.ill"]

    assert {ill, unsorted} == set(listed(lan, line.address.partition("?")[2]))
    assert 2 == line.count


def test_an_opened_one_ends_with_what_came_of_it_on_the_page(office, post, lan):
    (report,) = sent(post, declaration(1, Symptom.COUGH))
    client = office.client(lan)
    page = client.post(reverse("report_open", args=[report.pk])).content.decode()
    read = re.findall(r'name="read" value="(\w+)"', page)[-1]

    unsaid = client.post(reverse("report_settle", args=[report.pk]), {"read": read})
    said = client.post(reverse("report_settle", args=[report.pk]), {"came_of_it": "sent", "read": read})

    report.refresh_from_db()
    assert (400, 302, reverse("declarations")) == (unsaid.status_code, said.status_code, said.headers["location"])
    assert (Report.State.CLOSED, Report.Outcome.SENT, lan) == (report.state, report.outcome, report.closed_by)
    assert [("report", str(report.pk))] == list(
        Entry.objects.get(act="reports.settle").subjects.values_list("kind", "key")
    )
    assert "Sent to be examined or tested" in client.get(f"{reverse('declarations')}?state=closed").content.decode()


def test_a_declaration_is_not_done_without_an_outcome_nor_twice_nor_over_a_colleague(office, post, lan):
    (report,) = sent(post, declaration(1, Symptom.COUGH))
    with pytest.raises(RefusedError, match="was opened"):
        ended(lan, report)
    report = opened(lan, report)
    with pytest.raises(RefusedError, match="what came of it"):
        close_report(actor=lan, report=report, now=NOW)
    with pytest.raises(ChangedError):
        ended(lan, report, read="another")

    ended(lan, report)

    with pytest.raises(RefusedError):
        ended(lan, Report.objects.get(pk=report.pk))
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(state=Report.State.OPENED)


@pytest.mark.parametrize(
    ("outcome", "waits"), [(Report.Outcome.WATCH, 1), (Report.Outcome.SENT, 1), (Report.Outcome.UNTRUE, 0)]
)
def test_what_was_found_untrue_speaks_for_no_meeting_any_more(post, lan, outcome, waits):
    (report,) = sent(post, declaration(1, Symptom.COUGH, met=True))
    report = opened(lan, report)
    assert 1 == Evidence.objects.filter(origin="declaration", withdrawn_at=None).count()

    ended(lan, report, outcome)

    assert waits == Evidence.objects.filter(origin="declaration", withdrawn_at=None).count()


def test_those_that_tell_of_nothing_are_ended_together_without_being_opened(office, post, lan):
    reports = sent(post, declaration(1), declaration(2), declaration(3, Symptom.FEVER), declaration(4, unit=THERE))
    here = office.staff("Trần Văn Hùng", Role.HEALTH_OFFICER)
    client = office.client(here)
    page = client.get(reverse("declarations")).content.decode()
    (read,) = re.findall(r'name="read" value="(\w+)"', page)

    answer = client.post(reverse("declarations_settle"), {"read": read})

    assert ("2 new declarations tell of no signs" in page, 302) == (True, answer.status_code)
    states = {one.pk: one.state for one in Report.objects.all()}
    assert ["closed", "closed", "waiting", "waiting"] == [states[one.pk] for one in reports]
    assert {Report.Outcome.NOTHING} == set(
        Report.objects.filter(state="closed", closed_by=here).values_list("outcome", flat=True)
    )
    line = Entry.objects.get(act="reports.settle_harmless")
    assert {str(reports[0].pk), str(reports[1].pk)} == set(line.subjects.values_list("key", flat=True))
    assert not Entry.objects.filter(act="reports.open").exists()


def test_one_that_came_after_the_page_was_read_is_not_ended_with_the_others(post, lan):
    sent(post, declaration(1))
    _count, read = harmless_seen(lan)
    sent(post, declaration(2))

    with pytest.raises(ChangedError):
        settle_harmless(actor=lan, read=read, now=NOW)

    assert not Report.objects.filter(state=Report.State.CLOSED).exists()


def test_where_none_tells_of_nothing_there_is_nothing_to_end(post, lan):
    sent(post, declaration(1, Symptom.FEVER))
    _count, read = harmless_seen(lan)

    with pytest.raises(RefusedError, match="tells of nothing"):
        settle_harmless(actor=lan, read=read, now=NOW)


def test_what_came_before_declarations_were_sorted_is_sorted_by_the_portal_itself(office, post, lan):
    (report,) = sent(post, declaration(1, Symptom.BREATHING))
    Report.objects.update(urgency=None, door_mark=None)
    assert [report] == listed(lan)
    assert "None" not in office.client(lan).get(reverse("declarations")).content.decode()

    assert 0 == sort_unsorted(b"n" * 32)
    assert 1 == sort(office.world)

    report.refresh_from_db()
    assert (Urgency.AT_ONCE, 8) == (report.urgency, len(bytes(report.door_mark)))


def test_one_whose_key_is_lost_keeps_no_other_from_being_sorted(office, post, lan, monkeypatch):
    monkeypatch.setattr(triage, "_SORTED_AT_ONCE", 1)
    lost, other = sent(post, declaration(1, Symptom.COUGH), declaration(2, Symptom.COUGH))
    key = ReportKey.objects.create(public=b"k" * 32, wrapped=b"w" * 72, path=lost.path, made_at=NOW)
    Report.objects.update(urgency=None, door_mark=None)
    Report.objects.filter(pk=lost.pk).update(key=key)

    assert 1 == sort(office.world)

    assert [None, Urgency.ILL] == [Report.objects.get(pk=one.pk).urgency for one in (lost, other)]


def shown_by(declared: Declaration) -> str:
    """The mark of the proof that its phone shows."""
    text = declaration_text(NOW.date() + dt.timedelta(days=declared.day - DAY), declared.report_id)
    return base64.urlsafe_b64encode(arrived_mark(text)).rstrip(b"=").decode()


def test_a_door_is_told_the_mark_of_each_declaration_that_arrived_and_of_nothing_else(post):
    two = (declaration(1), declaration(2, Symptom.FEVER))
    sent(post, *two)
    (last,) = sent(post, contact(3))

    told = arrived_for_doors(DOOR, 0, NOW)

    assert {"upto": last.pk, "marks": [shown_by(one) for one in two], "more": False} == told
    assert [] == arrived_for_doors(DOOR, 0, NOW + dt.timedelta(days=2))["marks"]


def test_a_door_that_knows_some_is_told_the_rest_part_by_part(post, monkeypatch):
    monkeypatch.setattr(reading, "MOST_FOR_DOORS", 2)
    monkeypatch.setattr(reading, "_COME_LATE", 0)
    three = [declaration(number) for number in (1, 2, 3)]
    reports = sent(post, *three)

    first = arrived_for_doors(DOOR, 0, NOW)
    second = arrived_for_doors(DOOR, first["upto"], NOW)

    assert ([shown_by(one) for one in three[:2]], True) == (first["marks"], first["more"])
    assert ([shown_by(three[2])], reports[2].pk, False) == (second["marks"], second["upto"], second["more"])


def test_a_door_is_told_those_of_its_own_province_alone_and_asks_no_more_for_what_others_declared(post):
    here, elsewhere = declaration(1), declaration(2, unit=a_strange_commune().code)
    reports = sent(post, here, elsewhere)

    told, strange = (arrived_for_doors(path, 0, NOW) for path in (DOOR, reports[1].path))

    assert ([shown_by(here)], [shown_by(elsewhere)]) == (told["marks"], strange["marks"])
    assert {reports[1].pk} == {told["upto"], strange["upto"]}


def test_one_that_was_filled_in_for_tomorrow_is_kept_and_counts_at_no_door(post):
    early = msgspec.structs.replace(declaration(1, Symptom.FEVER), day=DAY + 1)
    (report,) = sent(post, early)

    told = arrived_for_doors(DOOR, 0, NOW + dt.timedelta(days=1))

    assert (Urgency.ILL, None, []) == (report.urgency, report.door_mark, told["marks"])


def test_what_its_owner_took_back_is_told_to_no_door(post):
    sent(post, declaration(1))
    post.sends(Withdrawal((1).to_bytes(16, "big")))
    post.fetches()

    assert [] == arrived_for_doors(DOOR, 0, NOW)["marks"]
