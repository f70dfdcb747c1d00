"""What is erased and when: each thing a day before its time, and a day after it."""

from __future__ import annotations

import datetime as dt

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from bluezone.portal.audit.models import Entry as Line
from bluezone.portal.audit.selectors import verify_chain
from bluezone.portal.cases.changing import correct_case
from bluezone.portal.cases.models import AskedRule, Case, Correction, DeskRule, Double, GivenCode, Person, VenueAlert
from bluezone.portal.cases.persons import note_person
from bluezone.portal.cases.rules import set_desk_rule
from bluezone.portal.cases.selectors import digest_of_case
from bluezone.portal.cases.services import give_code
from bluezone.portal.identity.models import Invitation
from bluezone.portal.identity.roles import Role
from bluezone.portal.lists.models import Entry, Kind, SentList
from bluezone.portal.messages.addresses import read_address
from bluezone.portal.messages.models import Message, Outlet
from bluezone.portal.messages.services import queue_messages
from bluezone.portal.operations.retention.rules import RULES, Terms
from bluezone.portal.operations.retention.services import erase_what_is_over
from bluezone.portal.organisations.models import Kind as OrganisationKind
from bluezone.portal.organisations.services import create_organisation
from bluezone.portal.reports.models import Call, Report, ReportKey, TakenBack, Unreadable
from bluezone.portal.tracing.involving import default_outbreak
from bluezone.portal.tracing.landmarks import record_landmark
from bluezone.portal.tracing.models import Release
from tests.support.portal.offices import NOW, SON_DUONG, settled, the_unit

TERMS = Terms()
A_DAY = dt.timedelta(days=1)


def erased(after_days: int, **more) -> dict[str, int]:
    """What goes so many days after everything happened."""
    counts = erase_what_is_over(terms=TERMS, now=NOW + after_days * A_DAY, **more)
    return {name: count for name, count in counts.items() if count and name != "ended_sessions"}


def report(number: int = 1, state: str = Report.State.WAITING, **more) -> Report:
    key, _ = ReportKey.objects.get_or_create(public=b"p" * 32, defaults={"wrapped": b"w", "made_at": NOW, "path": ""})
    path = the_unit(SON_DUONG).path
    facts = {
        "owner_number": bytes([number]) * 16,
        "kind": Report.Kind.CONTACT,
        "key": key,
        "sealed": b"s",
        "path": path,
    }
    return Report.objects.create(**facts, arrived_on=NOW.date(), state=state, **more)


def test_a_message_for_which_there_is_no_way_out_is_forgotten(office):
    facts = {"outlet": Outlet.MAIL, "path": "", "now": NOW, "body": "Mai tiêm chủng", "subject": "Mời"}
    writer = office.staff("Nguyễn Thị Lan", Role.HEALTH_OFFICER)
    queue_messages(actor=writer, addresses=[read_address("an@example.vn")], **facts)

    assert {} == erased(30)
    assert {"messages_that_never_left": 1} == erased(31)

    message = Message.objects.get()
    assert ("", "", "", "failed") == (message.address, message.body, message.subject, message.state)
    assert {} == erased(32)


def test_a_report_goes_thirty_days_after_its_work_is_done(office):
    done = report(1, Report.State.CLOSED, closed_at=NOW)
    caller = office.staff("Nguyễn Thị Lan", Role.HEALTH_OFFICER)
    Call.objects.create(report=done, outcome=Call.Outcome.WELL, by=caller, at=NOW)
    waiting = report(2)

    assert {} == erased(30)
    assert {"reports_whose_work_is_done": 1} == erased(31)
    assert [waiting] == list(Report.objects.all())
    assert 0 == Call.objects.count()


def test_a_report_goes_after_ninety_days_whatever_became_of_it(office):
    for number, state in enumerate(Report.State):
        report(number, state, closed_at=NOW + 80 * A_DAY)

    assert {} == erased(90)
    assert {"reports_that_are_long_over": 3} == erased(91)


