"""The one writer: who comes in company is done together, and nobody who comes alone is kept waiting for any."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import threading
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import psycopg
import pytest
import sqlalchemy as sa

from bluezone.exchange.store import Done, Question, SharedWork, Store, Told, Writer, open_store
from bluezone.exchange.store import writer as written

MOMENT_S = 0.3


@pytest.fixture(autouse=True)
def long_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(written, "_GATHERS_S", MOMENT_S)


def play(folder: Path, story: Callable[[Writer], Awaitable[None]]) -> int:
    """How many turns a story takes."""

    async def played() -> int:
        store, turns = open_store(f"sqlite:///{folder / 'store.db'}"), list[sa.Connection]()
        sa.event.listen(store.engine, "begin", turns.append)
        writer = Writer(store, pending_limit=1_000)
        await story(writer)
        await writer.stop()
        store.close()
        return len(turns)

    return asyncio.run(played())


def nothing(_connection: sa.Connection) -> None:
    """Work of no duration."""


@dataclass(frozen=True)
class Counting(SharedWork[int]):
    """Wants to know how many there are, and adds one more for each of its kind."""

    table: str

    @classmethod
    def asks(cls, _dialect: sa.Dialect, works: Sequence[Self]) -> list[Question]:
        return [Question(f"SELECT count(*) FROM {work.table}") for work in works]

    @classmethod
    def together(cls, connection: sa.Connection, works: Sequence[Self], answers: Sequence[Told]) -> Done[int]:
        for work in works:
            connection.exec_driver_sql(f"INSERT INTO {work.table} VALUES (1)")
        return Done([count for ((count,),) in (answer.rows for answer in answers)], [])


class CountingElsewhere(Counting):
    """Another kind, in the same group."""


async def a_held_turn(writer: Writer) -> tuple[asyncio.Future[None], threading.Event]:
    """A turn that has begun, and what ends it."""
    begun, held = threading.Event(), threading.Event()

    def hold(_connection: sa.Connection) -> None:
        begun.set()
        held.wait(60)

    first = writer.do(hold)
    await asyncio.to_thread(begun.wait)
    return first, held


async def held_together(writer: Writer, *works: object) -> list[object]:
    """What comes of works that are in one group."""
    first, held = await a_held_turn(writer)
    company = [writer.do(work) for work in works]
    held.set()
    await first
    return await asyncio.gather(*company)


def test_kinds_are_asked_for_in_one_go_and_each_is_given_the_answers_to_its_own_questions(tmp_path: Path) -> None:
    told = list[object]()

    async def story(writer: Writer) -> None:
        await writer.do(lambda connection: [made(connection, "apples", 2), made(connection, "pears", 5)])
        kinds = Counting("apples"), CountingElsewhere("pears"), Counting("pears"), CountingElsewhere("apples")
        told.extend(await held_together(writer, *kinds))

    play(tmp_path, story)

    assert [2, 5, 5, 2] == told


def test_whoever_asks_sees_what_others_in_the_same_turn_have_done_by_themselves(tmp_path: Path) -> None:
    """An hour may close in the turn in which somebody's seeds arrive: they belong to the next one."""
    told = list[object]()

    async def story(writer: Writer) -> None:
        await writer.do(lambda connection: made(connection, "apples", 2))
        adds = lambda connection: connection.exec_driver_sql("INSERT INTO apples VALUES (1)").rowcount  # noqa: E731
        told.extend(await held_together(writer, Counting("apples"), adds))

    play(tmp_path, story)

    assert [3, 1] == told


def made(connection: sa.Connection, table: str, rows: int) -> None:
    connection.exec_driver_sql(f"CREATE TABLE {table} (one INTEGER)")
    connection.exec_driver_sql(f"INSERT INTO {table} VALUES " + ", ".join(["(1)"] * rows))


def test_whoever_comes_a_moment_after_another_in_company_shares_a_turn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(written, "_SOON_S", 30.0)  # a loaded machine comes to it later than after its 50 ms
    monkeypatch.setattr(written, "_GATHERS_S", 2 * MOMENT_S)

    async def story(writer: Writer) -> None:
        first, held = await a_held_turn(writer)
        company = [asyncio.ensure_future(writer.do(nothing)) for _ in range(5)]
        await asyncio.sleep(0)
        held.set()
        await asyncio.gather(first, *company)

        async def late() -> None:
            await asyncio.sleep(MOMENT_S / 10)
            await writer.do(nothing)

        await asyncio.gather(writer.do(nothing), late())

    assert 3 == play(tmp_path, story)  # the first, the company, and both who came after it


