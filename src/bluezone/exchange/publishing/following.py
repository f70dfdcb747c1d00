"""What a process that does not publish itself learns of what others publish: at each tick, and when it is asked for a
file that it does not know.

From the store alone, in one reading: it says what is published, up to when windows are closed, and what the newest head
has been given. Nothing here is decided; staging and publishing read the store anew in their turns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bluezone.exchange.store import Store
from bluezone.exchange.store import entries as stored_entries
from bluezone.exchange.store import log as stored_log
from bluezone.exchange.store.leading import Leader, kept_cosignatures, leader_now
from bluezone.exchange.store.log import Leaf


@dataclass(frozen=True, slots=True)
class Seen:
    """How an exchange stands, as its store says it."""

    leader: Leader | None
    leaves: Sequence[Leaf]
    """Those that follow the ones that were known."""
    closed_until_s: int
    cosignatures: Sequence[tuple[bytes, bytes]]
    marks: dict[str, int]


def look(store: Store, known_leaves: int) -> Seen:
    """Reads how it stands."""
    with store.transaction() as connection:
        return Seen(
            leader_now(connection),
            stored_log.leaves_from(connection, known_leaves),
            stored_entries.closed_until(connection),
            kept_cosignatures(connection),
            stored_log.all_marks(connection),
        )
