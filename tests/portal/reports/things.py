"""A report and a declaration that an officer of Sơn Dương works on, and a declaration that nobody opened, for whoever
walks every page."""

from __future__ import annotations

import datetime as dt

from bluezone.portal.identity.roles import Role
from bluezone.portal.reports.calls import digest_of_calls
from bluezone.portal.reports.models import Report
from bluezone.portal.reports.services import take_report
from bluezone.portal.reports.triage import sorted_as
from bluezone.portal.reports.wrapping import wrapping_key
from bluezone.protocol.report import ContactReport, Declaration, Minutes, Row, Sealable, Symptom, seal
from tests.support.portal.doorposts import a_report_key
from tests.support.portal.offices import NOW, SON_DUONG, the_unit
from tests.support.portal.posting import Fields
from tests.support.portal.things import Named, Things

NAMES = {
    "somebody who declared their health": Named("Ma Thị Khai Báo", "reports.open"),
    "telephone of somebody who declared their health": Named("0934 555 061", "reports.open"),
    "telephone of somebody who reported": Named("0934 555 062", "reports.call"),
    "what somebody wrote with a report": Named("gọi bà nội trước", "reports.call"),
}
_DAY = (NOW.date() - dt.date(1970, 1, 1)).days
LINES = {
    "declarations": "reports.declared",
    "inbox": "reports.list",
    "report_call": "reports.open",
    "report_key": "reports.keys",
    "report_open": "reports.open",
    "report_settle": "reports.open",
}


def things(known: Things) -> dict[str, object]:
    office = known.office
    told, declared, waits = _sealed(_report()), _sealed(_declaration(2)), _sealed(_declaration(3))
    officer = office.staff("Lò Thị Mở Thư", Role.HEALTH_OFFICER)
    for one in (told, declared):
        take_report(actor=officer, report=one, wrapping_key=wrapping_key(), now=office.clock[0])
    return {"number": told.pk, "report_open.number": waits.pk, "report_settle.number": declared.pk}


def forms(known: Things) -> dict[str, Fields]:
    made = known.of("reports")
    told, declared = (Report.objects.get(pk=made[name]) for name in ("number", "report_settle.number"))
    return {
        "report_open": {},
        "report_call": {"outcome": "no_answer", "read": digest_of_calls(told)},
        "report_close": {},
        "report_settle": {"came_of_it": "watch", "read": digest_of_calls(declared)},
    }


def _report() -> ContactReport:
    phone, note = (
        NAMES[what].value for what in ("telephone of somebody who reported", "what somebody wrote with a report")
    )
    rows = (Row(_DAY - 1, 1, Minutes.FROM_30, 2),)
    return ContactReport((1).to_bytes(16, "big"), "", rows, phone, note)


def _declaration(number: int) -> Declaration:
    name, phone, *_ = (one.value for one in NAMES.values())
    who = (name, 1950, phone, "Thôn 2")
    return Declaration(number.to_bytes(16, "big"), "", _DAY, False, *who, (Symptom.COUGH,), True, "")


def _sealed(message: ContactReport | Declaration) -> Report:
    """As it lies in the inbox of Sơn Dương."""
    key, kind = a_report_key(), _KINDS[type(message)]
    facts = {"path": the_unit(SON_DUONG).path, "arrived_on": NOW.date(), **sorted_as(message, NOW.date())}
    sealed = seal(message, bytes(key.public), message.report_id * 2)
    return Report.objects.create(owner_number=message.report_id, kind=kind, key=key, sealed=sealed, **facts)


_KINDS: dict[type[Sealable], Report.Kind] = {
    ContactReport: Report.Kind.CONTACT,
    Declaration: Report.Kind.DECLARATION,
}
