"""The public listener: static files with strong ETags, and the one call (docs/protocol/3-batches.md, 5-calls.md).

Nothing here answers differently to different phones; no route of the internal listener exists here.
"""

from __future__ import annotations

import functools
import ipaddress
import re
from collections.abc import Awaitable, Callable
from typing import Annotated

from litestar import Litestar, Response, get
from litestar import Request as HttpRequest
from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.enums import HttpMethod, MediaType
from litestar.exceptions import HTTPException, MethodNotAllowedException, NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.handlers.base import BaseRouteHandler
from litestar.params import PathParameter

from bluezone.doors import AlwaysAlike, Answer, Answerer, Request, asynchronous
from bluezone.exchange.errors import BusyError
from bluezone.exchange.listeners.describing import OCTETS, add_files_and_call, description_of
from bluezone.exchange.listeners.shaping import Shaper
from bluezone.exchange.service import Exchange
from bluezone.protocol.log import HASH_BYTES, TILE_LEAVES
from bluezone.protocol.messages import CALL_PATH
from bluezone.protocol.signature import Kind

_FOR_EVER = "public, max-age=31536000, immutable"
_CHECK_EACH_TIME = "no-cache"
_NEVER_KEPT = "no-store"
_CALLED = AlwaysAlike(200, [(b"content-type", OCTETS.encode()), (b"cache-control", _NEVER_KEPT.encode())])
_NO_CALL = AlwaysAlike(405, [(b"allow", b"POST"), (b"cache-control", _NEVER_KEPT.encode())])
_TILE_BYTES = TILE_LEAVES * HASH_BYTES
_NUMBERED = (Kind.KEYS, Kind.CONFIG, Kind.BATCH, Kind.ROLLUP, Kind.REVOCATION)

_WITH_PORT = re.compile(r"(?P<four>[0-9.]+):[0-9]+|\[(?P<six>[0-9A-Fa-f:.]+)\](:[0-9]+)?")
"""How some proxies name a caller. All of them would else be one network: that of the unreadable."""

_PLAIN = re.compile(rb"(/[A-Za-z0-9.-]+)+")
"""How every address is written. The router would also take one with escaped letters or a slash more."""
_CALL_ADDRESS = CALL_PATH.encode()
_LARGEST = (1 << 63) - 1
_ONE_WAY = "^(0|[1-9][0-9]{0,18})$"

Number = Annotated[str, PathParameter(description=f"0..{_LARGEST}", schema_extra={"pattern": _ONE_WAY})]
"""As it stands in the address. One file has one address: a second spelling would be a second file to every cache."""
Unit = Annotated[str, PathParameter(description="A commune's code.", schema_extra={"pattern": "^[0-9]{5}$"})]
_Asked = HttpRequest[None, None, State]


def public_answerer(exchange: Exchange) -> Answerer:
    """What phones reach. Calls go past the framework, which has nothing to do for them."""
    return calls_or_files(exchange, asynchronous(files_application(exchange)))


def calls_or_files(exchange: Exchange, files: Answerer) -> Answerer:
    """The one call is the exchange's to answer, whatever else is asked the files'."""
    call = _call(exchange)

    def answer(request: Request) -> Awaitable[Answer]:
        return (call if request.target.partition(b"?")[0] == _CALL_ADDRESS else files)(request)

    return answer


def files_application(exchange: Exchange) -> Litestar:
    """What is published, and how this listener describes itself."""
    return Litestar(
        route_handlers=_file_routes(exchange),
        guards=[_require_plain_address, _require_no_question_of_methods],
        exception_handlers={HTTPException: _refuse, BusyError: _refuse_for_now},
        openapi_config=description_of(
            "Bluezone exchange, public",
            f"What phones may fetch. Their one call is POST {CALL_PATH}: 4,096 bytes in, 1,024 bytes out.",
            add=add_files_and_call,
        ),
        logging_config=None,
        debug=False,
    )


