"""The desk: a code, a place that is alerted, a rule, a correction, and reports of all kinds, one of them joined with a
case and its owner called."""

from __future__ import annotations

import datetime as dt

from bluezone.portal.cases.alerts import Presence, alert_place
from bluezone.portal.cases.changing import correct_case
from bluezone.portal.cases.merging import ask_to_merge
from bluezone.portal.cases.models import Case, Double
from bluezone.portal.cases.moving import offer_case
from bluezone.portal.cases.persons import digest_of_double, note_person
from bluezone.portal.cases.rules import set_desk_rule
from bluezone.portal.cases.selectors import digest_of_case
from bluezone.portal.cases.services import give_code
from bluezone.portal.identity.models import Staff
from bluezone.portal.reports.calls import digest_of_calls, note_call
from bluezone.portal.reports.linking import join_consent
from bluezone.portal.reports.models import Call, Report
from bluezone.portal.reports.selectors import public_report_key
from bluezone.portal.reports.services import fetch_reports, take_report
from bluezone.portal.reports.triage import settle
from bluezone.portal.reports.wrapping import wrapping_key
from bluezone.portal.world import SealedReport
from bluezone.protocol.report import (
    ContactReport,
    Declaration,
    LinkConsent,
    Minutes,
    Row,
    Sealable,
    Withdrawal,
    report_public_key,
    seal,
)
from bluezone.protocol.signature import Kind, SigningKey
from bluezone.protocol.venue import Venue, VenueKind, write_venue
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, Office, the_unit

CASE, CORRECTED = "CA-2026-00001", "CA-2026-00002"
INN = Venue(b"v" * 16, "Nhà nghỉ Hoa Mai", VenueKind.HOTEL, "02536", 0, 2**39, b"s" * 16)
_DAY = (NOW.date() - dt.date(1970, 1, 1)).days
_ROWS = (Row(_DAY - 1, 1, Minutes.FROM_30, 2),)
_LINK = bytes(32)
_MET, _TAKEN_BACK = b"5" * 16, b"6" * 16
_SENT: tuple[Sealable, ...] = (
    ContactReport(b"1" * 16, "02536", _ROWS, "0987 654 321", "gọi sau 17 giờ"),
    ContactReport(b"2" * 16, "02545", _ROWS, "0987 654 322", "nhà có hai cháu nhỏ"),
    Declaration(b"3" * 16, "02536", _DAY, False, "Ma Thị Sen", 1950, "0911222333", "Thôn 2", (), True, "Hà Nội"),
    LinkConsent(b"4" * 16, (_LINK,)),
    ContactReport(_MET, "02536", _ROWS, "0987 654 325", "đi cùng chuyến xe", (_LINK,)),
    ContactReport(_TAKEN_BACK, "02536", _ROWS, "0987 654 326"),
    Withdrawal(_TAKEN_BACK),
)


def work(office: Office) -> dict[str, str]:
    """What officers do on their day."""
    lan, hung = (Staff.objects.get(username=name) for name in ("lan", "hung"))
    case = Case.objects.get(number=CASE)
    give_code(actor=lan, case=case, exchange=office.exchange, now=NOW)
    poster = write_venue(INN, SigningKey(Kind.VENUE, b"v" * 32))
    presence = Presence.read(poster, NOW - dt.timedelta(hours=16), NOW - dt.timedelta(hours=14), NOW)
    alert_place(actor=lan, case=case, presence=presence, exchange=office.exchange, now=NOW)
    for two in (True, False):  # the one holds at once, the other waits for a second person
        set_desk_rule(actor=hung, unit=the_unit(SON_DUONG), needs_second_person=two, valid_from=NOW.date(), now=NOW)
    _note_twice(office, lan)
    _correct(lan)
    _offer(lan)
    _arrive(office)
    _read(lan, case)
    return {}


def _note_twice(office: Office, officer: Staff) -> None:
    """Somebody of the commune, entered by two who did not know of each other; a colleague asks that they become one."""
    for name in ("Ma Văn Trùng", "Ma Văn Trung"):
        note_person(
            full_name=name,
            phone="0912 345 777",
            unit=the_unit(SON_DUONG),
            now=NOW,
            entropy=office.chance.randbytes,
            identity="008085001234",
        )
    double = Double.objects.get(other__full_name="Ma Văn Trung")
    ask_to_merge(actor=officer, double=double, keep=double.one_id, read=digest_of_double(double), now=NOW)


def _correct(officer: Staff) -> None:
    case = Case.objects.get(number=CORRECTED)
    correct_case(
        actor=officer,
        case=case,
        full_name=case.person.full_name,
        phone="0987 654 320",
        onset=case.onset,
        read=digest_of_case(case),
        now=NOW,
    )


def _offer(officer: Staff) -> None:
    case, neighbours = Case.objects.get(number=CORRECTED), the_unit(TAN_TRAO)
    offer_case(actor=officer, case=case, unit=neighbours, read=digest_of_case(case), now=NOW)


def _arrive(office: Office) -> None:
    for number, message in enumerate(_SENT, 1):
        sealed = seal(message, public_report_key(), number.to_bytes(32, "big"))
        office.exchange.reports.append(SealedReport(f"{number:032x}", sealed))
    unreadable = seal(_SENT[0], report_public_key(b"x" * 32), b"y" * 32)
    office.exchange.reports.append(SealedReport(f"{99:032x}", unreadable))
    fetch_reports(exchange=office.exchange, wrapping_key=wrapping_key(), now=NOW)


def _read(officer: Staff, case: Case) -> None:
    """One report is done, and one belongs to the case by the consent of both."""
    declared = Report.objects.get(kind=Report.Kind.DECLARATION)
    take_report(actor=officer, report=declared, wrapping_key=wrapping_key(), now=NOW)
    declared.refresh_from_db()
    read = digest_of_calls(declared)
    settle(actor=officer, report=declared, outcome=Report.Outcome.WATCH, read=read, now=NOW)
    met = Report.objects.get(owner_number=_MET)
    message = take_report(actor=officer, report=met, wrapping_key=wrapping_key(), now=NOW)
    met.refresh_from_db()
    note_call(
        actor=officer,
        report=met,
        outcome=Call.Outcome.NO_ANSWER,
        again_at=NOW + dt.timedelta(hours=2),
        read=digest_of_calls(met),
        now=NOW,
    )
    assert isinstance(message, ContactReport)
    join_consent(
        actor=officer,
        report=met,
        message=message,
        consent=Report.objects.get(kind=Report.Kind.LINK),
        case=case,
        wrapping_key=wrapping_key(),
        now=NOW,
    )
