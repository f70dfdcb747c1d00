"""The door of the pages, before any screen is asked: right host, right phone, right key, and what every answer says.

Whoever runs a program on the phone can reach loopback, and a foreign web page can make a browser do so. So: the Host
must be ours (DNS rebinding); every page lies below a path that nobody can guess and needs the installation's key in a
cookie that browsers send to that path only (other apps, also those that listen on another port of loopback: ports
share cookies); every change also needs our own origin and the form key (forged requests). Nothing is logged here:
paths would tell what the owner does.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Collection, Mapping, MutableMapping
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from bluezone import webui
from bluezone.citizen.pages import ASSETS, SCAN_WORKER, packed_asset, render_alone
from bluezone.citizen.phone import Phone
from bluezone.protocol.codes import normalise_code, spaced
from bluezone.protocol.errors import MalformedError

PHONE_IN_SCOPE = "bluezone.phone"
LOOPBACK_HOSTS = frozenset({"127.0.0.1", "localhost", "[::1]"})
_SAFE = frozenset({"GET", "HEAD"})
_SAME_SITE = frozenset({"same-origin", "none"})
_YEAR_S = 31_536_000

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]
"""The ASGI interface, as its specification has it."""

Headers = dict[str, str]
FindPhone = Callable[[str], "tuple[Phone, str] | None"]
"""From a path to the phone it belongs to and the path within its pages."""


class Front:
    """An ASGI application around the pages' own."""

    def __init__(
        self,
        pages: Application,
        find_phone: FindPhone,
        *,
        hosts: Collection[str] = LOOPBACK_HOSTS,
        overview: Callable[[], str] | None = None,
    ) -> None:
        self._pages, self._find, self._hosts, self._overview = pages, find_phone, hosts, overview

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._pages(scope, receive, send)
            return
        path = scope["path"]
        if not _host_is_ours(_headers(scope).get("host", ""), self._hosts):
            await _answer(send, 421, "this address is not Bluezone's")
        elif path.startswith("/static/"):
            await _static(send, path, scope)
        elif path == "/" and self._overview is not None:
            await _answer(send, 200, self._overview(), "text/html; charset=utf-8")
        elif (found := self._find(path)) is None:
            await self._not_found(scope, send)
        else:
            await self._to_phone(found, scope, receive, send)

    async def _not_found(self, scope: Scope, send: Send) -> None:
        """Answers that nothing is there: one phone alone says only that it opens with its own address."""
        if self._overview is not None:
            await _answer(send, 404, render_alone("vi", "locked.html", known=False), _HTML)
        else:
            await _locked(send, "vi", scope)

    async def _to_phone(self, found: tuple[Phone, str], scope: Scope, receive: Receive, send: Send) -> None:
        phone, path = found
        headers = _headers(scope)
        if path in OPEN_PATHS and scope["method"] == "GET":
            pass  # the browser fetches these without a cookie, and they say nothing about the owner; refusals would
        elif (offered := _offered_key(scope)) is not None and scope["method"] in _SAFE:
            await self._let_in(phone, path, offered, scope, send)
            return
        elif not _same(_cookie(headers, phone.cookie), phone.key):
            await _locked(send, phone.preferences.language, scope)
            return
        elif scope["method"] not in _SAFE and not _origin_is_ours(headers):
            await _answer(send, 403, "this request comes from another page")
            return
        inner = dict(scope, path=path, raw_path=path.encode())
        inner[PHONE_IN_SCOPE] = phone
        await self._pages(inner, receive, _with_headers(send, private=path not in OPEN_PATHS))

    async def _let_in(self, phone: Phone, path: str, offered: str, scope: Scope, send: Send) -> None:
        """Lets in whoever has the key: the printed address carries it once, then the cookie, and the address is clean.

        Lax, not Strict: a link of another page, such as one in a message, opens a page and changes nothing.
        """
        if not _same(offered, phone.key):
            await _locked(send, phone.preferences.language, scope)
            return
        rest = urlencode(
            [pair for pair in parse_qsl(scope["query_string"].decode("ascii", "replace")) if pair[0] != "key"]
        )
        where = phone.prefix + quote(path) + (f"?{rest}" if rest else "")
        cookie = f"{phone.cookie}={phone.key}; Path={phone.prefix or '/'}; Max-Age={_YEAR_S}; HttpOnly; SameSite=Lax"
        await _answer(send, 303, "", extra=((b"location", where.encode()), (b"set-cookie", cookie.encode())))


OPEN_PATHS = frozenset({"/manifest.webmanifest", "/sw.js", "/offline"})
_HTML = "text/html; charset=utf-8"


