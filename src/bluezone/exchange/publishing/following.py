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
from bluezone.exchange.store import leading as stored_leading
from bluezone.exchange.store import log as stored_log
from bluezone.exchange.store.at_once import told_at_once
from bluezone.exchange.store.leading import Leader
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
    """Reads how it stands, each second in every process: so it is asked in one go."""
    dialect = store.engine.dialect
    asked = [
        stored_leading.asked_of_leader(dialect),
        stored_log.asked_of_leaves(dialect, known_leaves),
        stored_entries.ENDS,
        stored_leading.COSIGNATURES,
        stored_log.MARKS,
    ]
    with store.transaction() as connection:
        leader, leaves, ends, cosignatures, marks = told_at_once(connection, asked)
    return Seen(
        stored_leading.leader_in(leader),
        stored_log.leaves_in(leaves),
        stored_entries.closed_until_in(ends),
        stored_leading.cosignatures_in(cosignatures),
        stored_log.marks_in(marks),
    )
