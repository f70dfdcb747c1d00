"""Notices: where the owner is told who does not look at the pages; what the browser shows; the line on an open page."""

from __future__ import annotations

import msgspec
from litestar import Response, get, post
from litestar.params import FromQuery

from bluezone.citizen.forms import text
from bluezone.citizen.pages import go, page
from bluezone.citizen.phone import AnyRequest, Phone, ThePhone
from bluezone.citizen.telling import show_one
from bluezone.device.notifying.notice import MAX_CHARACTERS


@get("/settings/notices")
async def notices(phone: ThePhone, tried: FromQuery[str] = "") -> Response[str]:
    return page(phone, "settings_notices.html", reaches_screen=await reaches_screen(phone), tried=tried)


@post("/settings/notices")
async def choose(phone: ThePhone, request: AnyRequest) -> Response[str]:
    wanted = (await request.form()).get("notices") == "yes"
    phone.save(msgspec.structs.replace(phone.preferences, notices=wanted))
    return go(phone, "/settings/notices")


@post("/settings/notices/try")
async def try_one(phone: ThePhone) -> Response[str]:
    """Shows one notice, so that the owner knows how it looks and that it comes."""
    return go(phone, f"/settings/notices?tried={'yes' if await show_one(phone) else 'no'}")


@get("/notices")
async def to_be_shown(phone: ThePhone) -> Response[bytes]:
    """Answers an open page that nobody looks at: what the browser is to show."""
    waiting = [{"name": one.name, "title": one.title, "body": one.body} for one in phone.open_pages.was_asked()]
    return Response(msgspec.json.encode({"notices": waiting}), media_type="application/json")


@post("/notices/shown")
async def shown(phone: ThePhone, request: AnyRequest) -> Response[None]:
    """Notes that the browser has shown a notice."""
    phone.open_pages.was_shown(text(await request.form(), "name", MAX_CHARACTERS))
    return Response(None, status_code=204)


@get("/now/notice")
async def notice_now(phone: ThePhone) -> Response[str]:
    """Shows the line that every open page has while a warning waits to be read."""
    return page(phone, "notice_now.html")


async def reaches_screen(phone: Phone) -> bool:
    return phone.screen is not None and await phone.screen.is_there()


ROUTES = (notices, choose, try_one, to_be_shown, shown, notice_now)
