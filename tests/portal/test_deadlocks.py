"""An act that has to give way to another one begins anew, and nothing else does."""

from __future__ import annotations

import sqlite3

import pytest
from django.db import OperationalError

from bluezone.portal.deadlocks import begun_anew, is_deadlock


class EndedError(Exception):
    sqlstate = "40P01"


def busy() -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("database is locked")
    error.sqlite_errorcode = sqlite3.SQLITE_BUSY
    return error


def begun(causes: list[Exception]) -> str:
    """What an act comes to that fails for each of these causes, one after the other, and then is done."""

    def act() -> str:
        if causes:
            raise OperationalError("x") from causes.pop(0)
        return "done"

    return begun_anew(act)


@pytest.mark.parametrize("times", [0, 1, 4])
def test_it_is_done_once_nobody_stands_in_the_way(times):
    assert "done" == begun([EndedError()] * times)


@pytest.mark.parametrize(("causes", "left"), [([EndedError()] * 6, 1), ([ConnectionError(), EndedError()], 1)])
def test_after_five_times_it_is_told_and_what_is_broken_at_once(causes, left):
    causes = [*causes]

    with pytest.raises(OperationalError):
        begun(causes)

    assert left == len(causes)


def test_a_store_that_is_held_too_long_is_one_of_them():
    error = OperationalError("database is locked")
    error.__cause__ = busy()

    assert is_deadlock(error)