async def _require_plain_address(
    connection: ASGIConnection[None, None, None, State], _handler: BaseRouteHandler
) -> None:
    """One file has one address: a second spelling would be a second file to every cache. A query is not looked at.

    No guard waits for anything; but the framework asks one that is no coroutine in a thread, for each request anew.
    """
    if not _PLAIN.fullmatch(connection.scope["raw_path"]):
        raise NotFoundException


async def _require_no_question_of_methods(
    connection: ASGIConnection[None, None, None, State], _handler: BaseRouteHandler
) -> None:
    """OPTIONS is another method; the framework would answer it by itself, in a way that caches may keep."""
    if connection.scope.get("method") == HttpMethod.OPTIONS:
        raise MethodNotAllowedException


def _file_routes(exchange: Exchange) -> list[HTTPRouteHandler]:
    @get("/v1/index", media_type=OCTETS, operation_id="index")
    async def index(request: _Asked) -> Response[bytes]:
        """The signed index: what is published and the head of the log."""
        return await _file(exchange, request, "v1/index", _CHECK_EACH_TIME)

    @get("/v1/newest-keys", media_type=OCTETS, operation_id="newest_keys")
    async def newest_keys(request: _Asked) -> Response[bytes]:
        """The newest key list, for a phone that knows none or cannot verify the index with the one it has."""
        return await _file(exchange, request, "v1/newest-keys", _CHECK_EACH_TIME)

    @get("/v1/root", media_type=OCTETS, operation_id="root")
    async def root(request: _Asked) -> Response[bytes]:
        """The root's public key, for pinning at first use in a drill; applications carry it compiled in."""
        return await _file(exchange, request, "v1/root", _CHECK_EACH_TIME)

    @get("/v1/log/tile/{number:str}", media_type=OCTETS, operation_id="tile")
    async def tile(request: _Asked, number: Number) -> Response[bytes]:
        """256 leaf hashes of the log, fewer in the last tile."""
        asked = _number_in(number)
        if asked is None or not await _is_there(
            exchange,
            lambda: asked * TILE_LEAVES < exchange.publisher.log.size,
            lambda: exchange.shown.reaches(asked * TILE_LEAVES),
        ):
            return _not_published()
        return await _file(exchange, request, f"v1/log/tile/{asked}", _CHECK_EACH_TIME, final_bytes=_TILE_BYTES)

    @get("/v1/places/{unit:str}", media_type=OCTETS, operation_id="places")
    async def places(request: _Asked, unit: Unit) -> Response[bytes]:
        """The places of a commune, in which typed codes are looked up (docs/protocol/10-venues.md)."""
        if not await _is_there(exchange, lambda: exchange.places.name_of(unit) is not None, _stands_in_no_index):
            return _not_published()
        return await _file(exchange, request, f"v1/places/{unit}", _CHECK_EACH_TIME)

    return [index, newest_keys, root, tile, places, *(_numbered_route(exchange, kind) for kind in _NUMBERED)]


def _numbered_route(exchange: Exchange, kind: Kind) -> HTTPRouteHandler:
    @get(f"/v1/{kind.value}/{{number:str}}", media_type=OCTETS, operation_id=kind.value, name=kind.value)
    async def file(request: _Asked, number: Number) -> Response[bytes]:
        asked = _number_in(number)
        if asked is None or not await _is_there(
            exchange,
            lambda: exchange.publisher.offers(kind, asked),
            lambda: _is_listed_unheard_of(exchange, kind, asked),
        ):
            return _not_published()  # without asking a bucket, which would make strangers' guesses dear
        return await _file(exchange, request, f"v1/{kind.value}/{asked}", _FOR_EVER)

    return file


async def _is_there(exchange: Exchange, is_known: Callable[[], bool], is_shown: Callable[[], Awaitable[bool]]) -> bool:
    """Whether a file is known, or stands in the index that we give out; if neither, once more after a look at what
    another process may just have published."""
    if is_known() or await is_shown():
        return True
    await exchange.look_again()
    return is_known()


async def _is_listed_unheard_of(exchange: Exchange, kind: Kind, number: int) -> bool:
    """What the log knows and offers no more is over, although the index is of before."""
    return exchange.publisher.log.find(kind, number) is None and await exchange.shown.lists(kind, number)


