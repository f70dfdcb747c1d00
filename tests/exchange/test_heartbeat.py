"""The write that means nothing: it goes the way of all writes, is told where it is refused, and leaves no time."""

from __future__ import annotations

import asyncio
import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from bluezone.exchange.errors import StoreError
from tests.support.exchange.databases import all_marks, store_address
from tests.support.exchange.exchanges import Scene, play

MOMENT_S = 0.1


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    with store_address("postgresql", tmp_path) as found:
        yield found


def test_on_sqlite_the_disk_is_written_to_and_neither_store_nor_journal_tells_when(tmp_path: Path, monkeypatch) -> None:
    flushed = list[int]()

    async def story(scene: Scene) -> tuple[dict[str, bytes], ...]:
        before = stored(tmp_path)
        monkeypatch.setattr(os, "fsync", lambda descriptor: flushed.append(os.fstat(descriptor).st_size))
        await scene.exchange.heartbeat.beat()
        return before, stored(tmp_path)

    before, after = play(tmp_path, story)

    assert [4_096] == flushed
    assert {"exchange.db", "exchange.db-wal"} < before.keys()
    assert before == after


def stored(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file() and path.suffix != ".db-shm"}


def test_it_waits_for_its_turn_like_every_write(tmp_path: Path) -> None:
    async def story(scene: Scene) -> tuple[bool, bool]:
        with scene.exchange.store.turn():
            beating = asyncio.ensure_future(scene.exchange.heartbeat.beat())
            early, _ = await asyncio.wait({beating}, timeout=MOMENT_S)
        await beating
        return bool(early), scene.exchange.heartbeat.is_refused

    assert (False, False) == play(tmp_path, story)


def test_where_the_disk_is_full_it_is_refused_and_a_balancer_asks_another_until_there_is_room(
    tmp_path: Path, monkeypatch
) -> None:
    async def story(scene: Scene) -> list[int]:
        ready = [(await scene.internal.get("/ready")).status_code]
        with monkeypatch.context() as harm:
            harm.setattr(os, "fsync", is_full)
            with pytest.raises(StoreError, match="No space left"):
                await scene.exchange.heartbeat.beat()
        ready.append((await scene.internal.get("/ready")).status_code)
        await scene.exchange.heartbeat.beat()
        return [*ready, (await scene.internal.get("/ready")).status_code]

    assert [200, 503, 200] == play(tmp_path, story)


def is_full(_descriptor: int) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_on_postgresql_each_beat_turns_one_mark(tmp_path: Path, address: str) -> None:
    async def story(scene: Scene) -> list[int | None]:
        beats = []
        for _ in range(3):
            await scene.exchange.heartbeat.beat()
            with scene.exchange.store.transaction() as connection:
                beats.append(all_marks(connection).get("beat"))
        return beats

    assert [1, 0, 1] == play(tmp_path / "data", story, store_url=address)


def test_on_postgresql_another_line_waits_while_somebody_holds_the_turn(tmp_path: Path, address: str) -> None:
    async def story(scene: Scene) -> tuple[bool, bool]:
        with scene.exchange.store.turn():
            asking = asyncio.ensure_future(asyncio.to_thread(scene.exchange.heartbeat.wait_for_a_turn))
            done, _ = await asyncio.wait({asking}, timeout=MOMENT_S)
        await asking
        return bool(done), asking.done()

    assert (False, True) == play(tmp_path / "data", story, store_url=address)