def single(phone: Phone) -> FindPhone:
    """Makes the front of one phone, below its own path."""
    prefix = phone.prefix

    def find(path: str) -> tuple[Phone, str] | None:
        inner = path[len(prefix) :]
        return (phone, inner or "/") if _same(path[: len(prefix)], prefix) and inner[:1] in {"", "/"} else None

    return find


def among(phones: Mapping[str, Phone]) -> FindPhone:
    """Makes the front of many phones, each below /p/<name>."""

    def find(path: str) -> tuple[Phone, str] | None:
        _, _, rest = path.partition("/p/")
        name, slash, inner = rest.partition("/")
        phone = phones.get(name) if path.startswith("/p/") else None
        return None if phone is None else (phone, slash + inner or "/")

    return find


def _headers(scope: Scope) -> Headers:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}


def _host_is_ours(host: str, allowed: Collection[str]) -> bool:
    name = host.rpartition(":")[0] if ":" in host and not host.endswith("]") else host
    return name.lower() in allowed


def _origin_is_ours(headers: Headers) -> bool:
    """Browsers say where a form was sent from; who says nothing is no browser, and needs cookie and form key anyway."""
    if headers.get("sec-fetch-site", "same-origin") not in _SAME_SITE:
        return False
    origin = headers.get("origin")
    return origin is None or origin == f"http://{headers.get('host', '')}"


def _offered_key(scope: Scope) -> str | None:
    return dict(_query(scope)).get("key")


def _query(scope: Scope) -> list[tuple[str, str]]:
    return parse_qsl(scope["query_string"].decode("ascii", "replace"))


def _cookie(headers: Headers, name: str) -> str:
    """The first cookie of this name. A host's cookies go to all its ports, so beside ours stand those of any program,
    in any form: each is looked at by itself, and what is none of ours is passed over."""
    for pair in headers.get("cookie", "").split(";"):
        found, _, value = pair.partition("=")
        if found.strip() == name:
            return value.strip()
    return ""


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


async def _locked(send: Send, language: str, scope: Scope) -> None:
    """Answers whoever lacks the key. A link with a code that knows no phone's path ends here: the code is shown."""
    html = render_alone(language, "locked.html", known=True, code=_code_in(scope))
    await _answer(send, 403, html, _HTML)


def _code_in(scope: Scope) -> str:
    try:
        return spaced(normalise_code(dict(_query(scope)).get("code", "")))
    except MalformedError:
        return ""


async def _static(send: Send, path: str, scope: Scope) -> None:
    version, _, name = path.removeprefix("/static/").partition("/")
    asset = ASSETS.get(name)
    if asset is None or asset.version != version or scope["method"] not in _SAFE:
        await _answer(send, 404, "no such file")
        return
    kept = [(b"cache-control", b"public, max-age=31536000, immutable"), (b"vary", b"accept-encoding")]
    body = asset.body
    if asset.media_type.startswith("text/") and "gzip" in _headers(scope).get("accept-encoding", ""):
        body, kept = packed_asset(name), [*kept, (b"content-encoding", b"gzip")]
    policy = webui.SCANNER_POLICY if name == SCAN_WORKER else webui.CONTENT_SECURITY_POLICY
    await _answer(send, 200, body, asset.media_type, tuple(kept), policy=policy)


async def _answer(
    send: Send,
    status: int,
    body: str | bytes,
    media_type: str = "text/plain; charset=utf-8",
    extra: tuple[tuple[bytes, bytes], ...] = (),
    *,
    policy: str = webui.CONTENT_SECURITY_POLICY,
) -> None:
    content = body.encode() if isinstance(body, str) else body
    headers = [(b"content-type", media_type.encode()), (b"content-length", str(len(content)).encode()), *extra]
    private = not any(name == b"cache-control" for name, _ in extra)
    dressed = _with_headers(send, private=private, policy=policy)
    await dressed({"type": "http.response.start", "status": status, "headers": headers})
    await dressed({"type": "http.response.body", "body": content, "more_body": False})


def _with_headers(send: Send, *, private: bool, policy: str = webui.CONTENT_SECURITY_POLICY) -> Send:
    """Adds the headers that say what the page may do, and that pages about the owner are kept nowhere. The worker that
    reads codes has a policy of its own: it may compile, and nothing else."""

    async def dressed(message: Message) -> None:
        if message["type"] == "http.response.start":
            said = {**dict(webui.PAGE_HEADERS), "content-security-policy": policy}
            common = [(name.encode(), value.encode()) for name, value in said.items()]
            kept = [(b"cache-control", b"no-store")] if private else []
            message = {**message, "headers": [*message.get("headers", []), *common, *kept]}
        await send(message)

    return dressed
