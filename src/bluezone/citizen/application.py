"""The application: every screen's routes behind the one door. Nothing is decided here."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from functools import cache
from typing import cast

import msgspec
from litestar import Litestar, Response
from litestar.di import Provide
from litestar.enums import MediaType
from litestar.exceptions import HTTPException

from bluezone.citizen import screens
from bluezone.citizen.front import OPEN_PATHS, PHONE_IN_SCOPE, Application, Front, among, single
from bluezone.citizen.makers import MadeBy
from bluezone.citizen.pages import go, page, prepare, render_alone
from bluezone.citizen.phone import AnyRequest, Boot, Phone, Platform, page_path
from bluezone.citizen.screens.overview import overview
from bluezone.device.errors import StoreError
from bluezone.device.notifying import Notifier
from bluezone.device.runtime import Device

MAX_FORM_BYTES = 64 << 10
_AFTER_THE_END = OPEN_PATHS | {"/", "/language"}
_ELSEWHERE = OPEN_PATHS | {"/", "/language", "/moved/file", "/moved/back", "/settings/erase"}
"""What a phone still shows that has handed over to another."""
_REASONS = {404: "missing", 413: "too-big", 500: "defect", 507: "unwritten"}
"""A defect is ours, and the page then promises nothing about what was done before it."""
_READS = frozenset({"GET", "HEAD"})
_BEFORE_AGREEMENT = ("/welcome", "/takeover", "/terms", "/licences", "/language", *sorted(OPEN_PATHS))


def create_app(device: Device, *, token: str, platform: Platform = frozenset) -> Application:
    """Makes the pages of one phone, below a path of its own. `token` is the installation's page key (`page_key`)."""
    return pages_of(open_phone(device, token=token, platform=platform))


def open_phone(
    device: Device,
    *,
    token: str,
    platform: Platform = frozenset,
    made_by: MadeBy = tuple,
    boot: Boot = str,
    screen: Notifier | None = None,
) -> Phone:
    """Makes one phone as its pages see it, and as its owner is told of it."""
    return Phone(device, token, page_path(token), platform=platform, made_by=made_by, boot=boot, screen=screen)


def pages_of(phone: Phone) -> Application:
    """Makes the pages of one phone."""
    prepare(phone.preferences.language)
    return Front(_application(), single(phone))


def create_crowd_app(devices: Mapping[str, Device], *, tokens: Mapping[str, str]) -> Application:
    """The pages of many phones behind one listener, each below /p/<name>; "/" lists them. For demonstrations only:
    the list hands out every key."""
    phones = {name: Phone(device, tokens[name], f"/p/{name}", name) for name, device in devices.items()}
    for phone in phones.values():
        phone.preferences = msgspec.structs.replace(phone.preferences, introduced=True)  # nobody sits before 92 phones
    for language in {phone.preferences.language for phone in phones.values()}:
        prepare(language)
    return Front(
        _application(), among(phones), overview=lambda: render_alone("vi", "overview.html", **overview(phones))
    )


@cache
def _application() -> Application:
    """Makes one application for all phones of a process: it holds nothing, each request brings its phone."""
    app = Litestar(
        route_handlers=list(screens.ROUTES),
        dependencies={"phone": Provide(_phone, sync_to_thread=False)},
        before_request=_admit,
        exception_handlers={HTTPException: _refused, Exception: _refused},
        request_max_body_size=MAX_FORM_BYTES,
        openapi_config=None,
        logging_config=None,
    )
    return cast("Application", app)


def _phone(request: AnyRequest) -> Phone:
    return cast("dict[str, Phone]", request.scope)[PHONE_IN_SCOPE]  # put there by the front


async def _admit(request: AnyRequest) -> Response[str] | None:
    """Refuses a request for which something does not hold, before any screen is asked."""
    return (
        _say_goodbye(request) or _lead_back(request) or _require_agreement(request) or await _require_form_key(request)
    )


def _say_goodbye(request: AnyRequest) -> Response[str] | None:
    """Leads every open page to the farewell once the service has ended: none may go on as if it had not."""
    phone, path = _phone(request), request.scope["path"]
    if not phone.device.ended or path in _AFTER_THE_END:
        return None
    return page(phone, "leave.html") if path.startswith("/now/") else go(phone, "/")


def _lead_back(request: AnyRequest) -> Response[str] | None:
    """Leads every page of a phone that has handed over to the one that says so: none may look as if it still warned."""
    phone, path = _phone(request), request.scope["path"]
    if phone.device.handed_over is None or path in _ELSEWHERE:
        return None
    return page(phone, "leave.html") if path.startswith("/now/") else go(phone, "/")


def _require_agreement(request: AnyRequest) -> Response[str] | None:
    """Refuses, before the owner has agreed, all but what there is to agree to and whose work it is; no tap does
    anything. A warning stays readable: preferences that were damaged must not keep it from its reader."""
    phone, path = _phone(request), request.scope["path"]
    if phone.preferences.introduced or phone.device.is_at_rest or path.startswith(_BEFORE_AGREEMENT):
        return None
    if path == "/warnings" and request.method in _READS:
        return None
    return page(phone, "leave.html") if path.startswith("/now/") else go(phone, "/welcome")


async def _require_form_key(request: AnyRequest) -> Response[str] | None:
    """Refuses a change without the key that our own forms carry, before any screen sees it."""
    if request.method in _READS:
        return None
    phone = _phone(request)
    offered = (await request.form()).get("form_key", "")
    if isinstance(offered, str) and hmac.compare_digest(offered.encode(), phone.form_key.encode()):
        return None
    return page(phone, "refused.html", status=403, reason="form")


def _refused(request: AnyRequest, error: Exception) -> Response[str]:
    """Answers with one plain page whatever went wrong with a request; never an inner detail."""
    status = error.status_code if isinstance(error, HTTPException) else 507 if type(error) is StoreError else 500
    if PHONE_IN_SCOPE not in request.scope:
        return Response("", media_type=MediaType.TEXT, status_code=status)
    return page(_phone(request), "refused.html", status=status, reason=_REASONS.get(status, "other"))
