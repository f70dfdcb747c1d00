"""A WSGI application, answered in threads; each kind of work has its own, so that none waits for another's.

In a lane everybody has their turn: the next thread takes the request of whoever has waited longest for one, and not the
tenth of whoever sent ten. More than a lane bears is told to come back.
"""

from __future__ import annotations

import asyncio
import io
import queue
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bluezone.doors.frames import with_room
from bluezone.doors.requests import Answer, Request, line_of, named_by_proxy, refusal

WsgiApplication = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
_Job = tuple[Request, "asyncio.Future[Answer]"]
_COMES_BACK_S = 5
_UNPREFIXED = {"CONTENT_TYPE", "CONTENT_LENGTH"}


@dataclass(frozen=True, slots=True)
class Lane:
    """Threads for one kind of requests."""

    at_once: int
    waiting: int
    """So many requests may wait for a thread, and of one caller a quarter of them."""
    prefixes: tuple[bytes, ...] = (b"/",)
    """Of the paths that take this lane; the first lane that fits is taken."""
    paths: tuple[bytes, ...] = ()
    """Where there are any, these take it whole and no other."""
    only_with_body: bool = False

    def takes(self, request: Request) -> bool:
        """Whether this request is of the kind, by the path that the application will see: `/%76erify` is one, too."""
        fits = request.path in self.paths if self.paths else request.path.startswith(self.prefixes)
        return fits and not (self.only_with_body and not request.body)


class Threads:
    """Answers by a WSGI application."""

    def __init__(self, application: WsgiApplication, lanes: Sequence[Lane], *, behind_proxy: bool = False) -> None:
        self._lanes = [(lane, _Turns(application, lane)) for lane in lanes]
        self._behind_proxy = behind_proxy

    async def __call__(self, request: Request) -> Answer:
        named = named_by_proxy(request.headers) if self._behind_proxy else ""
        turns = next(turns for lane, turns in self._lanes if lane.takes(request))
        return await turns.answer(request, line_of(named or request.client[0]))


class _Turns:
    """One lane at work."""

    def __init__(self, application: WsgiApplication, lane: Lane) -> None:
        self._application, self._lane = application, lane
        self._waiting: dict[str, deque[_Job]] = {}
        """By caller; whose turn is next stands first."""
        self._count = 0
        self._idle = lane.at_once
        self._jobs: queue.SimpleQueue[_Job] = queue.SimpleQueue()
        for _ in range(lane.at_once):
            threading.Thread(target=with_room, args=(self._work,), name="pages", daemon=True).start()

    async def answer(self, request: Request, caller: str) -> Answer:
        own = self._waiting.get(caller, ())
        if self._count >= self._lane.waiting or len(own) >= max(1, self._lane.waiting // 4):
            return refusal(503, retry_after_s=_COMES_BACK_S)
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(caller, deque()).append((request, future))
        self._count += 1
        self._hand_out()
        try:
            return await future
        finally:
            self._idle += 1
            self._hand_out()

    def _hand_out(self) -> None:
        while self._idle and self._waiting:
            caller = next(iter(self._waiting))
            jobs = self._waiting.pop(caller)
            self._jobs.put(jobs.popleft())
            if jobs:
                self._waiting[caller] = jobs  # behind all others
            self._count -= 1
            self._idle -= 1

    def _work(self) -> None:
        while True:
            request, future = self._jobs.get()
            try:
                answer = _answered(self._application, request)
            except BaseException:  # noqa: BLE001 - the thread is there for the next caller, too
                answer = refusal(500)
            future.get_loop().call_soon_threadsafe(_tell, future, answer)
            del request, future, answer  # a body with names waits for no later caller


def _tell(future: asyncio.Future[Answer], answer: Answer) -> None:
    if not future.done():
        future.set_result(answer)


def _answered(application: WsgiApplication, request: Request) -> Answer:
    answer = Answer(500, [])
    written: list[bytes] = []

    def start(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> Callable[[bytes], None]:  # noqa: ARG001 - nothing is on its way before all is there
        answer.status = int(status[:3])
        answer.headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        return written.append

    parts = application(environ_of(request), start)
    try:
        written.extend(parts)
    finally:
        close = getattr(parts, "close", None)
        if close is not None:
            close()
    answer.body = b"".join(written)
    return answer


def environ_of(request: Request) -> dict[str, Any]:
    """What PEP 3333 has an application told."""
    environ: dict[str, Any] = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": request.path.decode("latin-1"),
        "QUERY_STRING": request.query.decode("latin-1"),
        "SERVER_NAME": request.server[0],
        "SERVER_PORT": str(request.server[1]),
        "SERVER_PROTOCOL": f"HTTP/{request.version}",
        "REMOTE_ADDR": request.client[0],
        "REMOTE_PORT": str(request.client[1]),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(request.body),
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in request.headers:
        if b"_" not in name:  # or a caller could write what only a proxy's header with a hyphen says
            _add(environ, name.decode("latin-1").upper().replace("-", "_"), value.decode("latin-1"))
    if request.body or "CONTENT_LENGTH" in environ:
        environ["CONTENT_LENGTH"] = str(len(request.body))  # also of one that came in chunks
    environ.pop("HTTP_TRANSFER_ENCODING", None)
    return environ


def _add(environ: dict[str, Any], name: str, value: str) -> None:
    key = name if name in _UNPREFIXED else f"HTTP_{name}"
    joint = "; " if name == "COOKIE" else ","
    environ[key] = f"{environ[key]}{joint}{value}" if key in environ else value
