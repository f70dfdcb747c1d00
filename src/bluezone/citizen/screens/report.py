"""The contact report: by the warned owner's own act, shown row by row exactly as sent, with or without linking."""

from __future__ import annotations

from litestar import Response, get, post

from bluezone.citizen.communes import commune_of
from bluezone.citizen.forms import is_phone_number, text, ticked
from bluezone.citizen.keeping import What
from bluezone.citizen.pages import go, page
from bluezone.citizen.phone import AnyRequest, Phone, ThePhone
from bluezone.citizen.rows import rows_of
from bluezone.citizen.sending import can_send, keep, new_report_id, send
from bluezone.protocol.calendar import Day
from bluezone.protocol.report import MAX_LINKS, ContactReport, Link, Row, link_of

_NOTE = 300


@get("/warnings/report")
async def write(phone: ThePhone) -> Response[str]:
    if not can_send(phone) or not phone.device.store.warnings():
        return page(phone, "report_closed.html")
    return _form(phone, call_back="", note="", wrong_number=False)


@post("/warnings/report")
async def preview(phone: ThePhone, request: AnyRequest) -> Response[str]:
    """Exactly what would leave. Nothing is sealed or sent yet."""
    form = await request.form()
    call_back, note = text(form, "call_back", 20), text(form, "note", _NOTE)
    if call_back and not is_phone_number(call_back):
        return _form(phone, call_back=call_back, note=note, wrong_number=True)
    return page(
        phone,
        "report_preview.html",
        rows=_shown(_rows(phone)),
        commune=commune_of(phone.preferences.commune),
        call_back=call_back,
        note=note,
        link=ticked(form, "link"),
        links=len(_links(phone)),
    )


@post("/warnings/report/send")
async def confirm(phone: ThePhone, request: AnyRequest) -> Response[str]:
    """The tap. The rows are taken anew, so what was shown and what is sent come from the same place."""
    form = await request.form()
    rows = _rows(phone)
    if phone.errand.is_running or not rows or not can_send(phone):
        return go(phone, "/sending")
    message = ContactReport(
        new_report_id(phone),
        phone.preferences.commune,
        rows,
        text(form, "call_back", 20),
        text(form, "note", _NOTE),
        _links(phone) if ticked(form, "link") else (),
    )
    phone.errand.start(What.CONTACT, send(phone, keep(phone, What.CONTACT, message)))
    return go(phone, "/sending")


def _form(phone: Phone, *, call_back: str, note: str, wrong_number: bool) -> Response[str]:
    return page(
        phone,
        "report.html",
        rows=_shown(_rows(phone)),
        commune=commune_of(phone.preferences.commune),
        call_back=call_back,
        note=note,
        wrong_number=wrong_number,
    )


def _rows(phone: Phone) -> tuple[Row, ...]:
    return rows_of(phone.device.store.encounters(), phone.zone)


def _shown(rows: tuple[Row, ...]) -> list[dict[str, object]]:
    return [
        {"date": Day(row.day).date, "level": row.level, "minutes": row.minutes.value, "encounters": row.encounters}
        for row in rows
    ]


def _links(phone: Phone) -> tuple[Link, ...]:
    seeds = {encounter.seed for encounter in phone.device.store.encounters() if encounter.spells}
    return tuple(sorted(link_of(seed) for seed in seeds))[:MAX_LINKS]


ROUTES = (write, preview, confirm)
