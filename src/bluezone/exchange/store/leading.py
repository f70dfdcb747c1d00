"""Which of several processes publishes: one row, a lease by the database's clock, a number that every write carries.

The number is the fencing. A process that was frozen, or cut off, past its lease cannot know that another one took its
place; so whatever it writes afterwards says under which term, and is refused where that is over. Who publishes is
decided in writers' turns (turns.py), one after another: a write is before a change of terms, or refused.

Time here is the database's, in milliseconds: processes on several machines have clocks of their own, and a drill's
clock leaps.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from bluezone.exchange.errors import DeposedError
from bluezone.exchange.store.at_once import Question, Told, told_at_once
from bluezone.exchange.store.tables import cosignatures, leader

LEASE_MS = 15_000
"""So long may the one that publishes be silent before another takes its place."""
_THE_ONE = 1
_NOW_MS: dict[str, sa.ColumnElement[int]] = {
    "postgresql": sa.literal_column("(extract(epoch FROM clock_timestamp()) * 1000)::bigint"),
    "sqlite": sa.literal_column("CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)"),
}

_WHO = {name: Question(str(sa.select(*list(leader.c)[1:], now_ms))) for name, now_ms in _NOW_MS.items()}
COSIGNATURES = Question(str(sa.select(cosignatures.c.key_id, cosignatures.c.signature)))


@dataclass(frozen=True, slots=True)
class Leader:
    """The process that publishes, as the row says it."""

    term: int
    holder: bytes
    name: str
    """Of the process, for people."""
    since_ms: int
    until_ms: int
    is_busy: bool
    """Whether it is in the middle of publishing."""
    head_issued_s: int
    """When the newest head was signed; 0 before the first."""
    head_size: int
    index_issued_s: int
    now_ms: int
    """When this was read."""

    @property
    def is_silent(self) -> bool:
        """Whether its lease is over; so is one that ends later than any can: the database's clock was set back."""
        return not self.now_ms < self.until_ms <= self.now_ms + LEASE_MS


def leader_now(connection: sa.Connection) -> Leader | None:
    """Reads who publishes; None before the first."""
    return leader_in(*told_at_once(connection, [asked_of_leader(connection.dialect)]))


def asked_of_leader(dialect: sa.Dialect) -> Question:
    """Asks who publishes, and what the database's time is."""
    return _WHO[dialect.name]


def leader_in(answer: Told) -> Leader | None:
    """What was answered to that."""
    if not answer.rows:
        return None
    ((term, holder, name, since_ms, until_ms, busy, head_issued_s, head_size, index_issued_s, now_ms),) = answer.rows
    is_busy = bool(busy)
    return Leader(term, holder, name, since_ms, until_ms, is_busy, head_issued_s, head_size, index_issued_s, now_ms)


def claim(connection: sa.Connection, holder: bytes, name: str, *, from_idle: bool, by_force: bool) -> Leader | None:
    """Makes this process the one that publishes, or goes on with its term; None where another one does.

    Another one's place is taken once its lease is over; `from_idle` also between two turns of its publishing, which
    harms nothing; `by_force` at once, where the caller knows that there is no other.
    """
    present = leader_now(connection)
    if present is None:
        now_ms = connection.execute(sa.select(_NOW_MS[connection.dialect.name])).scalar_one()
        first = Leader(1, holder, name, now_ms, now_ms + LEASE_MS, False, 0, 0, 0, now_ms)
        connection.execute(leader.insert().values(place=_THE_ONE, **_row_of(first)))
        return first
    now_ms = present.now_ms
    if present.holder == holder:
        connection.execute(leader.update().values(until_ms=now_ms + LEASE_MS))
        return present
    if not (by_force or present.is_silent or (from_idle and not present.is_busy)):
        return None
    taken = Leader(
        present.term + 1,
        holder,
        name,
        now_ms,
        now_ms + LEASE_MS,
        False,
        present.head_issued_s,
        present.head_size,
        present.index_issued_s,
        now_ms,
    )
    connection.execute(leader.update().values(**_row_of(taken)))
    return taken


def require_term(connection: sa.Connection, term: int, holder: bytes) -> None:
    """Requires that this term goes on, and is this process's: a database that was put back to an earlier moment counts
    its terms from there. Raises DeposedError."""
    if connection.execute(sa.select(leader.c.term, leader.c.holder)).first() != (term, holder):
        raise DeposedError("another process publishes by now")


def renew(connection: sa.Connection, term: int, holder: bytes, *, is_busy: bool) -> None:
    """Goes on with the lease for another while. Raises DeposedError."""
    require_term(connection, term, holder)
    until_ms = _NOW_MS[connection.dialect.name] + LEASE_MS
    connection.execute(leader.update().values(until_ms=until_ms, busy=int(is_busy)))


def release(connection: sa.Connection, term: int, holder: bytes) -> None:
    """Ends the lease, so that the next one need not wait. Raises DeposedError."""
    require_term(connection, term, holder)
    connection.execute(leader.update().values(until_ms=0, busy=0))


def keep_head(connection: sa.Connection, *, issued_s: int, size: int) -> None:
    """Keeps what says which head is the newest; its co-signatures are none yet."""
    connection.execute(leader.update().values(head_issued_s=issued_s, head_size=size))
    connection.execute(cosignatures.delete())


def keep_index_time(connection: sa.Connection, issued_s: int) -> None:
    """Keeps when the newest index was signed: phones take none that is older, whoever publishes."""
    connection.execute(leader.update().values(index_issued_s=issued_s))


def keep_cosignature(connection: sa.Connection, key_id: bytes, signature: bytes) -> None:
    connection.execute(cosignatures.delete().where(cosignatures.c.key_id == key_id))
    connection.execute(cosignatures.insert().values(key_id=key_id, signature=signature))


def cosignatures_in(answer: Told) -> Sequence[tuple[bytes, bytes]]:
    """(key id, signature) of each witness of the newest head, in the answer to `COSIGNATURES`."""
    return [(key_id, signature) for key_id, signature in answer.rows]


def _row_of(one: Leader) -> dict[str, object]:
    return {
        "term": one.term,
        "holder": one.holder,
        "name": one.name,
        "since_ms": one.since_ms,
        "until_ms": one.until_ms,
        "busy": int(one.is_busy),
        "head_issued_s": one.head_issued_s,
        "head_size": one.head_size,
        "index_issued_s": one.index_issued_s,
    }
