"""Closing a window and making its file (docs/protocol/3-batches.md).

Closing is one transaction that fixes everything the file depends on, dummies included; making the file afterwards is
arithmetic. So a window that was closed before a crash gives byte for byte the same file after it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from bluezone.exchange.ports import DAY_S, HOUR_S, Entropy
from bluezone.exchange.publishing.index import LISTED_DAYS
from bluezone.exchange.staging import window_for
from bluezone.exchange.store import entries as stored
from bluezone.exchange.store import log as stored_log
from bluezone.exchange.store.entries import StagedEntry, Window
from bluezone.exchange.store.mingling import mingle_window
from bluezone.protocol.batch import (
    ENTRY_BYTES,
    HASH_BYTES,
    Batch,
    GroupKey,
    grid,
    make_group,
    padded_count,
    write_batch,
)
from bluezone.protocol.calendar import Day
from bluezone.protocol.config import Configuration
from bluezone.protocol.signature import Kind, SigningKey, sign_file

NO_PREVIOUS = bytes(HASH_BYTES)
_LONGEST_GAP_S = (LISTED_DAYS - 1) * DAY_S
"""A window that ended earlier than the index lists would be logged and not listed: a phone that looked between our
start and then would refuse that as something hidden, for as long as it could tell."""


def due_window(closed_until_s: int, now_s: int) -> tuple[int, int] | None:
    """(start, end) of the next window to close, or None. After a gap of more than the index lists, the newest one."""
    newest_end = now_s // HOUR_S * HOUR_S
    if newest_end <= closed_until_s:
        return None
    if newest_end - closed_until_s > _LONGEST_GAP_S:
        return newest_end - HOUR_S, newest_end
    start = closed_until_s // HOUR_S * HOUR_S
    return start, start + HOUR_S


def closed_until(connection: sa.Connection, now_s: int) -> int:
    """The end of the newest closed window; the first who asks opens the exchange in this hour."""
    if stored.newest_window(connection) is None and stored_log.mark(connection, stored.OPENED) is None:
        stored_log.set_mark(connection, stored.OPENED, now_s // HOUR_S * HOUR_S)
    return stored.closed_until(connection)


def close_window(
    connection: sa.Connection,
    span: tuple[int, int],
    configuration: Configuration,
    *,
    now_s: int,
    entropy: Entropy,
) -> Window:
    """Takes what is staged for the window, fills the grid with dummies, and keeps both."""
    start_s, end_s = span
    _bring_back(connection, end_s, now_s=max(now_s, end_s))
    newest = stored.newest_window(connection)
    days = configuration.profile.tracing_days
    window = Window(newest.sequence + 1 if newest else 1, start_s, end_s, configuration.sequence, days)
    places = grid(end_s, days)
    stored.move_into_window(connection, end_s, places[0].day)
    counts = stored.counts_of_window(connection, end_s)
    stored.add_entries(connection, _dummies(end_s, places, counts, entropy), dummy=True)
    stored.add_window(connection, window)
    mingle_window(connection, end_s)  # although it is done again once the file is out: that may take hours
    return window


def make_file(window: Window, columns: Mapping[GroupKey, Sequence[bytes]], previous: bytes, key: SigningKey) -> bytes:
    """The signed batch of a closed window."""
    batch = Batch(
        Kind.BATCH,
        window.sequence,
        window.start_s,
        window.end_s,
        window.config_sequence,
        previous,
        tuple(make_group(place, columns[place]) for place in grid(window.end_s, window.tracing_days)),
    )
    return sign_file(write_batch(batch), [key])


def _bring_back(connection: sa.Connection, end_s: int, *, now_s: int) -> None:
    """Brings seeds forward that a clock running ahead staged later than the next hour or their embargo."""
    for waits_until_s, day in stored.waiting_beyond(connection, window_for(Day(0), now_s)):
        soonest_s = window_for(day, end_s - 1)
        if soonest_s < waits_until_s:
            stored.move_day(connection, day, from_end_s=waits_until_s, to_end_s=soonest_s)


def _dummies(
    end_s: int, places: Sequence[GroupKey], counts: Mapping[GroupKey, int], entropy: Entropy
) -> list[StagedEntry]:
    dummies = []
    for place in places:
        real = counts.get(place, 0)
        missing = padded_count(real) - real
        drawn = entropy(missing * ENTRY_BYTES)
        dummies += [StagedEntry(end_s, place, drawn[at : at + ENTRY_BYTES]) for at in range(0, len(drawn), ENTRY_BYTES)]
    return dummies