def test_what_no_key_opened_waits_for_the_key_ninety_days(office):
    Unreadable.objects.create(exchange_number="1" * 32, sealed=b"s", arrived_on=NOW.date())

    assert {} == erased(90)
    assert {"messages_that_no_key_opened": 1} == erased(91)


def test_the_number_of_what_was_taken_back_goes_with_what_it_could_still_take_back(office):
    TakenBack.objects.create(owner_number=b"n" * 16, arrived_on=NOW.date())

    assert {} == erased(90)
    assert {"numbers_of_what_was_taken_back": 1} == erased(91)


def test_an_invitation_goes_thirty_days_after_it_ended_and_one_that_waits_stays(office):
    lan, hung = office.staff("Nguyễn Thị Lan", Role.REPORTER), office.staff("Trần Hùng", Role.REPORTER)
    for number, (person, ended) in enumerate([(lan, NOW), (hung, None)]):
        facts = {"renews": "password", "asked_at": NOW, "ended_at": ended, "code_hash": str(number)}
        Invitation.objects.create(staff=person, **facts, expires_at=NOW if ended else None)

    assert {} == erased(30)
    assert {"ended_invitations": 1} == erased(31)
    assert hung == Invitation.objects.get().staff


def test_an_ask_that_nobody_answered_goes_thirty_days_after_it(office):
    lan, admin = office.staff("Nguyễn Thị Lan", Role.REPORTER), office.staff("Trần Hùng", Role.ADMINISTRATOR)
    Invitation.objects.create(staff=lan, renews="both", asked_by=admin, asked_at=NOW)

    assert {} == erased(30)
    assert {"ended_invitations": 1} == erased(31)


def test_what_was_asked_for_at_the_code_desk_goes_thirty_days_after_it_and_a_rule_stays(office):
    hung = settled(office.staff("Trần Hùng", Role.SUPERVISOR))
    for needed in (False, True):
        set_desk_rule(actor=hung, unit=the_unit(SON_DUONG), needs_second_person=needed, valid_from=NOW.date(), now=NOW)
    assert 1 == AskedRule.objects.count()

    assert {} == erased(30)
    assert {"rules_that_were_asked_for": 1} == erased(31)
    assert 1 == DeskRule.objects.count()


def test_an_ask_to_take_names_out_goes_with_what_it_was_for(office):
    lan = office.staff("Nguyễn Thị Lan", Role.HEALTH_OFFICER)
    Release.objects.create(
        outbreak=default_outbreak(), what="people", names=1_204, reason="cho ông Tư ở tỉnh", asked_by=lan, asked_at=NOW
    )

    assert {} == erased(30)
    assert {"asks_to_take_names_out": 1} == erased(31)


def test_the_handle_of_a_code_goes_and_the_case_stays(office):
    lan = office.staff("Nguyễn Thị Lan", Role.HEALTH_OFFICER)
    case = office.case(lan, confirmed_by=office.staff("Trần Hùng", Role.SUPERVISOR))
    give_code(actor=lan, case=case, exchange=office.exchange, now=NOW)

    assert {} == erased(30)
    assert {"handles_of_ended_codes": 1} == erased(32)
    assert (0, 1) == (GivenCode.objects.count(), Case.objects.count())


def listed(case: Case | None, number: int, **more) -> Entry:
    school, _ = _school()
    kind = Kind.CONTACTS if case else Kind.STAFF
    facts = {"organisation": school, "kind": kind, "case": case, "path": the_unit(SON_DUONG).path}
    lan = case.opened_by if case else None
    sent = SentList.objects.create(
        **facts,
        name="f1.xlsx",
        state="stored",
        digest=str(number),
        sent_by=lan or _anybody(),
        sent_at=NOW,
        stored_at=NOW,
    )
    return Entry.objects.create(**facts, sent=sent, row=number, name="Ma Thị Sen", compared_as="ma thi sen", **more)


def _school():
    from bluezone.portal.organisations.models import Organisation

    found = Organisation.objects.filter(name="Trường Một").first()
    made = found or create_organisation(
        actor=None, name="Trường Một", kind=OrganisationKind.SCHOOL, unit=the_unit(SON_DUONG), now=NOW
    )
    return made, found is None


