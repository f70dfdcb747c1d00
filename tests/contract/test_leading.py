"""One suite over both stores: which process publishes, under which term; and that of several processes one writes at a
time.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa

from bluezone.exchange.errors import DeposedError
from bluezone.exchange.publishing.leading import Leading
from bluezone.exchange.store import Store, leading, open_store, turns
from bluezone.exchange.store.at_once import told_at_once
from bluezone.exchange.store.leading import LEASE_MS, Leader, claim, leader_now, release, renew, require_term
from bluezone.exchange.store.log import mark, set_mark
from bluezone.exchange.store.tables import leader
from bluezone.exchange.store.writer import Writer
from tests.support.exchange.databases import store_address

HERE, THERE = b"this one", b"that one"


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    with store_address(request.param, tmp_path) as address:
        opened = open_store(address)
        yield opened
        opened.close()


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[Store]:
    with store_address("postgresql", tmp_path) as address:
        opened = open_store(address)
        yield opened
        opened.close()


def claimed(store: Store, holder: bytes, *, from_idle: bool = False, by_force: bool = False) -> int | None:
    """The term under which this process publishes from now on."""
    with store.turn() as connection:
        taken = claim(connection, holder, holder.decode(), from_idle=from_idle, by_force=by_force)
    return None if taken is None else taken.term


def say(store: Store, **values: int) -> None:
    with store.turn() as connection:
        connection.execute(leader.update().values(**values))


def now(store: Store) -> Leader:
    with store.turn() as connection:
        found = leader_now(connection)
    assert found is not None
    return found


def test_the_first_who_claims_it_publishes_and_goes_on_under_the_same_term(store: Store) -> None:
    terms = [claimed(store, HERE), claimed(store, HERE)]

    found = now(store)
    assert [1, 1] == terms
    assert (HERE, "this one", False, False) == (found.holder, found.name, found.is_busy, found.is_silent)
    assert 0 < found.until_ms - found.now_ms <= LEASE_MS


def test_nobody_takes_its_place_while_its_lease_lasts_and_the_next_one_does_when_it_is_over(store: Store) -> None:
    claimed(store, HERE)
    refused = claimed(store, THERE)

    say(store, until_ms=now(store).now_ms - 1)

    assert (None, 2, None) == (refused, claimed(store, THERE), claimed(store, HERE))


def test_between_two_turns_whoever_is_asked_to_publish_may_take_over_and_within_one_nobody(store: Store) -> None:
    claimed(store, HERE)
    with store.turn() as connection:
        renew(connection, 1, HERE, is_busy=True)

    within = claimed(store, THERE, from_idle=True)
    with store.turn() as connection:
        renew(connection, 1, HERE, is_busy=False)

    assert (None, None, 2) == (within, claimed(store, THERE), claimed(store, THERE, from_idle=True))


def test_whoever_knows_to_be_alone_waits_for_no_lease(store: Store) -> None:
    claimed(store, HERE)

    assert claimed(store, THERE, by_force=True) == 2


def test_a_lease_of_a_clock_that_was_set_back_keeps_nobody_waiting_until_then(store: Store) -> None:
    claimed(store, HERE)
    say(store, until_ms=now(store).now_ms + 3_600_000)

    assert claimed(store, THERE) == 2


def test_what_is_written_under_a_term_that_is_over_is_refused(store: Store) -> None:
    claimed(store, HERE)
    claimed(store, THERE, by_force=True)

    for write in (require_term, partial(renew, is_busy=True), release):
        for term, holder in ((1, HERE), (2, HERE), (1, THERE)):  # a database put back counts its terms from there
            with pytest.raises(DeposedError), store.turn() as connection:
                write(connection, term, holder)

    assert (2, THERE, False) == (now(store).term, now(store).holder, now(store).is_busy)


def test_a_lease_that_is_given_back_is_free_at_once(store: Store) -> None:
    claimed(store, HERE)
    with store.turn() as connection:
        release(connection, 1, HERE)

    assert claimed(store, THERE) == 2


def test_what_the_newest_head_was_given_is_kept_for_whoever_publishes_next(store: Store) -> None:
    claimed(store, HERE)
    with store.turn() as connection:
        leading.keep_head(connection, issued_s=7, size=3)
        leading.keep_cosignature(connection, b"w" * 8, b"old" * 8)
        leading.keep_cosignature(connection, b"w" * 8, b"s" * 64)
        leading.keep_index_time(connection, 9)
    claimed(store, THERE, by_force=True)

    with store.turn() as connection:
        given = leading.cosignatures_in(*told_at_once(connection, [leading.COSIGNATURES]))
        leading.keep_head(connection, issued_s=8, size=4)
        of_the_next = leading.cosignatures_in(*told_at_once(connection, [leading.COSIGNATURES]))

    found = now(store)
    assert ([(b"w" * 8, b"s" * 64)], []) == (given, of_the_next)
    assert (8, 4, 9) == (found.head_issued_s, found.head_size, found.index_issued_s)


def test_of_many_processes_that_write_at_once_each_sees_what_those_before_have_written(store: Store) -> None:
    """Read, then written, sixty times by six: without turns some would write over what they have not read."""

    def count_on(_number: int) -> None:
        for _ in range(10):
            with store.turn() as connection:
                set_mark(connection, "counted", (mark(connection, "counted") or 0) + 1)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(count_on, range(6)))

    with store.turn() as connection:
        assert mark(connection, "counted") == 60


def test_a_process_that_is_frozen_in_its_turn_loses_it_and_what_it_wrote_is_gone(
    shared: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    sooner = dataclasses.replace(turns._BEGINS[0], words=turns._BEGINS[0].words.replace(str(turns.IDLE_MS), "300", 1))
    monkeypatch.setattr(turns, "_BEGINS", (sooner, *turns._BEGINS[1:]))
    began = time.monotonic()

    seen = list[int | None]()

    def be_frozen_meanwhile() -> None:
        with shared.turn() as frozen:
            set_mark(frozen, "frozen", 1)
            with shared.turn() as connection:  # waits until the server has ended the other
                seen.append(mark(connection, "frozen"))
                set_mark(connection, "awake", 1)
            set_mark(frozen, "frozen", 2)

    with pytest.raises(sa.exc.DBAPIError):
        be_frozen_meanwhile()

    with shared.turn() as connection:
        left = (mark(connection, "frozen"), mark(connection, "awake"))
    assert ([None], (None, 1)) == (seen, left)
    assert time.monotonic() - began > 0.2


def test_any_number_may_serve_on_a_database_together_and_nobody_beside_one_who_is_alone_with_it(
    shared: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bluezone.exchange.errors import StoreError
    from bluezone.exchange.store import holding

    monkeypatch.setattr(holding, "PATIENCE_MS", 200)
    address = shared.engine.url.render_as_string(hide_password=False)
    others = [open_store(address) for _ in range(2)]
    try:
        shared.hold()
        others[0].hold()
        with pytest.raises(StoreError, match="another exchange uses this database"):
            others[1].hold(alone=True)
        shared.close()
        others[0].close()

        others[1].hold(alone=True)

        with pytest.raises(StoreError, match="another exchange uses this database"):
            others[0].hold()
    finally:
        for one in others:
            one.close()


def test_whoever_waits_for_a_turn_gets_one_while_others_come_and_go(shared: Store) -> None:
    over, here = threading.Event(), threading.Barrier(3)
    with contextlib.ExitStack() as lines:  # to open one takes longer than some turns do
        for _ in range(3):
            lines.enter_context(shared.engine.connect())

    def come_and_go() -> int:
        turns_taken = 0
        here.wait()
        while not over.is_set():
            with shared.turn():
                turns_taken += 1
        return turns_taken

    with ThreadPoolExecutor(3) as pool:
        others = [pool.submit(come_and_go) for _ in range(2)]
        here.wait()
        for _ in range(20):
            with shared.turn():
                pass
        over.set()

    assert all(one.result() > 0 for one in others)


def test_a_line_to_the_database_that_is_cut_is_given_up_within_a_quarter_of_a_minute(shared: Store) -> None:
    with shared.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        set_to = driver.info.get_parameters()

    assert int(set_to["tcp_user_timeout"]) <= 15_000
    idle, interval, count = (int(set_to[f"keepalives_{name}"]) for name in ("idle", "interval", "count"))
    assert (int(set_to["connect_timeout"]) <= 5, idle + interval * count <= 15) == (True, True)


def test_the_server_too_gives_up_a_line_that_is_cut(shared: Store) -> None:
    """By itself it keeps what was cut for two hours, and a network that fails often uses up what lines it has."""
    with shared.engine.connect() as connection:
        connection.rollback()
        told = [
            connection.exec_driver_sql(f"SHOW tcp_{name}").scalar_one()
            for name in ("keepalives_idle", "keepalives_interval", "keepalives_count", "user_timeout")
        ]

    idle, interval, count = map(int, told[:3])
    assert 0 < idle + interval * count <= 30
    assert "30000" == told[3]  # ms; where an answer is on its way, nobody asks for a sign


def test_what_was_read_of_another_before_ones_own_term_ends_nothing_and_a_later_term_does(store: Store) -> None:
    """Whoever follows the store reads who publishes, and may tell of it after this process has taken over."""

    async def play() -> list[bool]:
        writer = Writer(store, 10)
        ours = Leading(store=store, writer=writer, holder=HERE, name="this one")
        claimed(store, THERE)
        before = now(store)
        say(store, until_ms=before.now_ms - 1)
        assert await ours.claim()

        told = []
        for present in (before, None, now(store), dataclasses.replace(now(store), term=3, holder=THERE)):
            ours.saw(present)
            told.append(ours.is_ours)
        await writer.stop()
        return told

    assert [True, True, True, False] == asyncio.run(play())
