"""Taking over from an old phone: its code, its file, a look at what is inside, and the tap that takes it."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Mapping
from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.datastructures import UploadFile

from bluezone.citizen.forms import only_looks, text, ticked
from bluezone.citizen.pages import go, page
from bluezone.citizen.phone import AnyRequest, Offer, Phone, ThePhone
from bluezone.citizen.screens.language import switch_language
from bluezone.device.errors import ConsentError
from bluezone.device.moving import arrival_of, dates_in
from bluezone.protocol.errors import MalformedError
from bluezone.protocol.handover import (
    KEY_SIGNS,
    MAX_TYPED,
    SIZES,
    Handover,
    HandoverError,
    read_handover,
    read_handover_key,
)

MOST_BYTES = SIZES[-1] + (1 << 16)
"""Of a form with the largest file."""


@get("/takeover")
async def code(phone: ThePhone) -> Response[str]:
    return page(phone, "takeover.html", problem="", typed="")


@post("/takeover")
async def take_code(phone: ThePhone, request: AnyRequest) -> Response[str]:
    """Keeps the code in memory until the file is here. A slip is told at once."""
    form = await request.form()
    typed = text(form, "text", MAX_TYPED)
    if switch_language(phone, form):
        return page(phone, "takeover.html", problem="", typed=typed)
    try:
        phone.offer = Offer(read_handover_key(typed))
    except MalformedError:
        signs = sum(sign.isalnum() for sign in typed.upper().removeprefix("BZK1:"))
        return page(phone, "takeover.html", problem="mistyped" if signs == KEY_SIGNS else "no-code", typed=typed)
    return go(phone, "/takeover/file")


@get("/takeover/file")
async def choose_file(phone: ThePhone) -> Response[str]:
    if phone.offer is None:
        return go(phone, "/takeover")
    return page(phone, "takeover_file.html", problem="")


@post("/takeover/file", request_max_body_size=MOST_BYTES)
async def take_file(phone: ThePhone, request: AnyRequest) -> Response[str]:
    """Looks into the file; nothing of it is kept on disk yet. One that cannot be taken over is told in a sentence."""
    given = (await request.form()).get("file")
    if phone.offer is None:
        return go(phone, "/takeover")
    data = await given.read() if isinstance(given, UploadFile) else b""
    if not data:
        return page(phone, "takeover_file.html", problem="no-file")
    try:
        handover = await asyncio.to_thread(read_handover, data, phone.offer.key)
        phone.device.moves.require_of_use(handover)
        phone.offer = await asyncio.to_thread(_looked_into, phone.offer, handover, phone.zone)
    except HandoverError as error:
        return page(phone, "takeover_file.html", problem=error.problem.value)
    return go(phone, "/takeover/look")


def _looked_into(offer: Offer, handover: Handover, zone: dt.tzinfo) -> Offer:
    """The offer with what stands in its file. Raises HandoverError where something in it cannot be."""
    arrival_of(handover)
    return Offer(offer.key, handover, tuple(dates_in(handover, zone)))


@get("/takeover/look")
async def look(phone: ThePhone) -> Response[str]:
    return _look(phone)


@post("/takeover/look")
async def take_over(phone: ThePhone, request: AnyRequest) -> Response[str]:
    """Takes the other phone's place: what was shown, or nothing."""
    form = await request.form()
    offer = phone.offer
    if offer is None or offer.handover is None or only_looks(form):
        return _look(phone)
    if why := _held_back_by(phone, form, offer.handover):
        return _look(phone, why)
    try:
        await _take_over(phone, offer.handover)
    except HandoverError as error:
        return page(phone, "takeover_file.html", problem=error.problem.value)
    except ConsentError:
        return go(phone, "/")
    return go(phone, "/takeover/done")


def _held_back_by(phone: Phone, form: Mapping[str, Any], handover: Handover) -> str:
    """Names what keeps a tap from taking anything over; nothing if it may."""
    if text(form, "shown", 32) != handover.transfer_id.hex():
        return "changed"
    if phone.preferences.introduced and not ticked(form, "sure"):
        return "missing"
    return "busy" if phone.errand.is_running else ""


@get("/takeover/done")
async def done(phone: ThePhone) -> Response[str]:
    return page(phone, "takeover_done.html")


def _look(phone: Phone, why: str = "") -> Response[str]:
    offer = phone.offer
    if offer is None or offer.handover is None:
        return go(phone, "/takeover")
    return page(phone, "takeover_look.html", why=why, dates=offer.dates, shown=offer.handover.transfer_id.hex())


async def _take_over(phone: Phone, handover: Handover) -> None:
    chosen = msgspec.structs.replace(
        phone.preferences,
        commune=handover.commune,
        check_out_alone=handover.visits_end_alone,
        notices=handover.notices,
    )
    await phone.device.moves.take_over(handover, phone.own_facts(chosen))
    phone.begin_anew(chosen)


ROUTES = (code, take_code, choose_file, take_file, look, take_over, done)
