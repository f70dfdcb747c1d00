"""Names of hosts, looked up by the application around an engine on Android (docs/guides/android.md)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address

from bluezone.radio.pipe import Pipe, Resolved

PATIENCE_S = 20.0
"""For one name; Android asks each name server for five seconds, twice."""
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?")


class PipedNames:
    """The phone's own way to names: whatever network, private name server or tunnel its owner has chosen."""

    def __init__(self, pipe: Pipe, *, patience_s: float = PATIENCE_S) -> None:
        self._pipe, self._patience_s = pipe, patience_s

    async def __call__(self, host: str) -> Sequence[IPv4Address | IPv6Address]:
        """The addresses of a host; none where nobody says."""
        if not _NAME.fullmatch(host):
            return ()
        answer = await self._pipe.answer("resolve", host, within_s=self._patience_s)
        return answer.addresses if isinstance(answer, Resolved) else ()
