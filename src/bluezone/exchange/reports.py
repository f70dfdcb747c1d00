"""Sealed reports and declarations: kept for the portal, unread, until it acknowledges them.

See docs/protocol/9-warning.md. The exchange holds no key that opens them. A report waits at most seven days.

Nothing tells a false report from a genuine one, so there is no failure to count and no guesser to make pay, as with
codes: a price that rose with the number of reports would rise for everybody when an outbreak grows. What is bounded is
room. It is first come, first served until half of it is taken; from then on a network that has had its share of the
hour is told to come back.
"""

from __future__ import annotations

import sqlalchemy as sa

from bluezone.exchange.errors import BusyError
from bluezone.exchange.networks import HourlyCounts
from bluezone.exchange.ports import Entropy
from bluezone.exchange.store import log as stored
from bluezone.protocol.calendar import MINUTE_MS, Day

REPORT_ID_BYTES = 16
MAX_WAITING = 200_000
"""About 700 MB; beyond that phones are told to come back."""
SHARE_OF_A_NETWORK = 500
"""So many reports an hour does a /24 or /48 get in while room is scarce; whole towns share one on mobile networks."""
_KEY_BYTES = 32
_COUNTED_AGAIN_AFTER_MS = MINUTE_MS


class ReportQueue:
    """Puts reports into the queue, in no order. Used by the writer's thread alone.

    Anybody can send reports, and counting a long queue takes as long as a hundred commits. So it is counted at the
    first report, then only reckoned upwards; when room seems scarce it is counted again, at most once a minute. Where
    other processes put reports in, too (`is_shared`), it is counted each minute in which one comes: they are over the
    most by what they take within a minute, at most.
    """

    def __init__(
        self, entropy: Entropy, most: int = MAX_WAITING, share: int = SHARE_OF_A_NETWORK, *, is_shared: bool = False
    ) -> None:
        self._entropy = entropy
        self._most = most
        self._share = share
        self._is_shared = is_shared
        self._sent = HourlyCounts(entropy(_KEY_BYTES))
        self._at_most_waiting = most
        self._counted_ms: int | None = None

    def keep(self, connection: sa.Connection, sealed: bytes, now_ms: int, network: str) -> None:
        """Raises BusyError when as many wait as may wait, or half as many and this network has had its share."""
        if self._is_scarce or self._is_shared:
            self._count(connection, now_ms)
        if self._at_most_waiting >= self._most:
            raise BusyError("too many reports wait for the portal")
        if self._is_scarce and self._sent.of(network, now_ms // 1000) >= self._share:
            raise BusyError("this network has had its share of the hour")
        self._sent.add(network, now_ms // 1000)
        stored.add_report(connection, self._entropy(REPORT_ID_BYTES), sealed, Day.containing(now_ms))
        self._at_most_waiting += 1  # also when the commit fails: reckoned too high, never too low

    @property
    def _is_scarce(self) -> bool:
        return self._at_most_waiting >= self._most / 2

    def _count(self, connection: sa.Connection, now_ms: int) -> None:
        if self._counted_ms is None or abs(now_ms - self._counted_ms) >= _COUNTED_AGAIN_AFTER_MS:
            self._counted_ms = now_ms
            self._at_most_waiting = stored.count_reports(connection)
