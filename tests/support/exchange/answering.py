"""httpx before an answerer, without a socket: what a door would hand on, and what it would send."""

from __future__ import annotations

import functools
from collections.abc import Callable

import httpx

from bluezone.doors import Answerer, Request

HERE = ("127.0.0.1", 123)


class AnswererTransport(httpx.AsyncBaseTransport):
    """Asks the answerer, which is made when it is first asked."""

    def __init__(self, made: Callable[[], Answerer]) -> None:
        self._made = functools.cache(made)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        body = await request.aread()
        headers = [(name.lower(), value) for name, value in request.headers.raw]
        asked = Request(request.method, request.url.raw_path, "1.1", headers, body, is_last=False, client=HERE)
        answer = await self._made()(asked)
        answer.demand_one_line_each()
        head = answer.head(request.method, is_last=False).partition(b"\r\n")[2].split(b"\r\n")
        told = [(name, value) for name, _, value in (line.partition(b": ") for line in head if line)]
        return httpx.Response(answer.status, headers=told, content=answer.carried(request.method))
