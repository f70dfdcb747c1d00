"""An ASGI application, asked one whole request at a time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from bluezone.doors.requests import Answer, Answerer, Request

Message = MutableMapping[str, Any]
AsgiApplication = Callable[[Any, Callable[[], Awaitable[Any]], Callable[[Any], Awaitable[None]]], Awaitable[None]]
_SPOKEN = {"version": "3.0", "spec_version": "2.3"}


def asynchronous(application: AsgiApplication) -> Answerer:
    """An answerer of an application that runs in this event loop."""

    async def answer(request: Request) -> Answer:
        told = _Told(request.body)
        await application(_scope(request), told.receive, told.send)
        return told.answer

    return answer


class _Told:
    """Both ends of one request."""

    def __init__(self, body: bytes) -> None:
        self._body: bytes | None = body
        self._parts: list[bytes] = []
        self.answer = Answer(500, [])

    async def receive(self) -> Message:
        if self._body is None:
            return {"type": "http.disconnect"}
        body, self._body = self._body, None
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.answer = Answer(message["status"], [(bytes(n), bytes(v)) for n, v in message.get("headers", ())])
            return
        self._parts.append(message.get("body", b""))
        if not message.get("more_body", False):
            self.answer.body = b"".join(self._parts)


def _scope(request: Request) -> dict[str, Any]:
    return {
        "type": "http",
        "asgi": _SPOKEN,
        "http_version": request.version,
        "method": request.method,
        "scheme": "http",
        "path": request.path.decode("utf-8", "replace"),
        "raw_path": request.target.partition(b"?")[0],
        "query_string": request.query,
        "root_path": "",
        "headers": request.headers,
        "client": request.client,
        "server": request.server,
        "state": {},
    }
