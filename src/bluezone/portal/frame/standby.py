"""Where lists and figures are read: from a standby of the database where the operator named one, it has kept up, and
whoever reads finds there what they wrote; from the database itself in every other case.

`beside` is the one way there, and only `listing.py` and `counting.py` take it: what a page merely shows. It leads to
the standby within the request of somebody signed in that can change nothing (`OwnWrites`), and never within a
transaction. So whatever decides, writes or is asked about one person meets the database itself: a row that comes from
the standby is written, and asked for what belongs to it, there (`Reads`).

How far the standby has come is known without any clock but ours. Every second somebody notes how far the database has
written, and asks the standby how far it has come: whatever was written until the last note that it has passed is there.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, InterfaceError, OperationalError, connections
from django.db.models import Model

from bluezone.portal.configuration import LISTS

LATE = dt.timedelta(seconds=5)
"""A standby that lacks what was written earlier than this is not read."""
LOOKED_AT_EVERY = dt.timedelta(seconds=1)
LOOKED_AGAIN_AFTER = dt.timedelta(seconds=0.25)
"""By whoever asks whether it keeps up where nobody looked for long."""
LEFT_ALONE = dt.timedelta(seconds=15)
"""How long one that did not answer is asked nothing: to find out that a machine is away takes seconds."""
NEVER_THERE = frozenset({"audit"})
"""Apps whose rows are read where they are written: who looked at whom is told with the look that was a moment ago."""
_MOST_NOTES = 60
WRITTEN = """SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint,
    (SELECT system_identifier FROM pg_control_system())"""
REPLAYED = """SELECT CASE WHEN pg_is_in_recovery() THEN pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0')::bigint END,
    (SELECT system_identifier FROM pg_control_system())"""

T = TypeVar("T")


class NotItsStandbyError(DatabaseError):
    """What answers there is no standby, or another database's."""


@dataclass(frozen=True, slots=True)
class _Reader:
    """A reader within one request: how far the database had written after what they wrote last, and the moment."""

    wrote: int
    now: dt.datetime


class _Here(threading.local):
    """What a thread is at."""

    reader: _Reader | None = None
    is_there: bool = False
    has_written: bool = False


_HERE = _Here()


def beside(read: Callable[[], T]) -> T:
    """Reads on the standby if it may be; and on the database itself where it may not, or where the standby breaks off:
    it ends what is asked when rows that it needs are gone by what it is to take over. A question that it does not
    understand says nothing of it to others."""
    reader = _HERE.reader
    if reader is None or connections[DEFAULT_DB_ALIAS].in_atomic_block or not _STANDBY.holds(reader.wrote, reader.now):
        return read()
    _HERE.is_there = True
    try:
        return read()
    except (OperationalError, InterfaceError):
        _STANDBY.leave_alone(reader.now)
        connections[LISTS].close()
    except DatabaseError:
        pass
    finally:
        _HERE.is_there = False
    return read()


def place_of_reads() -> str:
    """Names the database that is asked here and now, for words of our own."""
    return LISTS if _HERE.is_there else DEFAULT_DB_ALIAS


def is_named() -> bool:
    """Whether the operator named a standby."""
    return LISTS in settings.DATABASES


def is_read(now: dt.datetime) -> bool | None:
    """Whether the standby is read now, by somebody who wrote nothing; None where none is named. How late one is that
    nobody read for a while only shows as it comes to where the database is now: that takes up to five seconds."""
    return _STANDBY.keeps_up(now) if is_named() else None


def note_own_write() -> None:
    """Notes that this thread wrote what others see on pages. The standby lacks that: the rest of the request is read
    from the database itself."""
    _HERE.has_written, _HERE.reader = True, None


@contextlib.contextmanager
def reading(wrote: int, now: dt.datetime) -> Iterator[None]:
    """Has this thread read beside, as somebody who wrote so far."""
    _HERE.reader = _Reader(wrote, now)
    try:
        yield
    finally:
        _HERE.reader = None


@contextlib.contextmanager
def writes_noted() -> Iterator[Callable[[], bool]]:
    """Hears whether this thread writes meanwhile."""
    _HERE.has_written = False
    yield lambda: _HERE.has_written


def written() -> int:
    """How far the database has written: what was committed before lies within."""
    return int(_told(DEFAULT_DB_ALIAS, WRITTEN)[0])


