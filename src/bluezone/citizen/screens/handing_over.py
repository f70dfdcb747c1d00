"""Moving to a new phone, on the old one: what moves, the file, the code that opens it, and the way back."""

from __future__ import annotations

import asyncio

from litestar import Response, get, post

from bluezone.citizen.giving_out import HANDOVER, note_given_out
from bluezone.citizen.keeping import outbox
from bluezone.citizen.pages import go, page
from bluezone.citizen.phone import Phone, ThePhone
from bluezone.device.errors import ConsentError
from bluezone.device.moving import COUNTS_FOR_DAYS, Settings
from bluezone.device.saved import HandedOver
from bluezone.protocol.calendar import DAY_MS
from bluezone.protocol.handover import NONCE_BYTES, printed_key, spaced_key, write_handover


@get("/settings/move")
async def ask_move(phone: ThePhone) -> Response[str]:
    return _ask(phone, "")


@post("/settings/move")
async def move(phone: ThePhone) -> Response[str]:
    """Hands over: the phone is off the air before there is a file. What is not finished keeps it from that."""
    if phone.errand.is_running:
        return _ask(phone, "busy")
    try:
        await phone.device.moves.hand_over()
    except ConsentError:
        return _ask(phone, "open" if _is_open(phone) else "clock")
    return go(phone, "/")


@get("/moved/file")
async def file(phone: ThePhone) -> Response[bytes]:
    """Gives out the file, in the ledger before it leaves. It is made anew each time, of what is kept by then."""
    made = phone.device.handed_over
    if made is None:
        return Response(b"", status_code=303, headers={"location": f"{phone.prefix}/"})
    handover = phone.device.moves.gather(_settings(phone))
    nonce = phone.device.around.entropy(NONCE_BYTES)
    data = await asyncio.to_thread(write_handover, handover, made.key, nonce)
    note_given_out(phone, HANDOVER, len(data))
    name = f"bluezone-{phone.local(made.made_ms).date().isoformat()}.bzx"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(data, media_type="application/octet-stream", headers=headers)


@post("/moved/back")
async def back(phone: ThePhone) -> Response[str]:
    """Takes the phone back, though another may have taken its place: from then on it has new numbers of its own."""
    await phone.device.moves.take_back()
    return go(phone, "/")


def moved(phone: Phone, made: HandedOver) -> Response[str]:
    """Shows, in the place of every page, that another phone stands in for this one, and the steps that are left."""
    return page(
        phone,
        "moved.html",
        since=phone.local(made.made_ms),
        counts_until=phone.local(made.made_ms + COUNTS_FOR_DAYS * DAY_MS).date(),
        code=printed_key(made.key),
        typed=spaced_key(made.key),
    )


def _ask(phone: Phone, why: str) -> Response[str]:
    configuration = phone.device.feed.configuration
    waiting = any(message.sealed and message.later for message in outbox(phone).messages)
    return page(phone, "settings_move.html", why=why, kept_days=configuration.retention_days, waiting=waiting)


def _is_open(phone: Phone) -> bool:
    draft = phone.device.draft
    return draft is not None and (not draft.is_over or bool(draft.links))


def _settings(phone: Phone) -> Settings:
    chosen = phone.preferences
    return Settings(chosen.commune, chosen.check_out_alone, chosen.notices)


ROUTES = (ask_move, move, file, back)
