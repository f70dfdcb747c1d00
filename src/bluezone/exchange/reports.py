"""Sealed reports and declarations: kept for the portal, unread, until it acknowledges them.

See docs/protocol/9-warning.md. The exchange holds no key that opens them. A report waits at most seven days.
"""

from __future__ import annotations

import sqlalchemy as sa

from bluezone.exchange.errors import BusyError
from bluezone.exchange.ports import Entropy
from bluezone.exchange.store import log as stored
from bluezone.protocol.calendar import MINUTE_MS, Day

REPORT_ID_BYTES = 16
MAX_WAITING = 200_000
"""About 700 MB; beyond that phones are told to come back."""
_COUNTED_AGAIN_AFTER_MS = MINUTE_MS


class ReportQueue:
    """Puts reports into the queue, in no order. Used by the writer's thread alone.

    Anybody can send reports, and counting a long queue takes as long as a hundred commits. So it is counted at the
    first report, then only reckoned upwards; when it seems full it is counted again, at most once a minute.
    """

    def __init__(self, entropy: Entropy, most: int = MAX_WAITING) -> None:
        self._entropy = entropy
        self._most = most
        self._at_most_waiting = most
        self._counted_ms: int | None = None

    def keep(self, connection: sa.Connection, sealed: bytes, now_ms: int) -> None:
        """Raises BusyError when as many wait as may wait."""
        if self._at_most_waiting >= self._most:
            self._count(connection, now_ms)
        if self._at_most_waiting >= self._most:
            raise BusyError("too many reports wait for the portal")
        stored.add_report(connection, self._entropy(REPORT_ID_BYTES), sealed, Day.containing(now_ms))
        self._at_most_waiting += 1  # also when the commit fails: reckoned too high, never too low

    def _count(self, connection: sa.Connection, now_ms: int) -> None:
        if self._counted_ms is None or abs(now_ms - self._counted_ms) >= _COUNTED_AGAIN_AFTER_MS:
            self._counted_ms = now_ms
            self._at_most_waiting = stored.count_reports(connection)