def _anybody():
    from bluezone.portal.identity.models import Staff

    return Staff.objects.first()


def test_the_contacts_of_a_case_go_ninety_days_after_it_was_opened_and_other_lists_stay(office):
    case = office.case(office.staff("Nguyễn Thị Lan", Role.HEALTH_OFFICER))
    contact = listed(case, 1)
    colleague = listed(None, 2, same_as=contact)
    SentList.objects.filter(pk=contact.sent_id).update(name="F1 của Nguyễn Thị Bình.xlsx")
    aside = SentList.objects.get(pk=listed(case, 3).sent_id)
    Entry.objects.filter(sent=aside).delete()
    SentList.objects.filter(pk=aside.pk).update(state="refused", problem={"vi": "Ma Thị Sen", "en": "Ma Thị Sen"})
    nameless = SentList.objects.get(pk=listed(case, 4).sent_id)
    SentList.objects.filter(pk=nameless.pk).update(name="?")

    assert {} == erased(90)
    assert {"contacts_of_old_cases": 5} == erased(91)  # two rows, and what three files were called, or held

    told = set(SentList.objects.values_list("name", "problem"))
    assert {("f1.xlsx", None), ("?", None)} == told
    gone = {f"#{one}" for one in (contact.sent_id, aside.pk, nameless.pk)}
    assert {"2", *gone} == set(SentList.objects.values_list("digest", flat=True))
    assert [colleague] == list(Entry.objects.all())
    assert {} == erased(92)
    colleague.refresh_from_db()
    assert colleague.same_as is None


def test_where_a_patient_has_been_is_told_by_no_alert_either_once_the_name_is_over(office):
    officer = office.staff("Nguyễn Thị Lan", Role.HEALTH_OFFICER)
    case, hours = office.case(officer), {"begins": NOW - A_DAY, "ends": NOW}
    record_landmark(actor=officer, case=case, place="Chợ Tân Trào", unit=the_unit(SON_DUONG), **hours, now=NOW)
    VenueAlert.objects.create(case=case, place="Chợ Tân Trào", kind="market", **hours, sent_by=officer, sent_at=NOW)

    assert "places_of_patients" not in erased(730)
    assert 2 == erased(731)["places_of_patients"]
    assert {} == erased(732)

    alert = VenueAlert.objects.get()
    assert ("", "market", NOW) == (alert.place, alert.kind, alert.sent_at)
    page = office.client(officer).get(reverse("case_alert", args=[case.number])).content.decode()
    assert "A place whose name is erased" in page


def test_a_file_that_nobody_confirmed_is_put_aside_and_erased(office):
    lan = office.staff("Nguyễn Thị Lan", Role.HEALTH_OFFICER)
    school, _ = _school()
    facts = {"organisation": school, "kind": Kind.STAFF, "path": the_unit(SON_DUONG).path, "sent_by": lan}
    sent = SentList.objects.create(**facts, name="a.xlsx", data=b"names", state="shown", preview={"x": 1}, sent_at=NOW)

    assert {} == erased(30)
    assert {"files_that_nobody_confirmed": 1} == erased(31)

    sent.refresh_from_db()
    assert (SentList.State.PUT_ASIDE, None, None) == (sent.state, sent.data, sent.preview)


def test_the_name_of_a_patient_goes_two_years_after_their_last_case(office):
    lan = office.staff("Nguyễn Thị Lan", Role.HEALTH_OFFICER)
    once, again = office.case(lan), office.case(lan, full_name="Vàng Văn Hai", phone="0911 000 222")
    office.clock[0] = NOW + 400 * A_DAY
    Case.objects.filter(pk=again.pk).update(opened_at=NOW + 400 * A_DAY)

    assert {} == erased(730)
    assert {"names_of_patients": 1} == erased(731)
    assert {} == erased(732)

    gone, kept = (Person.objects.get(pk=case.person_id) for case in (once, again))
    assert (gone.pseudonym, "") == (gone.full_name, gone.phone)
    assert "Vàng Văn Hai" == kept.full_name


