"""What a call costs that does nothing: the same server, body and answer, by way of all of the framework or of less.
The floors under what the exchange is measured at, in the same run on the same machine, from the usual to the least.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import Enum
from multiprocessing.connection import Connection

import uvloop
from litestar import Litestar, Request, Response, asgi, post
from litestar.datastructures import State
from litestar.enums import ScopeType
from litestar.handlers import ASGIRouteHandler, HTTPRouteHandler
from litestar.types import Receive, Scope, Send

from bluezone.doors import AsgiApplication, asynchronous, with_room
from bluezone.exchange.listeners import Listener, serve
from bluezone.joining.garbage import look_through_what_answers_leave
from bluezone.lab.exchange.measured import ALL_FROM_HERE, Service
from bluezone.protocol.messages import ANSWER_BYTES, CALL_PATH, REQUEST_BYTES

_OCTETS = "application/octet-stream"
_HEADERS = [(b"content-type", _OCTETS.encode()), (b"content-length", str(ANSWER_BYTES).encode())]


class Floor(Enum):
    """How much of the framework a call that does nothing goes through."""

    HANDLER = "handler"
    """All of it, as a handler does that is written as the framework teaches: it asks for the request's body and returns
    a response."""
    ROUTE = "route"
    """Its router alone: what is behind the address reads and answers in ASGI's own messages, without a response."""
    BARE = "bare"
    """Nothing of it, but ASGI's messages. The exchange's calls go past the framework and past these, too."""


@post(CALL_PATH, status_code=200, media_type=_OCTETS)
async def _call(request: Request[None, None, State]) -> Response[bytes]:
    await request.body()
    return Response(bytes(ANSWER_BYTES), media_type=_OCTETS)


async def bare_application(scope: Scope, receive: Receive, send: Send) -> None:
    """Reads a call's bytes and answers as many as an answer has."""
    length, has_more = 0, scope["type"] == ScopeType.HTTP
    while has_more and length <= REQUEST_BYTES:
        message = await receive()
        if message["type"] != "http.request":
            break
        length, has_more = length + len(message["body"]), message["more_body"]
    await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
    await send({"type": "http.response.body", "body": bytes(ANSWER_BYTES), "more_body": False})


def empty_application(floor: Floor) -> AsgiApplication:
    """Reads a call's bytes and answers as many as an answer has, through as much of the framework as the floor says."""
    match floor:
        case Floor.HANDLER:
            return _of_the_framework(_call)
        case Floor.ROUTE:
            return _of_the_framework(asgi(CALL_PATH, copy_scope=False)(bare_application))
        case Floor.BARE:
            return bare_application


def _of_the_framework(route: HTTPRouteHandler | ASGIRouteHandler) -> Litestar:
    return Litestar(route_handlers=[route], openapi_config=None, logging_config=None, debug=False)


@contextmanager
def measured_empty(floor: Floor) -> Iterator[Service]:
    """Runs it in a process of its own until the block ends."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, floor), daemon=True)
    process.start()
    theirs.close()
    try:
        yield Service(("127.0.0.1", ours.recv()), "NONE", process.pid or 0)
    finally:
        with suppress(OSError):
            ours.send("stop")
        process.join(30)
        ours.close()


def _serve(pipe: Connection, floor: Floor) -> None:
    sys.setswitchinterval(0.001)  # as the exchange does
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        with_room(runner.run, _serve_until_told(pipe, empty_application(floor)))


async def _serve_until_told(pipe: Connection, application: AsgiApplication) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_reader(pipe.fileno(), stop.set)
    look_through_what_answers_leave()  # as the exchange does
    await serve(
        [Listener(asynchronous(application), "127.0.0.1", 0, ALL_FROM_HERE)],
        ready=lambda ports: pipe.send(ports[0]),
        stop=stop,
    )
