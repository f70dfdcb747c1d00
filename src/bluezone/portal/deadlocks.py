"""Transactions that wait for each other: the database ends one of them, of which nothing is kept then.

Acts take their locks in one order as far as they know it (a year's counter, cases, persons, an outbreak); what is
referred to is locked by the database in its own. So the loser is told in one sentence, or begins anew.
"""

from __future__ import annotations

from collections.abc import Callable
from sqlite3 import SQLITE_BUSY
from typing import TypeVar

from django.db import OperationalError

Done = TypeVar("Done")
_DEADLOCK, _SERIALIZATION = "40P01", "40001"
_TIMES = 5


def is_deadlock(error: OperationalError) -> bool:
    """Whether the database ended the transaction in favour of another one, and nothing else is wrong."""
    return gave_way(error) or getattr(error.__cause__, "sqlite_errorcode", None) == SQLITE_BUSY


def gave_way(error: Exception) -> bool:
    """Whether the database noticed that transactions wait for each other, and ended this one at once. A store that was
    busy for as long as anybody waits is none: whoever tries again waits as long again."""
    state = getattr(error.__cause__, "sqlstate", None)
    return isinstance(error, OperationalError) and state in {_DEADLOCK, _SERIALIZATION}


def begun_anew(act: Callable[[], Done]) -> Done:
    """Does a whole transaction, and again while it has to give way to another one. Raises what it raises."""
    for _ in range(_TIMES - 1):
        try:
            return act()
        except OperationalError as error:
            if not is_deadlock(error):
                raise
    return act()
