"""What a phone remembers of those around it for the length of a slot: small, bounded, forgotten at its end.

A flood of frames evicts the oldest memories and costs no more memory than this; nothing here is ever written down.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TypeVar

from bluezone.protocol.advertisement import Advertisement, ReadablePeer, parse_advertisement
from bluezone.protocol.identifiers import RollingId
from bluezone.protocol.sighting import MIN_INTERVAL_MS

MAX_NEIGHBOURS = 4_096
"""Distinct frames, ids and peers remembered at a time."""
MAX_READS_WAITING = 16
"""Peers being read or waiting for it; a radio reads one after another, and others have their turn when heard again."""

_K = TypeVar("_K")
_V = TypeVar("_V")


@dataclass(slots=True)
class Neighbours:
    """Everybody heard lately."""

    _parsed: OrderedDict[bytes, Advertisement | ReadablePeer | None] = field(default_factory=OrderedDict)
    _kept_ms: OrderedDict[RollingId, int] = field(default_factory=OrderedDict)
    _peers: OrderedDict[bytes, RollingId | None] = field(default_factory=OrderedDict)
    """Address of an iPhone-style peer → its id, or None: not readable until the slot ends."""
    _reading: set[bytes] = field(default_factory=set)

    def begin_slot(self, monotonic_ms: int) -> None:
        """Frames, addresses and ids of the old slot mean nothing any more; only the 5 s rule reaches over its end."""
        self._parsed.clear()
        self._peers.clear()
        for rolling_id, kept_ms in list(self._kept_ms.items()):
            if monotonic_ms - kept_ms >= MIN_INTERVAL_MS:
                del self._kept_ms[rolling_id]

    def parse(self, data: bytes) -> Advertisement | ReadablePeer | None:
        """Parses once for each frame and slot: the same 23 bytes come many times a second. Raises MalformedError."""
        if data in self._parsed:
            return self._parsed[data]
        heard = parse_advertisement(data)
        _remember(self._parsed, data, heard)
        return heard

    def is_news(self, rolling_id: RollingId, monotonic_ms: int) -> bool:
        """Whether this id may be kept again: at most once in 5 s. If so, it now counts as kept."""
        last = self._kept_ms.get(rolling_id)
        if last is not None and monotonic_ms - last < MIN_INTERVAL_MS:
            return False
        _remember(self._kept_ms, rolling_id, monotonic_ms)
        return True

    def id_of(self, address: bytes) -> RollingId | None:
        """The id read from this peer during this slot."""
        return self._peers.get(address)

    def wants_read(self, address: bytes) -> bool:
        """Whether to read this peer now; if so, it counts as being read until `was_read`."""
        if address in self._peers or address in self._reading or len(self._reading) >= MAX_READS_WAITING:
            return False
        self._reading.add(address)
        return True

    def was_read(self, address: bytes, rolling_id: RollingId | None) -> None:
        """What came of reading a peer."""
        self._reading.discard(address)
        _remember(self._peers, address, rolling_id)


def _remember(memory: OrderedDict[_K, _V], key: _K, value: _V) -> None:
    memory[key] = value
    memory.move_to_end(key)
    if len(memory) > MAX_NEIGHBOURS:
        memory.popitem(last=False)
