"""Alerts about places, staged for the portal (docs/protocol/10-venues.md, "Alert").

The portal computes entries and hands over nothing else: what place an entry stands for cannot be found out here. They
are staged like seeds, in no order and beside nothing that tells one order from another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from bluezone.exchange.errors import RequestError
from bluezone.exchange.ports import Clock
from bluezone.exchange.staging import window_for
from bluezone.exchange.store import entries as stored
from bluezone.exchange.store.entries import StagedEntry
from bluezone.protocol.batch import Format, GroupKey, Infectivity, grid
from bluezone.protocol.calendar import DAY_MS, Day
from bluezone.protocol.config import PathogenProfile
from bluezone.protocol.disclosure import Level
from bluezone.protocol.venue import ALERT_ENTRY_BYTES

MAX_ALERTS_AT_ONCE = 5_000
"""More than a hundred places, around the clock."""


@dataclass(frozen=True, slots=True)
class VenueAlerts:
    """What the portal asks to be published about one UTC day."""

    day: Day
    entries: tuple[bytes, ...]

    def __post_init__(self) -> None:
        if not 1 <= len(self.entries) <= MAX_ALERTS_AT_ONCE:
            raise RequestError(f"1 to {MAX_ALERTS_AT_ONCE} entries are taken at once")
        if any(len(entry) != ALERT_ENTRY_BYTES for entry in self.entries):
            raise RequestError(f"an entry has {ALERT_ENTRY_BYTES} bytes")


def stage_alerts(
    connection: sa.Connection,
    alerts: VenueAlerts,
    profile: PathogenProfile,
    *,
    clock: Clock,
    most: int,
) -> int:
    """Stages entries, and tells how many were new; what is staged or published already is not stored again.

    The clock and the store are read in the writer's turn: between the order and the turn an hour may close. Raises
    RequestError for a day that no window to come has a group for, and where more than `most` would wait or have come
    out in a day.
    """
    now_s = max(clock() // 1000, stored.closed_until(connection))
    end_s = window_for(alerts.day, now_s)
    group = GroupKey(alerts.day, Level.F0, Infectivity.STANDARD, Format.VENUE16)
    if alerts.day > Day.containing(now_s * 1000):
        raise RequestError("the day lies in the future")
    if group not in grid(end_s, profile.tracing_days):
        raise RequestError("the day is so long ago that nobody would be told")
    news = _news(connection, alerts.day, alerts.entries)
    if news and len(news) + stored.count_alerts(connection, ending_after_s=now_s - DAY_MS // 1000) > most:
        raise RequestError(f"{most} entries wait or came out within a day; the next ones are taken when that is over")
    stored.add_entries(connection, [StagedEntry(end_s, group, entry) for entry in news])
    return len(news)


def _news(connection: sa.Connection, day: Day, entries: Sequence[bytes]) -> list[bytes]:
    known = stored.known_levels(connection, entries, Format.VENUE16)
    return [entry for entry in dict.fromkeys(entries) if (entry, day.number) not in known]
