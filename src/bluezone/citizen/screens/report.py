"""The contact report: by the warned owner's own act, shown row by row exactly as sent, with or without linking."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from litestar import Response, get, post

from bluezone.citizen.communes import commune_of
from bluezone.citizen.forms import asks_for_commune, goes_back, only_looks, text, ticked
from bluezone.citizen.keeping import What
from bluezone.citizen.pages import go, page
from bluezone.citizen.phone import AnyRequest, Phone, ThePhone
from bluezone.citizen.rows import rows_of
from bluezone.citizen.screens.language import switch_language
from bluezone.citizen.screens.sent import shown_before
from bluezone.citizen.sending import can_send, digest_of, keep, new_report_id, number_in, set_off
from bluezone.device.core.warnings import seeds_told_of
from bluezone.protocol.calendar import Day
from bluezone.protocol.report import MAX_LINKS, REPORT_ID_BYTES, ContactReport, Link, Row, link_of
from bluezone.vietnam.telephone import is_phone_of_any_country

_AT, _NOTE = "/warnings/report", 300


@get(_AT)
async def write(phone: ThePhone) -> Response[str]:
    return _unfit(phone, {}) or _form(phone, phone.typed.pop(_AT, {}))


@post(_AT)
async def preview(phone: ThePhone, request: AnyRequest) -> Response[str]:
    """Exactly what would leave. Nothing is sealed or sent yet."""
    form = await request.form()
    if asks_for_commune(form):
        phone.typed[_AT] = form
        return go(phone, "/settings/commune?back=report")
    if switch_language(phone, form) or goes_back(form):
        return _unfit(phone, {}) or _form(phone, form)
    return _unfit(phone, form) or _preview(phone, form, _report(phone, form))


@post("/warnings/report/send")
async def confirm(phone: ThePhone, request: AnyRequest) -> Response[str]:
    """The tap. What the phone has learnt since the look is shown first, and not sent unseen."""
    form = await request.form()
    if (unfit := _unfit(phone, form)) is not None:
        return unfit
    report = _report(phone, form)
    if switch_language(phone, form) or only_looks(form):
        return _preview(phone, form, report)
    number = number_in(form)
    if (tapped := shown_before(phone, number, What.CONTACT)) is not None:
        return tapped
    if number is None or text(form, "shown", 64) != digest_of(report):
        return _preview(phone, form, report, why="changed")
    if phone.errand.is_running:
        return _preview(phone, form, report, why="busy")
    numbered = msgspec.structs.replace(report, report_id=number)
    return go(phone, set_off(phone, keep(phone, What.CONTACT, numbered)))


def _unfit(phone: Phone, form: Mapping[str, Any]) -> Response[str] | None:
    """Shows the page that says why nothing can be sent, if that is so."""
    if not can_send(phone) or not _rows(phone):
        return page(phone, "report_closed.html")
    call_back = text(form, "call_back", 20)
    if call_back and not is_phone_of_any_country(call_back):
        return _form(phone, form, wrong_number=True)
    return None


def _report(phone: Phone, form: Mapping[str, Any]) -> ContactReport:
    """The report but for its number, which the page draws that shows it."""
    return ContactReport(
        bytes(REPORT_ID_BYTES),
        phone.preferences.commune,
        _rows(phone),
        text(form, "call_back", 20),
        text(form, "note", _NOTE),
        _links(phone) if ticked(form, "link") else (),
    )


def _preview(phone: Phone, form: Mapping[str, Any], report: ContactReport, *, why: str = "") -> Response[str]:
    return page(
        phone,
        "report_preview.html",
        report=report,
        rows=_shown(report.rows),
        commune=commune_of(report.unit),
        link=ticked(form, "link"),
        shown=digest_of(report),
        number=new_report_id(phone).hex(),
        why=why,
    )


def _form(phone: Phone, form: Mapping[str, Any], *, wrong_number: bool = False) -> Response[str]:
    return page(
        phone,
        "report.html",
        rows=_shown(_rows(phone)),
        commune=commune_of(phone.preferences.commune),
        call_back=text(form, "call_back", 20),
        note=text(form, "note", _NOTE),
        link=ticked(form, "link"),
        wrong_number=wrong_number,
    )


def _rows(phone: Phone) -> tuple[Row, ...]:
    return rows_of(told.warning for told in phone.device.store.judged.warnings())


def _shown(rows: tuple[Row, ...]) -> list[dict[str, object]]:
    return [
        {"date": Day(row.day).date, "level": row.level, "minutes": row.minutes.value, "encounters": row.encounters}
        for row in rows
    ]


def _links(phone: Phone) -> tuple[Link, ...]:
    seeds = seeds_told_of(phone.device.store.judged.encounters(), phone.device.feed.configuration)
    return tuple(sorted(link_of(seed) for seed in seeds))[:MAX_LINKS]


ROUTES = (write, preview, confirm)
