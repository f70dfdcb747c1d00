"""The language switch in the header: the owner's choice, kept in the store, back to the page it was made on.

On a page with a form to fill in the switch is one of the form's own buttons: what was typed comes along, and the
screen shows itself again as it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import msgspec
from litestar import Response, post
from litestar.routes import HTTPRoute

from bluezone.citizen.pages import go
from bluezone.citizen.phone import LANGUAGES, AnyRequest, Phone, ThePhone


@post("/language")
async def choose_language(phone: ThePhone, request: AnyRequest) -> Response[str]:
    switch_language(phone, await request.form())
    back = _back_to(phone, request.headers.get("referer", ""))
    return go(phone, "/" if back.partition("?")[0] in _taps(request) else back)


def switch_language(phone: Phone, form: Mapping[str, Any]) -> bool:
    """Whether it was the switch that sent this form, and not the button that the form is for."""
    chosen = form.get("language")
    if chosen in LANGUAGES:
        phone.save(msgspec.structs.replace(phone.preferences, language=str(chosen)))
    return chosen is not None


def _taps(request: AnyRequest) -> set[str]:
    """Paths that only answer a tap: asked for again, they would show nothing."""
    return {route.path for route in request.app.routes if isinstance(route, HTTPRoute) and "GET" not in route.methods}


def _back_to(phone: Phone, referrer: str) -> str:
    """Finds one of our own pages, with what was asked of it; a part or a foreign address leads home."""
    try:
        path, asked = urlsplit(referrer)[2:4]
    except ValueError:
        return "/"
    if not path.startswith(phone.prefix + "/") or path.startswith(phone.prefix + "//"):
        return "/"
    query = urlencode([pair for pair in parse_qsl(asked) if pair[0] != "key"])
    return path.removeprefix(phone.prefix) + (f"?{query}" if query else "")


ROUTES = (choose_language,)
