"""What a call costs before the exchange does anything for it: the same server, framework, body and answer, and nothing
in between. The floor under what the exchange is measured at, in the same run on the same machine. Since the exchange's
calls go past the framework, the same without it is the floor under that floor.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection

import uvloop
from litestar import Litestar, asgi
from litestar.enums import ScopeType
from litestar.types import Receive, Scope, Send

from bluezone.doors import AsgiApplication, asynchronous, with_room
from bluezone.exchange.listeners import Listener, serve
from bluezone.joining.garbage import look_through_what_answers_leave
from bluezone.lab.exchange.measured import ALL_FROM_HERE, Service
from bluezone.protocol.messages import ANSWER_BYTES, CALL_PATH, REQUEST_BYTES

_HEADERS = [(b"content-type", b"application/octet-stream"), (b"content-length", str(ANSWER_BYTES).encode())]


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


def empty_application() -> Litestar:
    """Reads and answers as the bare application does, as a route of the framework."""
    route = asgi(CALL_PATH, copy_scope=False)(bare_application)
    return Litestar(route_handlers=[route], openapi_config=None, logging_config=None, debug=False)


@contextmanager
def measured_empty_handler(*, bare: bool = False) -> Iterator[Service]:
    """Runs it in a process of its own until the block ends."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, bare), daemon=True)
    process.start()
    theirs.close()
    try:
        yield Service(("127.0.0.1", ours.recv()), "NONE", process.pid or 0)
    finally:
        with suppress(OSError):
            ours.send("stop")
        process.join(30)
        ours.close()


def _serve(pipe: Connection, bare: bool) -> None:
    sys.setswitchinterval(0.001)  # as the exchange does
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        with_room(runner.run, _serve_until_told(pipe, bare_application if bare else empty_application()))


async def _serve_until_told(pipe: Connection, application: AsgiApplication) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_reader(pipe.fileno(), stop.set)
    look_through_what_answers_leave()  # as the exchange does
    await serve(
        [Listener(asynchronous(application), "127.0.0.1", 0, ALL_FROM_HERE)],
        ready=lambda ports: pipe.send(ports[0]),
        stop=stop,
    )