async def _stands_in_no_index() -> bool:
    return False


def _number_in(text: str) -> int | None:
    """Reads the number as the index would write it; None where it is written otherwise, or larger than any can be."""
    number = int(text) if re.fullmatch(_ONE_WAY, text) else _LARGEST + 1
    return number if number <= _LARGEST else None


def _refuse(_request: _Asked, error: HTTPException) -> Response[dict[str, object]]:
    """Answers a refusal in JSON and calls it so, although the doors speak octets. No cache keeps it."""
    content: dict[str, object] = {"status_code": error.status_code, "detail": error.detail}
    headers = {**(error.headers or {}), "Cache-Control": _NEVER_KEPT}
    return Response(content, status_code=error.status_code, media_type=MediaType.JSON, headers=headers)


async def _file(
    exchange: Exchange, request: _Asked, name: str, caching: str, *, final_bytes: int | None = None
) -> Response[bytes]:
    """A file that grows is final, and kept for ever, by its own size: the log's runs ahead of what is written."""
    file = await exchange.offered.read(name)
    if file is None:
        return _not_published()
    headers = {"ETag": file.etag, "Cache-Control": _FOR_EVER if len(file.data) == final_bytes else caching}
    if _has(request.headers.get("if-none-match", ""), file.etag):
        return Response(b"", status_code=304, media_type=OCTETS, headers=headers)
    return Response(file.data, media_type=OCTETS, headers=headers)


def _refuse_for_now(request: _Asked, error: BusyError) -> Response[dict[str, object]]:
    """Answers that the same request may be made again."""
    return _refuse(request, HTTPException(status_code=503, detail=str(error)))


def _has(told: str, etag: str) -> bool:
    """Whether whoever tells these tags has the file: one of several is its own, or any will do (RFC 9110, 13.1.2)."""
    return told.strip() == "*" or etag in (tag.strip().removeprefix("W/") for tag in told.split(","))


def _not_published() -> Response[bytes]:
    """Answers that a file is not there, for now: a cache that remembered it would keep the next batch from phones."""
    return Response(b"", status_code=404, media_type=OCTETS, headers={"Cache-Control": _NEVER_KEPT})


def _call(exchange: Exchange) -> Answerer:
    """4,096 bytes in, 1,024 bytes out, for every purpose, success and failure.

    There is nothing to parse and nothing to negotiate, and cover makes this the one busy path.
    """
    shaper = Shaper(exchange.settings.answer_delay_ms, exchange.entropy)
    calls, metrics = exchange.calls, exchange.metrics
    network_of = functools.lru_cache(maxsize=4_096)(_network_of)
    behind_proxy = exchange.settings.behind_proxy

    async def call(request: Request) -> Answer:
        if request.method != HttpMethod.POST:
            return _NO_CALL.with_body(b"")
        came, deadline = shaper.now(), shaper.deadline()
        network = network_of(_address_of(request, behind_proxy=behind_proxy))
        answer = await calls.answer(request.body, network)
        await shaper.hold_until(deadline)
        metrics.note_call(shaper.now() - came)
        return _CALLED.with_body(answer)

    return call


def _address_of(request: Request, *, behind_proxy: bool) -> str:
    if behind_proxy:
        said = [value for name, value in request.headers if name == b"x-forwarded-for"]
        if said:  # only what stands last is the proxy's; whatever comes before it may be the caller's invention
            return said[-1].decode("ascii", "replace").rpartition(",")[2].strip()
    return request.client[0]


def _network_of(address: str) -> str:
    """The /24 or /48 that a call comes from; used for counting wrong guesses in memory and for nothing else."""
    try:
        parsed = ipaddress.ip_address(_without_port(address))
    except ValueError:
        return ""
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped:  # how a dual-stack listener names IPv4
        parsed = parsed.ipv4_mapped
    return str(ipaddress.ip_network((parsed, 24 if parsed.version == 4 else 48), strict=False))


def _without_port(address: str) -> str:
    found = _WITH_PORT.fullmatch(address)
    return (found["four"] or found["six"]) if found else address
