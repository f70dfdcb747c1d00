"""What PostgreSQL remembers of a row besides the row: which transaction wrote it (xmin), and where it lies (ctid).

The seeds of one upload are written by one transaction, side by side; and dummies by another one. So rows are written
anew, many together: those that wait every minute, those of a window when it closes and again when it is out. They are
put down in the order of the entries themselves, which are random bytes. Afterwards neither column knows an upload.

SQLite has no such columns: its tables here have no row ids, and rows lie in the order of their primary key.
"""

from __future__ import annotations

import sqlalchemy as sa

from bluezone.exchange.store.tables import entries
from bluezone.exchange.store.waiting import open_ends

MINGLED_EVERY_S = 60
"""So long at most PostgreSQL can tell which waiting seeds came in one group of uploads."""
CROWD = 2_500
"""So many rows of one writer, nearly two hundred uploads, are left as they are until their window closes: writing all
that waits anew each minute would hold calls up for seconds where most waits."""

_XMIN: sa.ColumnClause[str] = sa.literal_column("xmin::text")


def mingle_waiting(connection: sa.Connection) -> None:
    """Of every window that is not closed, what does not stand in a crowd yet."""
    if _knows_writers(connection):
        waiting = entries.c.window_end_s.in_(open_ends(connection))
        crowd = sa.func.count() >= CROWD
        crowds = sa.select(_XMIN).select_from(entries).where(waiting).group_by(_XMIN).having(crowd)
        _mingle(connection, waiting & _XMIN.not_in(list(connection.execute(crowds).scalars())))


def mingle_window(connection: sa.Connection, end_s: int) -> None:
    """Of one window, everything."""
    if _knows_writers(connection):
        _mingle(connection, entries.c.window_end_s == end_s)


def forget_dummies(connection: sa.Connection, end_s: int) -> None:
    """Nothing tells a window's dummies from its seeds any more: where rows have a writer, all get the same one."""
    changed = entries.c.window_end_s == end_s
    if not _knows_writers(connection):
        changed &= entries.c.dummy == 1
    connection.execute(entries.update().where(changed).values(dummy=0))


def _knows_writers(connection: sa.Connection) -> bool:
    return connection.dialect.name == "postgresql"


def _mingle(connection: sa.Connection, which: sa.ColumnElement[bool]) -> None:
    writers = sa.select(sa.func.count(sa.distinct(_XMIN))).select_from(entries).where(which)
    if connection.execute(writers).scalar_one() < 2:
        return  # they share one already
    aside = sa.Table("mingled", sa.MetaData(), *(sa.Column(one.name, one.type) for one in entries.c))
    names = list(aside.c.keys())
    connection.exec_driver_sql("CREATE TEMPORARY TABLE mingled (LIKE entries) ON COMMIT DROP")
    taken = entries.delete().where(which).returning(*entries.c).cte("taken")
    connection.execute(aside.insert().from_select(names, sa.select(taken)))
    in_no_order = sa.select(aside).order_by(aside.c.entry, aside.c.day)
    connection.execute(entries.insert().from_select(names, in_no_order))
    connection.exec_driver_sql("DROP TABLE mingled")
