"""What a store remembers of a row besides the row: when it was written, and beside which others.

PostgreSQL has columns for that: which transaction wrote a row (xmin), and where it lies (ctid). The seeds of one upload
are written by one transaction, side by side; and dummies by another one. So rows are written anew, many together: those
that wait every minute, those of a window when it closes and again when it is out. They are put down in the order of the
entries themselves, which are random bytes. Afterwards neither column knows an upload.

SQLite has no such columns and no row ids here, and a page's pointers are sorted; but the rows themselves fill a page
from its end in the order in which they came. A copy of the file would show who came after whom, and that dummies came
last. So they are written anew there, too, in the order of their key: a window's when it closes, and before the journal
is emptied what waits. Not every minute: until then the journal holds the order in any case.
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

MOST_LAID_ANEW = 100_000
"""So many rows at once on SQLite. Where more wait, a page holds one in hundreds of those that came within minutes."""

_XMIN: sa.ColumnClause[str] = sa.literal_column("xmin::text")
_ASIDE = sa.Table(
    "mingled", sa.MetaData(), *(sa.Column(one.name, one.type) for one in entries.c), prefixes=["TEMPORARY"]
)
"""Where rows lie while they are written anew. One for all windows: of another table each question is compiled anew."""


def mingle_waiting(connection: sa.Connection) -> None:
    """Writes anew, of every window that is not closed, what does not stand in a crowd yet."""
    if _knows_writers(connection):
        waiting = entries.c.window_end_s.in_(open_ends(connection))
        crowd = sa.func.count() >= CROWD
        crowds = sa.select(_XMIN).select_from(entries).where(waiting).group_by(_XMIN).having(crowd)
        _mingle(connection, waiting & _XMIN.not_in(list(connection.execute(crowds).scalars())))


def mingle_window(connection: sa.Connection, end_s: int) -> None:
    """Writes anew everything of one window."""
    this_window = entries.c.window_end_s == end_s
    if _knows_writers(connection):
        _mingle(connection, this_window)
    else:
        _lay_anew(connection, this_window)


def forget_arrival(connection: sa.Connection) -> None:
    """Lays what waits anew, before SQLite's journal is emptied: its pages must not keep what they held."""
    if not _knows_writers(connection):
        _lay_anew(connection, entries.c.window_end_s.in_(open_ends(connection)))


def forget_dummies(connection: sa.Connection, end_s: int) -> None:
    """Erases what tells a window's dummies from its seeds: where rows have a writer, all get the same one."""
    changed = entries.c.window_end_s == end_s
    if not _knows_writers(connection):
        changed &= entries.c.dummy == 1
    connection.execute(entries.update().where(changed).values(dummy=0))


def _knows_writers(connection: sa.Connection) -> bool:
    return connection.dialect.name == "postgresql"


def _lay_anew(connection: sa.Connection, which: sa.ColumnElement[bool]) -> None:
    count = connection.execute(sa.select(sa.func.count()).select_from(entries).where(which)).scalar_one()
    if not 1 < count <= MOST_LAID_ANEW:
        return
    names = list(_ASIDE.c.keys())
    _ASIDE.create(connection, checkfirst=False)  # in memory: opening.py
    connection.execute(_ASIDE.insert().from_select(names, sa.select(entries).where(which)))
    connection.execute(entries.delete().where(which))
    in_order = sa.select(_ASIDE).order_by(*(_ASIDE.c[one.name] for one in entries.primary_key))
    connection.execute(entries.insert().from_select(names, in_order))
    _ASIDE.drop(connection, checkfirst=False)


def _mingle(connection: sa.Connection, which: sa.ColumnElement[bool]) -> None:
    writers = sa.select(sa.func.count(sa.distinct(_XMIN))).select_from(entries).where(which)
    if connection.execute(writers).scalar_one() < 2:
        return  # they share one already
    names = list(_ASIDE.c.keys())
    connection.exec_driver_sql("CREATE TEMPORARY TABLE mingled (LIKE entries) ON COMMIT DROP")
    taken = entries.delete().where(which).returning(*entries.c).cte("taken")
    connection.execute(_ASIDE.insert().from_select(names, sa.select(taken)))
    in_no_order = sa.select(_ASIDE).order_by(_ASIDE.c.entry, _ASIDE.c.day)
    connection.execute(entries.insert().from_select(names, in_no_order))
    connection.exec_driver_sql("DROP TABLE mingled")
