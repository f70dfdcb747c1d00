"""Sealed reports and declarations: kept for the portal, unread, until it acknowledges them.

See docs/protocol/9-warning.md. The exchange holds no key that opens them. A report waits at most seven days.
"""

from __future__ import annotations

import sqlalchemy as sa

from bluezone.exchange.errors import BusyError
from bluezone.exchange.ports import Entropy
from bluezone.exchange.store import log as stored
from bluezone.protocol.calendar import Day

REPORT_ID_BYTES = 16
MAX_WAITING = 200_000
"""About 700 MB; beyond that phones are told to come back."""


def keep_report(
    connection: sa.Connection, sealed: bytes, now_ms: int, entropy: Entropy, *, most: int = MAX_WAITING
) -> None:
    """Puts a report into the queue, in no order. Raises BusyError when `most` wait."""
    if stored.count_reports(connection) >= most:
        raise BusyError("too many reports wait for the portal")
    stored.add_report(connection, entropy(REPORT_ID_BYTES), sealed, Day.containing(now_ms))
