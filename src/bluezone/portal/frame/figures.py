"""Until when figures of what waits are good: until this process writes anything, and a quarter of a minute at most.

Counting them asks every room, which takes as long as all the rest of a page, and whoever looks around opens page after
page while nothing changes. Figures belong to a person with the roles of the moment. What other processes write is seen
when the time is over; the first page counts anew always. Where they are counted on a standby (`standby.py`), they lack
what others wrote up to five seconds before as well.
"""

from __future__ import annotations

import datetime as dt
import re
import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.backends.base.base import BaseDatabaseWrapper

from bluezone.portal.frame.standby import note_own_write

GOOD = dt.timedelta(seconds=15)
_MOST = 2_000
_READS = re.compile(r"\s*(?:SELECT|SAVEPOINT|RELEASE|PRAGMA|BEGIN|EXPLAIN|SET LOCAL)\b", re.IGNORECASE)
_ABOUT_REQUESTS = re.compile(
    r'\s*(?:WITH lines AS \()?(?:INSERT INTO|UPDATE|DELETE FROM) "(?:audit_|axes_|django_session)', re.IGNORECASE
)
"""Statements that note who looked and who is signed in: nothing of that waits for anybody."""


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Kept:
    found: Any
    at: dt.datetime
    written: int
    """How often this process had written before they were counted."""


class _Figures:
    """What was counted, and how often something was written; threads take turns."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[Hashable, _Kept] = {}
        self.written = 0

    def note_a_write(self) -> None:
        with self._lock:
            self.written += 1

    def good(self, whose: Hashable, now: dt.datetime) -> _Kept | None:
        one = self._kept.get(whose)
        is_good = one is not None and one.written == self.written and one.at <= now < one.at + GOOD
        return one if is_good else None

    def keep(self, whose: Hashable, one: _Kept) -> None:
        with self._lock:
            if len(self._kept) >= _MOST:
                self._kept.clear()
            self._kept[whose] = one


_FIGURES = _Figures()


def figures_of(whose: Hashable, now: dt.datetime, count: Callable[[], T], *, anew: bool = False) -> T:
    """Gives the figures that are good still, or counts them."""
    if not anew and (kept := _FIGURES.good(whose, now)) is not None:
        good: T = kept.found
        return good
    written = _FIGURES.written
    found = count()
    _FIGURES.keep(whose, _Kept(found, now, written))
    return found


def watch_writes(connection: BaseDatabaseWrapper, **_signal: object) -> None:
    """Has a new connection tell of what is written over it."""
    if _tell_of_writes not in connection.execute_wrappers:
        connection.execute_wrappers.append(_tell_of_writes)


def _tell_of_writes(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Notes a write that touched a row twice: at once, and when others can see what was written."""
    outcome = execute(sql, params, many, context)
    if not _READS.match(sql) and not _ABOUT_REQUESTS.match(sql) and _touched_a_row(sql, context["cursor"]):
        note_own_write()
        _FIGURES.note_a_write()
        _note_again_when_committed(context["connection"])
    return outcome


def _touched_a_row(sql: str, cursor: Any) -> bool:
    """Whether a statement wrote anything. Of one that hands its rows back SQLite says so once they are fetched, and
    until then that there is none."""
    return cursor.rowcount != 0 or " RETURNING " in sql


def _note_again_when_committed(connection: BaseDatabaseWrapper) -> None:
    """Notes writes in a row once more, as soon as others see them."""
    later = connection.run_on_commit
    if connection.in_atomic_block and not (later and later[-1][1] == _FIGURES.note_a_write):
        connection.on_commit(_FIGURES.note_a_write)
