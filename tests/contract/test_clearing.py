"""What is erased on PostgreSQL goes also beside processes that wait; where somebody still sees it, that is said."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import sqlalchemy as sa

from bluezone.exchange.store import Store, open_store
from bluezone.exchange.store.tables import code_keys
from tests.support.exchange.databases import store_address

_WAITERS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
_LOOKS, _LOOK_S = 1_200, 0.05


@pytest.fixture
def stores(tmp_path: Path) -> Iterator[list[Store]]:
    """Three processes' on one database."""
    with store_address("postgresql", tmp_path) as address, ExitStack() as stack:
        opened = [open_store(address) for _ in range(3)]
        for store in opened:
            stack.callback(store.close)
        yield opened


def fill(store: Store) -> None:
    with store.turn() as connection:
        connection.execute(sa.text("CREATE EXTENSION IF NOT EXISTS pgstattuple"))
        for number in range(100):
            row = {c.name: number.to_bytes(16) if isinstance(c.type, sa.LargeBinary) else number for c in code_keys.c}
            connection.execute(code_keys.insert().values(**row))


def erase(connection: sa.Connection) -> None:
    connection.execute(code_keys.delete())


def left(store: Store) -> int:
    """How many erased rows PostgreSQL still keeps."""
    with store.transaction() as connection:
        return connection.execute(sa.text("SELECT dead_tuple_count FROM pgstattuple('code_keys')")).scalar_one()


def until_waiting(connection: sa.Connection, count: int) -> None:
    for _ in range(_LOOKS):
        if connection.execute(sa.text(_WAITERS)).scalar_one() >= count:
            return
        time.sleep(_LOOK_S)
    raise AssertionError("nobody waits for the turn")


def started(work: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=work)
    thread.start()
    return thread


def test_what_was_erased_while_others_waited_for_their_turn_is_cleared_beside_them(stores: list[Store]) -> None:
    one, two, three = stores
    has_turn, may_end, order = threading.Event(), threading.Event(), list[str]()

    def takes_its_time() -> None:
        with two.turn():
            order.append("two")
            has_turn.set()
            may_end.wait(60)

    def waits() -> None:
        with three.turn():
            order.append("three")

    fill(one)
    with one.turn() as connection:
        erase(connection)
        threads = [started(takes_its_time)]
        until_waiting(connection, 1)
        threads.append(started(waits))
        until_waiting(connection, 2)
    assert has_turn.wait(60)
    said, kept = one.forget_order(), left(one)
    may_end.set()
    for thread in threads:
        thread.join()

    assert (True, 0, ["two", "three"]) == (said, kept, order)


def test_what_somebody_can_still_see_is_said_to_be_kept_until_they_have_ended(stores: list[Store]) -> None:
    one, copies, _ = stores
    fill(one)
    with copies.engine.connect().execution_options(isolation_level="REPEATABLE READ") as copy:
        copy.execute(sa.select(sa.func.count()).select_from(code_keys))
        with one.turn() as connection:
            erase(connection)
        beside = one.forget_order(), left(one)

    assert ((False, 100), (True, 0)) == (beside, (one.forget_order(), left(one)))
