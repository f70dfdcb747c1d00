"""What is read over two lines at once is of one moment; in a transaction, and in memory, one comes before the other."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections

from bluezone.portal.places.models import Unit
from bluezone.portal.tracing import second_line as lines
from bluezone.portal.tracing.second_line import second_line

postgresql_only = pytest.mark.skipif(connection.vendor != "postgresql", reason="asks the server")
sqlite_only = pytest.mark.skipif(connection.vendor != "sqlite", reason="a server hands a moment on")
NEW = "Xã Vừa Viết"
PATIENCE_S = 60


def count_new() -> int:
    return Unit.objects.filter(name=NEW).count()


def raw_line() -> Any:
    """The line to the store that this thread has."""
    return connection.connection


def test_in_a_transaction_it_is_read_before_and_with_what_was_written_there(db):
    unit = Unit.objects.order_by("pk")[0]
    Unit.objects.filter(pk=unit.pk).update(name=NEW)

    with second_line() as beside:
        counted = beside(count_new)
        Unit.objects.filter(pk=unit.pk).update(name=unit.name)
        assert (1, 0) == (counted(), count_new())


@pytest.fixture
def on_disk(django_db_setup, django_db_blocker, tmp_path, monkeypatch) -> Iterator[None]:
    """Outside every transaction; SQLite's tables, which tests have in memory, lie in a file as a portal's do."""
    with django_db_blocker.unblock():
        if connection.vendor != "sqlite":
            yield
            return
        file, ours = tmp_path / "portal.db", connections["default"]
        _copy(str(ours.settings_dict["NAME"]), file)
        monkeypatch.setitem(ours.settings_dict, "NAME", str(file))
        connections["default"] = connections.create_connection("default")
        try:
            yield
        finally:
            connections["default"].close()
            connections["default"] = ours


def _copy(name: str, file: Path) -> None:
    with closing(sqlite3.connect(name, uri=True)) as in_memory, closing(sqlite3.connect(file)) as copy:
        in_memory.backup(copy)


@pytest.fixture
def outside(on_disk) -> Iterator[Callable[[str], None]]:
    """Names the first unit over a line of its own. Its own name is put back."""
    unit = Unit.objects.order_by("pk")[0]

    def name(said: str) -> None:
        try:
            Unit.objects.filter(pk=unit.pk).update(name=said)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as elsewhere:
        try:
            yield lambda said: elsewhere.submit(name, said).result()
        finally:
            elsewhere.submit(name, unit.name).result()


def test_both_lines_see_one_moment_whatever_is_written_meanwhile(outside):
    def reading() -> int:
        outside(NEW)
        return count_new()

    with second_line() as beside:
        counted = beside(reading)
        assert raw_line() is not beside(raw_line)()
        assert (0, 0, 0) == (counted(), count_new(), beside(count_new)())

    assert 1 == count_new()


@sqlite_only
def test_where_another_has_written_between_the_two_beginnings_both_begin_once_more(outside, monkeypatch):
    begin, begun = lines._begin, list[object]()

    def begin_and_be_written_to() -> object:
        state = begin()
        if not begun:
            outside(NEW)
        begun.append(state)
        return state

    monkeypatch.setattr(lines, "_begin", begin_and_be_written_to)

    with second_line() as beside:
        assert raw_line() is not beside(raw_line)()
        assert (1, 1) == (beside(count_new)(), count_new())

    assert 4 == len(begun)  # both, twice


@sqlite_only
def test_where_others_write_without_a_pause_all_is_read_over_one_line(outside, monkeypatch):
    begin, names = lines._begin, list[str]()

    def begin_and_be_written_to() -> object:
        state = begin()
        names.append(f"{NEW} {len(names)}")
        outside(names[-1])
        return state

    monkeypatch.setattr(lines, "_begin", begin_and_be_written_to)

    with second_line() as beside:
        assert raw_line() is beside(raw_line)()
        found = Unit.objects.filter(name__startswith=NEW).get
        assert [names[-2]] * 2 == [beside(found)().name, found().name]  # and what was written since is not seen

    assert names[-1] == found().name


def test_what_the_second_line_is_refused_is_raised_where_it_is_waited_for_and_both_lines_are_free(outside):
    def read_what_is_refused() -> None:
        with second_line() as beside:
            refused = beside(lambda: list(Unit.objects.extra(where=["no_such = 1"])))
            count_new()
            refused()

    with pytest.raises(DatabaseError):
        read_what_is_refused()

    outside(NEW)
    assert (False, 1) == (connection.in_atomic_block, count_new())


@sqlite_only
def test_the_second_line_of_sqlite_is_closed_behind_the_block(on_disk):
    with second_line() as beside:
        line = beside(raw_line)()

    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        line.execute("SELECT 1")


@postgresql_only
def test_the_second_line_of_a_server_is_closed_behind_the_block(on_disk):
    before = _lines()

    with second_line() as beside:
        assert before < beside(_lines)()

    until = time.monotonic() + PATIENCE_S
    while _lines() > before:  # a server lets go of one a moment after it was closed
        assert time.monotonic() < until


def _lines() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND state IS NOT NULL")
        (count,) = cursor.fetchone()
    return int(count)
