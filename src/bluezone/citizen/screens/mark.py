"""The running mark, for the person at the door: moves, changes every minute, stops when Bluezone stops."""

from __future__ import annotations

from typing import Any

from litestar import Response, get

from bluezone.citizen.condition import Condition
from bluezone.citizen.marking import mark_text, signs_of
from bluezone.citizen.pages import page
from bluezone.citizen.phone import Phone, ThePhone
from bluezone.citizen.screens.home import condition_of


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


def _state(condition: Condition) -> str:
    """ "on" only for a phone that others hear: that is what the door asks about."""
    if condition.is_heard:
        return "on"
    return "unheard" if condition.hears else "off"


ROUTES = (mark, mark_now)