def test_whoever_comes_alone_waits_for_nobody(tmp_path: Path) -> None:
    took = list[float]()

    async def story(writer: Writer) -> None:
        for _ in range(5):
            began = time.perf_counter()
            await writer.do(nothing)
            took.append(time.perf_counter() - began)

    play(tmp_path, story)

    assert min(took[1:]) < MOMENT_S


def test_whoever_comes_long_after_a_group_waits_for_nobody(tmp_path: Path) -> None:
    took = list[float]()

    async def story(writer: Writer) -> None:
        for _ in range(3):
            await asyncio.gather(*(writer.do(nothing) for _ in range(4)))
            await asyncio.sleep(2 * written._SOON_S)
            began = time.perf_counter()
            await writer.do(nothing)
            took.append(time.perf_counter() - began)

    play(tmp_path, story)

    assert min(took) < MOMENT_S


@dataclass
class SometimesOutOfReach:
    """A store's own turns, before the first of which nobody answers."""

    store: Store
    tries: int
    says_so: Exception
    tried: int = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)

    @contextlib.contextmanager
    def asking_turn(self, questions: Sequence[Question] = ()) -> Iterator[tuple[sa.Connection, list[Told]]]:
        self.tried += 1
        if self.tried <= self.tries:
            raise self.says_so
        with self.store.asking_turn(questions) as turn:
            yield turn


def tried_and_told(
    folder: Path, tries: int, says_so: Exception, monkeypatch: pytest.MonkeyPatch
) -> tuple[int, list[object]]:
    """How often the store was asked for five pieces of work that came together, and what each was told."""
    monkeypatch.setattr(written.Writer, "_next_group", _five_at_once(written.Writer._next_group))

    async def played() -> tuple[int, list[object]]:
        store = SometimesOutOfReach(open_store(f"sqlite:///{folder / 'store.db'}"), tries, says_so)
        writer = Writer(store, pending_limit=1_000)  # type: ignore[arg-type]
        told = await asyncio.gather(*(writer.do(nothing) for _ in range(5)), return_exceptions=True)
        tried = store.tried
        await writer.stop()
        store.close()
        return tried, told

    return asyncio.run(played())


def _five_at_once(next_group: Callable[..., Any]) -> Callable[..., Any]:
    def whole(self: Writer, *, in_company: bool) -> Any:
        group, last = next_group(self, in_company=in_company)
        while not last and len(group) < 5:
            more, last = next_group(self, in_company=in_company)
            group += more
        return group, last

    return whole


@pytest.mark.parametrize("number", [errno.ETIMEDOUT, errno.EHOSTUNREACH], ids=["behind a router", "on the same switch"])
def test_where_the_database_is_silent_all_hear_of_it_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """Each of them waited for a silence of its own, one after another: minutes, where a dozen phones called."""
    silence = psycopg.OperationalError(f"could not receive data from server: {os.strerror(number)}")

    assert (1, [silence] * 5) == tried_and_told(tmp_path, 1, silence, monkeypatch)


def test_silence_is_known_behind_the_error_of_a_turn_that_could_not_be_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = sa.exc.OperationalError("", None, psycopg.OperationalError("the connection is closed"))
    closed.__context__ = psycopg.OperationalError(f"consuming input failed: {os.strerror(errno.ETIMEDOUT)}")

    assert (1, [closed] * 5) == tried_and_told(tmp_path, 1, closed, monkeypatch)


def test_nor_is_a_machine_asked_twice_that_lets_nobody_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nobody = sa.exc.OperationalError("", None, psycopg.errors.ConnectionTimeout("connection timeout expired"))

    assert (1, [nobody] * 5) == tried_and_told(tmp_path, 1, nobody, monkeypatch)


def test_a_line_that_was_hung_up_on_is_made_anew_and_nobody_hears_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hung_up = psycopg.OperationalError("server closed the connection unexpectedly")

    assert (2, [None] * 5) == tried_and_told(tmp_path, 1, hung_up, monkeypatch)


def test_a_database_that_hangs_up_again_and_again_is_asked_twice_for_all_of_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = psycopg.OperationalError("connection refused")

    assert (2, [refused] * 5) == tried_and_told(tmp_path, 100, refused, monkeypatch)


def test_what_a_database_says_is_wrong_is_told_to_each_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = psycopg.errors.LockNotAvailable("a turn was not to be had")

    assert (6, [None] * 5) == tried_and_told(tmp_path, 1, wrong, monkeypatch)
