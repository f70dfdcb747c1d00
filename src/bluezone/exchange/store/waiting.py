"""Which windows have something staged and are not closed.

A fortnight of published entries, millions in a country, lies in the same table. To look for the few that wait among
them would hold every call up for seconds; so this goes from one window's end to the next along the primary key.
"""

from __future__ import annotations

import sqlalchemy as sa

from bluezone.exchange.store.tables import entries, windows

_FIRST = sa.select(sa.func.min(entries.c.window_end_s).label("end_s")).cte("ends", recursive=True)
_NEXT = sa.select(sa.func.min(entries.c.window_end_s)).where(entries.c.window_end_s > _FIRST.c.end_s)
_ENDS = _FIRST.union_all(sa.select(_NEXT.scalar_subquery()).where(_FIRST.c.end_s.is_not(None)))
_OPEN_ENDS = sa.select(_ENDS.c.end_s).where(
    _ENDS.c.end_s.is_not(None), _ENDS.c.end_s.not_in(sa.select(windows.c.end_s))
)


def open_ends(connection: sa.Connection) -> list[int]:
    """The ends of these windows, in order."""
    return sorted(connection.execute(_OPEN_ENDS).scalars())
