"""The language switch in the header: the owner's choice, kept in the store, back to the page it was made on."""

from __future__ import annotations

from urllib.parse import urlsplit

import msgspec
from litestar import Response, post

from bluezone.citizen.pages import go
from bluezone.citizen.phone import LANGUAGES, AnyRequest, Phone, ThePhone


@post("/language")
async def choose_language(phone: ThePhone, request: AnyRequest) -> Response[str]:
    form = await request.form()
    chosen = form.get("language")
    if chosen in LANGUAGES:
        phone.save(msgspec.structs.replace(phone.preferences, language=str(chosen)))
    return go(phone, _back_to(phone, request.headers.get("referer", "")))


def _back_to(phone: Phone, referrer: str) -> str:
    """The path of one of our own pages; a part or a foreign address leads home."""
    try:
        path = urlsplit(referrer).path
    except ValueError:
        return "/"
    if not path.startswith(phone.prefix + "/") or path.startswith(phone.prefix + "//"):
        return "/"
    return path.removeprefix(phone.prefix)


ROUTES = (choose_language,)
