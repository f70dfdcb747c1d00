"""An exchange over HTTP: bounded answers, no redirects, no cookies, nothing in the headers that tells phones apart."""

from __future__ import annotations

import httpx

from bluezone.device.errors import UnreachableError
from bluezone.protocol.messages import ANSWER_BYTES, CALL_PATH

TIMEOUT_S = 30.0
_OCTETS = "application/octet-stream"
_USER_AGENT = "bluezone"


class HttpExchange:
    """One exchange or mirror, by its base URL."""

    def __init__(self, url: str, client: httpx.AsyncClient | None = None) -> None:
        self._client = client or httpx.AsyncClient(
            base_url=url,
            timeout=TIMEOUT_S,
            follow_redirects=False,
            trust_env=False,
            headers={"user-agent": _USER_AGENT, "accept": "*/*", "accept-encoding": "identity"},
        )

    async def fetch(self, path: str, limit: int) -> bytes:
        """The published bytes, never more than `limit`."""
        return await self._exchange("GET", path, None, limit)

    async def call(self, body: bytes) -> bytes:
        """One call; the answer's size is part of the agreement."""
        answer = await self._exchange("POST", CALL_PATH, body, ANSWER_BYTES)
        if len(answer) != ANSWER_BYTES:
            raise UnreachableError("the exchange's answer has the wrong size")
        return answer

    async def close(self) -> None:
        await self._client.aclose()

    async def _exchange(self, method: str, path: str, body: bytes | None, limit: int) -> bytes:
        headers = {"content-type": _OCTETS} if body is not None else None
        try:
            async with self._client.stream(method, path, content=body, headers=headers) as response:
                if response.status_code != httpx.codes.OK:
                    raise UnreachableError(f"the exchange answered {response.status_code}")
                return await _read(response, limit)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise UnreachableError("the exchange cannot be reached") from error


async def _read(response: httpx.Response, limit: int) -> bytes:
    received = bytearray()
    async for chunk in response.aiter_bytes():
        received += chunk
        if len(received) > limit:
            raise UnreachableError("the exchange sent more than agreed")
    return bytes(received)
