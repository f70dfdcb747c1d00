"""Around you: the phones near now, near or far, under the ids of this quarter of an hour."""

from __future__ import annotations

from typing import Any

from litestar import Response, get

from bluezone.citizen.pages import page
from bluezone.citizen.phone import Phone, ThePhone
from bluezone.citizen.screens.home import condition_of, neighbours_of


@get("/around")
async def around(phone: ThePhone) -> Response[str]:
    return page(phone, "around.html", **now(phone))


@get("/now/around")
async def around_now(phone: ThePhone) -> Response[str]:
    return page(phone, "around_now.html", **now(phone))


def now(phone: Phone) -> dict[str, Any]:
    now_ms = phone.now_ms()
    return {
        "near": [(neighbour, (now_ms - neighbour.last_ms) // 60_000) for neighbour in neighbours_of(phone)],
        "own_id": phone.device.machine.current_id if phone.device.is_on_air else None,
        "condition": condition_of(phone),
        "duty": phone.device.machine.listening_duty,
    }


ROUTES = (around, around_now)
