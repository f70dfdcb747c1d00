"""The authority's side of a replay, as the simulation needs it. The real one is an exchange in its own process,
started in joining; this room never imports it."""

from __future__ import annotations

import datetime as dt
from typing import Protocol

from bluezone.device.ports import Exchange
from bluezone.protocol.config import Configuration
from bluezone.protocol.signature import VerifyingKey


class Authority(Protocol):
    """A health authority with an exchange whose clock the drill moves."""

    @property
    def root(self) -> VerifyingKey:
        """The root key that phones pin."""

    @property
    def exchange(self) -> Exchange:
        """The way of all phones to the exchange."""

    async def move_clock(self, now_ms: int) -> None:
        """Sets the exchange's clock."""

    async def tell_first(self, told: Configuration) -> None:
        """Tells all phones this, before anything else is told."""

    async def publish(self) -> int:
        """Closes every window that is due; how many files came out."""

    async def issue_code(self, onset: dt.date) -> str:
        """Issues a code for a confirmed case."""
