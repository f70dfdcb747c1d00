"""The running mark, for the person at the door: moves, changes every minute, stops when Bluezone stops."""

from __future__ import annotations

from typing import Any

from litestar import Response, get

from bluezone.citizen.condition import Condition
from bluezone.citizen.marking import signs_of
from bluezone.citizen.pages import page
from bluezone.citizen.phone import Phone, ThePhone
from bluezone.citizen.screens.home import condition_of
from bluezone.protocol.door_codes import State, mark_text


@get("/mark")
async def mark(phone: ThePhone) -> Response[str]:
    return page(phone, "mark.html", **now(phone))


@get("/now/mark")
async def mark_now(phone: ThePhone) -> Response[str]:
    return page(phone, "mark_now.html", **now(phone))


def now(phone: Phone) -> dict[str, Any]:
    now_ms = phone.now_ms()
    condition = condition_of(phone)
    return {
        "condition": condition,
        "signs": signs_of(now_ms),
        "now": phone.local(now_ms),
        "now_ms": now_ms,
        "text": mark_text(now_ms, _state(condition)),
    }


def _state(condition: Condition) -> State:
    """Says "on" only of a phone that others hear: that is what the door asks about."""
    if condition.is_heard:
        return State.ON
    return State.UNHEARD if condition.hears else State.OFF


ROUTES = (mark, mark_now)
