"""A mirror in front of an exchange, as a content network is: immutable files are fetched once for all its phones.

Calls go through. Phones believe signatures, not mirrors, so nothing here is trusted.
"""

from __future__ import annotations

import re

from bluezone.device.core.feed import File
from bluezone.device.errors import UnreachableError
from bluezone.device.ports import Exchange

_IMMUTABLE = re.compile(r"^/v1/(batch|rollup|config|keys|revocation)/\d+$")


class MirroredExchange:
    """Many phones' way to one exchange."""

    def __init__(self, origin: Exchange) -> None:
        self._origin = origin
        self._files: dict[str, File] = {}

    async def fetch(self, path: str, limit: int) -> File:
        known = self._files.get(path)
        if known is None:
            known = await self._origin.fetch(path, limit)
            if _IMMUTABLE.match(path):
                self._files[path] = known
        if len(known) > limit:
            raise UnreachableError("the exchange sent more than agreed")
        return known

    async def call(self, body: bytes) -> bytes:
        return await self._origin.call(body)

    async def close(self) -> None:
        """Closes nothing: the origin belongs to whoever made it."""