class Reads:
    """Django's router: reads go where `beside` leads, and everything else to the database itself, also what belongs to
    a row that came from the standby."""

    def db_for_read(self, model: type[Model], **_hints: Any) -> str:
        """The standby within `beside`."""
        app = model._meta.app_label  # noqa: SLF001 - Django's public _meta
        return DEFAULT_DB_ALIAS if app in NEVER_THERE else place_of_reads()

    def db_for_write(self, _model: type[Model], **_hints: Any) -> str:
        """The database itself."""
        return DEFAULT_DB_ALIAS

    def allow_relation(self, *_rows: Model, **_hints: Any) -> bool:
        """Rows of both are rows of one database."""
        return True

    def allow_migrate(self, alias: str, *_labels: str, **_hints: Any) -> bool:
        """What changes in the database, the standby takes over."""
        return alias == DEFAULT_DB_ALIAS


class Standby:
    """What one process knows of the standby; threads take turns, and none waits for another's look."""

    def __init__(self, written: Callable[[], tuple[int, int]], replayed: Callable[[], tuple[int | None, int]]) -> None:
        """`written` says how far the database has written, and which it is; `replayed` how far the standby has come,
        None where it is none, and of which database. Both raise DatabaseError."""
        self._written, self._replayed = written, replayed
        self._looking = threading.Lock()
        self._notes = deque[tuple[dt.datetime, int]](maxlen=_MOST_NOTES)
        self._looked_at: dt.datetime | None = None
        self._has_come_to = -1
        self._complete_until: dt.datetime | None = None
        self._left_alone_since: dt.datetime | None = None

    def holds(self, wrote: int, now: dt.datetime) -> bool:
        """Whether it may be read now by somebody who wrote so far. Looks where the last look is too long ago for
        that."""
        if _within(LEFT_ALONE, self._left_alone_since, now):
            return False
        is_fresh = _within(LOOKED_AT_EVERY, self._looked_at, now)
        if not (is_fresh and self._has(wrote, now)) and self._looking.acquire(blocking=False):
            try:
                self._look(now)
            finally:
                self._looking.release()
        return self._has(wrote, now)

    def keeps_up(self, now: dt.datetime, rest: Callable[[float], None] = time.sleep) -> bool:
        """Whether it may be read by somebody who wrote nothing. Looks again for as long as it may be late."""
        for _ in range(LATE // LOOKED_AGAIN_AFTER):
            if self.holds(0, now):
                return True
            if _within(LEFT_ALONE, self._left_alone_since, now):
                return False
            rest(LOOKED_AGAIN_AFTER.total_seconds())
        return self.holds(0, now)

    def leave_alone(self, now: dt.datetime) -> None:
        """Asks it nothing for a while. Whoever looks meanwhile goes on with the notes that they hold."""
        self._left_alone_since, self._complete_until = now, None
        self._notes = deque(maxlen=_MOST_NOTES)

    def _has(self, wrote: int, now: dt.datetime) -> bool:
        return wrote <= self._has_come_to and _within(LATE, self._complete_until, now)

    def _look(self, now: dt.datetime) -> None:
        far, whose = self._written()
        notes = self._notes
        notes.append((now, far))
        try:
            come, of = self._replayed()
            if come is None or of != whose:
                raise NotItsStandbyError("no standby of this database")
        except DatabaseError:
            self.leave_alone(now)
            return
        while notes and notes[0][1] <= come:
            self._complete_until = notes.popleft()[0]
        self._looked_at, self._has_come_to = now, come


def _within(term: dt.timedelta, moment: dt.datetime | None, now: dt.datetime) -> bool:
    """Whether the moment is so near; threads know moments of each other that are still to come for themselves."""
    return moment is not None and abs(now - moment) < term


def _told(alias: str, question: str) -> Any:
    with connections[alias].cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()


def _replayed() -> tuple[int | None, int]:
    """Asks the standby; a line that broke is laid anew the next time."""
    try:
        answer: tuple[int | None, int] = _told(LISTS, REPLAYED)
    except DatabaseError:
        connections[LISTS].close()
        raise
    return answer


_STANDBY = Standby(lambda: _told(DEFAULT_DB_ALIAS, WRITTEN), _replayed)
