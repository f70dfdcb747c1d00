"""An exchange over HTTP: bounded answers, no redirects, no cookies, nothing in the headers that tells phones apart."""

from __future__ import annotations

import asyncio
import mmap
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpx

from bluezone.device.core.feed import File
from bluezone.device.errors import StoreError, UnreachableError
from bluezone.device.exchange_client.by_names import ByNames, Resolve
from bluezone.protocol.messages import ANSWER_BYTES, CALL_PATH

HELD_BYTES = 256 << 10
"""Of a file: what is longer lies in a nameless temporary file, and columns are matched where they lie."""
TIMEOUT_S = 30.0
"""Of silence; and..."""
PATIENCE_S = 300.0
"""...for one answer altogether, so that nobody holds a phone by sending a byte now and then."""
_OCTETS = "application/octet-stream"
_USER_AGENT = "bluezone"


class HttpExchange:
    """One exchange or mirror, by its base URL."""

    def __init__(self, url: str, *, patience_s: float = PATIENCE_S, resolve: Resolve | None = None) -> None:
        """`resolve` looks names up where the C library cannot."""
        self._patience_s = patience_s
        line = httpx.AsyncHTTPTransport(trust_env=False)
        self._client = httpx.AsyncClient(
            base_url=url,
            timeout=min(TIMEOUT_S, patience_s),
            follow_redirects=False,
            trust_env=False,
            transport=line if resolve is None else ByNames(resolve, line),
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),  # a cookie kept would tell phones apart
            headers={"user-agent": _USER_AGENT, "accept": "*/*", "accept-encoding": "identity"},
        )

    async def fetch(self, path: str, limit: int) -> File:
        """The published bytes, never more than `limit`. A large file is not held: it is mapped."""
        return await self._exchange("GET", path, None, limit)

    async def call(self, body: bytes) -> bytes:
        """Makes one call; the answer's size is part of the agreement."""
        answer = bytes(await self._exchange("POST", CALL_PATH, body, ANSWER_BYTES))
        if len(answer) != ANSWER_BYTES:
            raise UnreachableError("the exchange's answer has the wrong size")
        return answer

    async def close(self) -> None:
        await self._client.aclose()

    async def _exchange(self, method: str, path: str, body: bytes | None, limit: int) -> File:
        headers = {"content-type": _OCTETS} if body is not None else None
        try:
            async with (
                asyncio.timeout(self._patience_s),
                self._client.stream(method, path, content=body, headers=headers) as response,
            ):
                if response.status_code != httpx.codes.OK:
                    raise UnreachableError(f"the exchange answered {response.status_code}")
                return await _read(response, limit)
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            raise UnreachableError("the exchange cannot be reached") from error


async def _read(response: httpx.Response, limit: int) -> File:
    """Reads the bytes as they come: what is packed could unfold to any size."""
    if response.headers.get("content-encoding", "identity") != "identity":
        raise UnreachableError("the exchange sent something packed, which was not asked for")
    size = 0
    with (
        _keeping(),
        tempfile.SpooledTemporaryFile(max_size=HELD_BYTES) as received,
    ):  # what is published is nobody's secret
        async for chunk in response.aiter_raw():
            size += len(chunk)
            if size > limit:
                raise UnreachableError("the exchange sent more than agreed")
            received.write(chunk)
        if size <= HELD_BYTES:
            received.seek(0)
            return received.read()
        received.flush()
        return memoryview(mmap.mmap(received.fileno(), size, access=mmap.ACCESS_READ))


@contextmanager
def _keeping() -> Iterator[None]:
    """A full folder for temporary files is this phone's trouble and not the exchange's: its owner can do something."""
    try:
        yield
    except OSError as error:
        raise StoreError(f"what was fetched cannot be kept: {error.strerror or error}") from error
