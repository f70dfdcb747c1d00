"""How often something came from each network in this hour.

In memory, under a key that lives in this process, and forgotten with the hour: what is counted here is on no disk and
means nothing elsewhere. The number of networks that are counted is bounded; those beyond it count in the sum alone.
"""

from __future__ import annotations

import hashlib

from bluezone.exchange.ports import HOUR_S

_MOST_NETWORKS = 65_536
_NAME_BYTES = 8


class HourlyCounts:
    """Counts by network. Not for several threads."""

    def __init__(self, key: bytes, *, most_of_one: int | None = None) -> None:
        """Begins with none. With a most, one network adds no more than that to what `in_all_alike` tells."""
        self._key, self._most_of_one = key, most_of_one
        self._in_all_alike = 0
        self._counts: dict[bytes, int] = {}
        self._in_all = 0
        self._hour = 0

    def add(self, network: str, now_s: int, times: int = 1) -> None:
        self._turn(now_s)
        self._in_all += times
        name = self._name(network)
        before = self._counts.get(name, 0)
        left = times if self._most_of_one is None else max(0, self._most_of_one - before)
        self._in_all_alike += min(times, left)
        if name in self._counts or len(self._counts) < _MOST_NETWORKS:
            self._counts[name] = before + times

    def of(self, network: str, now_s: int) -> int:
        self._turn(now_s)
        return self._counts.get(self._name(network), 0) if self._counts else 0

    def in_all(self, now_s: int) -> int:
        self._turn(now_s)
        return self._in_all

    def in_all_alike(self, now_s: int) -> int:
        """The sum, to which no network has added more than the others may."""
        self._turn(now_s)
        return self._in_all_alike

    def __len__(self) -> int:
        return len(self._counts)

    def _turn(self, now_s: int) -> None:
        if now_s // HOUR_S != self._hour:
            self._hour = now_s // HOUR_S
            self._counts.clear()
            self._in_all = self._in_all_alike = 0

    def _name(self, network: str) -> bytes:
        return hashlib.blake2b(network.encode(), key=self._key, digest_size=_NAME_BYTES).digest()
