"""The first run: five promises, what the phone will ask for, the terms. Nothing is ticked, no number is asked for."""

from __future__ import annotations

import msgspec
from litestar import Response, get, post

from bluezone.citizen.pages import go, page
from bluezone.citizen.phone import AnyRequest, Phone, ThePhone
from bluezone.citizen.screens.notices import reaches_screen


@get("/welcome")
async def promises(phone: ThePhone) -> Response[str]:
    return page(phone, "welcome.html")


@get("/welcome/permissions")
async def permissions(phone: ThePhone) -> Response[str]:
    return page(phone, "welcome_permissions.html", reaches_screen=await reaches_screen(phone))


@get("/welcome/terms")
async def terms_to_accept(phone: ThePhone) -> Response[str]:
    return page(phone, "welcome_terms.html", missing=False, retention_days=_retention(phone))


@post("/welcome/terms")
async def accept(phone: ThePhone, request: AnyRequest) -> Response[str]:
    """Accepts the owner's tick, the only way out of the first run. It is what puts the phone on air."""
    form = await request.form()
    if form.get("accepted") != "yes":
        return page(phone, "welcome_terms.html", missing=True, retention_days=_retention(phone))
    if not phone.preferences.introduced:  # who reads the terms again has perhaps paused on purpose
        phone.save(msgspec.structs.replace(phone.preferences, introduced=True))
        await phone.device.resume()
    return go(phone, "/")


@get("/terms")
async def terms(phone: ThePhone) -> Response[str]:
    return page(phone, "terms.html", retention_days=_retention(phone))


def _retention(phone: Phone) -> int:
    return phone.device.feed.configuration.retention_days


ROUTES = (promises, permissions, terms_to_accept, accept, terms)
