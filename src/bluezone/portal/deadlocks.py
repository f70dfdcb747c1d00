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
    cause = error.__cause__
    state, code = getattr(cause, "sqlstate", None), getattr(cause, "sqlite_errorcode", None)
    return state in {_DEADLOCK, _SERIALIZATION} or code == SQLITE_BUSY


def begun_anew(act: Callable[[], Done]) -> Done:
    """Does a whole transaction, and again while it has to give way to another one. Raises what it raises."""
    for _ in range(_TIMES - 1):
        try:
            return act()
        except OperationalError as error:
            if not is_deadlock(error):
                raise
    return act()
