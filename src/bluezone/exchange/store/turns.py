"""One writer at a time, over all processes of one exchange.

Within a process there is one writer (writer.py), and much of this room is decided in its turn: which certificates were
used, which seeds are known, up to when windows are closed, how many alerts wait. SQLite has one writer by itself. On
PostgreSQL each group of work begins by waiting for its turn, a lock that ends with the transaction; so what holds for
one process holds for all of them together. A group carries all that waits, so that the more come the more go at once.

The lock is a table's, not an advisory one: both let in who came first, but whoever waits in a SELECT looks at the rows
of when it began to wait, and what is erased meanwhile would be kept for it (clearing.py). LOCK TABLE looks at nothing.

A process that is frozen in its turn loses it: the server ends what stands idle within a transaction. Nothing of it was
acknowledged, and nothing of it stays.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from bluezone.exchange.store.at_once import Question, Told, told_at_once

_QUEUE = "LOCK TABLE alembic_version IN SHARE ROW EXCLUSIVE MODE"
"""The one table that nobody writes while anybody serves, so that only turns wait for each other; reading it goes on."""
IDLE_MS = 5_000
"""So long may a turn stand idle before the server takes it away."""
_WAITS_MS = 30_000
"""So long does one wait for its turn. Six frozen processes, one after another, take that long."""
_UNREAD_BYTES = 32 << 10
"""More of a question is not sent before the turn has come: a server that waits reads nothing, and what lies unsent for
a quarter of a minute counts as a line that was cut (opening.py)."""
_TAKEN_MS = 5_000
"""So long may an answer lie untaken on the line: a frozen process takes none."""

_BEGINS = (
    Question(
        f"SELECT set_config('idle_in_transaction_session_timeout', '{IDLE_MS}', true),"
        f" set_config('lock_timeout', '{_WAITS_MS}', true), set_config('tcp_user_timeout', '{_TAKEN_MS}', true)"
    ),
    Question(_QUEUE),
)


def begin_turn(connection: sa.Connection, questions: Sequence[Question] = ()) -> list[Told]:
    """Waits until no other process writes, and asks; the turn is over with the transaction. Each question, and each
    statement that follows, sees what those before this turn have committed."""
    if connection.dialect.name != "postgresql":
        return told_at_once(connection, questions)
    if sum(len(value) for question in questions for value in question.values) > _UNREAD_BYTES:
        told_at_once(connection, _BEGINS)
        return told_at_once(connection, questions)
    return told_at_once(connection, [*_BEGINS, *questions])[len(_BEGINS) :]