def test_what_stood_in_a_case_before_a_correction_goes_with_the_name(office):
    lan = office.staff("Nguyễn Thị Lan", Role.HEALTH_OFFICER)
    case = office.case(lan)
    said = {"full_name": "Nguyễn Thị Bính", "phone": "0987 654 321", "onset": case.onset}
    correct_case(actor=lan, case=case, read=digest_of_case(case), now=NOW, **said)

    erased(731)

    assert [("", "")] == list(Correction.objects.values_list("full_name", "phone"))
    assert "" == Person.objects.get().search_text


def test_the_page_of_a_case_without_a_name_still_opens(office):
    lan = office.staff("Nguyễn Thị Lan", Role.HEALTH_OFFICER)
    case = office.case(lan)
    erased(731)

    page = office.client(lan).get(reverse("case", args=[case.number]))

    assert 200 == page.status_code
    assert case.person.pseudonym in page.content.decode()
    assert "Nguyễn Thị Bình" not in page.content.decode()


def test_attempts_to_sign_in_and_ended_sessions_go_by_the_frameworks_clock(office):
    now = timezone.now()
    for days in (29, 31):
        attempt = AccessAttempt.objects.create(username=f"lan{days}", ip_address="127.0.0.1", failures_since_start=1)
        AccessAttempt.objects.filter(pk=attempt.pk).update(attempt_time=now - days * A_DAY)
        Session.objects.create(session_key=str(days), session_data="", expire_date=now + (30 - days) * A_DAY)

    counts = erase_what_is_over(terms=TERMS, now=NOW)

    assert (1, 1) == (counts["attempts_to_sign_in"], counts["ended_sessions"])
    assert (1, "29") == (AccessAttempt.objects.count(), Session.objects.get().session_key)


def test_the_audit_says_how_much_went_and_is_never_shortened(office):
    report(1, Report.State.CLOSED, closed_at=NOW)
    before = verify_chain()

    erased(31)
    erased(31)

    line = Line.objects.latest("number")
    assert (before.length + 1, "retention.erase") == (verify_chain().length, line.act)
    assert {"reports_whose_work_is_done": 1} == line.detail
    assert line.actor is None


def test_counting_erases_nothing_and_leaves_no_line(office):
    report(1, Report.State.CLOSED, closed_at=NOW)
    before = verify_chain()

    assert {"reports_whose_work_is_done": 1} == erased(31, only_count=True)

    assert 1 == Report.objects.count()
    assert before == verify_chain()


def test_what_is_erased_is_gone_from_the_file_itself(office):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL overwrites by its own vacuum")
    with connection.cursor() as cursor:
        assert (1,) == cursor.execute("PRAGMA secure_delete").fetchone()


@pytest.mark.parametrize("days", [0, -1])
def test_nothing_is_kept_for_less_than_a_day(days):
    with pytest.raises(ValueError, match="a day at least"):
        Terms(names=days)


def test_every_rule_says_what_it_erases():
    assert len(RULES) == len({rule.__name__ for rule in RULES}) == 28


def test_whoever_never_had_a_case_is_forgotten_as_soon_as_a_list_of_contacts(office):
    lan = office.staff("Nguyễn Thị Lan", Role.HEALTH_OFFICER)
    facts = {"phone": "0912 345 678", "unit": the_unit(SON_DUONG), "now": NOW, "entropy": office.chance.randbytes}
    contact = note_person(full_name="Lò Thị Gần", identity="008085001234", **facts)
    note_person(full_name="Lò Thị Gan", **facts)
    patient = office.case(lan, full_name="Lò Thị Gàn").person

    assert {} == erased(90)
    assert {"names_of_others": 2} == erased(91)

    contact.refresh_from_db()
    assert (contact.pseudonym, "", None, "", b"") == (
        contact.full_name,
        contact.phone,
        contact.birth_year,
        contact.identity_hash,
        bytes(contact.identity_sealed),
    )
    assert 0 == Double.objects.count()
    assert "Lò Thị Gàn" == Person.objects.get(pk=patient.pk).full_name
