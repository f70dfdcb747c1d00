"""How often something came from each network in this hour.

In memory, under a key that lives in this process, and forgotten with the hour: what is counted here is on no disk and
means nothing elsewhere. The number of networks that are counted is bounded; those beyond it count in the sum alone.
"""

from __future__ import annotations

import hmac

from bluezone.exchange.ports import HOUR_S

_MOST_NETWORKS = 65_536
_NAME_BYTES = 8


class HourlyCounts:
    """Counts by network. Not for several threads."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._counts: dict[bytes, int] = {}
        self._in_all = 0
        self._hour = 0

    def add(self, network: str, now_s: int) -> None:
        self._turn(now_s)
        self._in_all += 1
        name = self._name(network)
        if name in self._counts or len(self._counts) < _MOST_NETWORKS:
            self._counts[name] = self._counts.get(name, 0) + 1

    def of(self, network: str, now_s: int) -> int:
        self._turn(now_s)
        return self._counts.get(self._name(network), 0)

    def in_all(self, now_s: int) -> int:
        self._turn(now_s)
        return self._in_all

    def __len__(self) -> int:
        return len(self._counts)

    def _turn(self, now_s: int) -> None:
        if now_s // HOUR_S != self._hour:
            self._hour = now_s // HOUR_S
            self._counts.clear()
            self._in_all = 0

    def _name(self, network: str) -> bytes:
        return hmac.digest(self._key, network.encode(), "sha256")[:_NAME_BYTES]
