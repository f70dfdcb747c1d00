"""My QR for the door: a token instead of a name, another one each quarter of an hour."""

from __future__ import annotations

from typing import Any

from litestar import Response, get

from bluezone.citizen.keeping import visit_secret
from bluezone.citizen.pages import page
from bluezone.citizen.phone import Phone, ThePhone
from bluezone.protocol.calendar import Slot
from bluezone.protocol.door_codes import visit_text, visit_token


@get("/door-code")
async def door_code(phone: ThePhone) -> Response[str]:
    return page(phone, "door_code.html", **now(phone))


@get("/now/door-code")
async def door_code_now(phone: ThePhone) -> Response[str]:
    return page(phone, "door_code_now.html", **now(phone))


def now(phone: Phone) -> dict[str, Any]:
    now_ms = phone.now_ms()
    return {
        "text": visit_text(visit_token(visit_secret(phone), now_ms)),
        "until": phone.local(Slot.containing(now_ms).end_ms),
    }


ROUTES = (door_code, door_code_now)
