"""Beside somebody who reads the store its journal cannot be emptied: told, tried again, and holding up no call."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

from bluezone.exchange.leaps import Leaps
from bluezone.protocol.messages import TimeAnswer, TimeRequest
from tests.support.exchange.exchange_client import seeds_of_days
from tests.support.exchange.exchanges import TODAY, Scene, play


def a_reader(folder: Path) -> sqlite3.Connection:
    """A monitor, a shell, a slow backup."""
    reader = sqlite3.connect(folder / "exchange.db")
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM marks").fetchone()
    return reader


def test_a_reader_keeps_the_journal_and_nobody_waiting(tmp_path: Path) -> None:
    async def story(scene: Scene):
        reader = a_reader(tmp_path)
        seeds = seeds_of_days(scene.chance, range(TODAY.number - 3, TODAY.number))
        await scene.phone().disclose(await scene.code(), seeds)
        journal = tmp_path / "exchange.db-wal"

        forgetting = asyncio.ensure_future(scene.exchange.publisher.clearing.forget(scene.now_ms // 1000))
        answer = await asyncio.wait_for(scene.phone(2).call(TimeRequest(bytes(16))), 10)
        code = await asyncio.wait_for(scene.code(), 10)
        await asyncio.wait_for(forgetting, 10)
        beside = (scene.exchange.publisher.clearing.keeps_erased, b"keeps_erased 1.0" in scene.exchange.measured())
        kept = any(seed.seed.value in journal.read_bytes() for seed in seeds)

        reader.close()
        await scene.exchange.tick(Leaps(scene.now_ms // 1000))
        return answer, code, beside, kept, scene.exchange.publisher.clearing.keeps_erased, journal.stat().st_size

    answer, code, beside, kept, afterwards, size = play(tmp_path, story)

    assert isinstance(answer, TimeAnswer)
    assert code
    assert ((True, True), True) == (beside, kept)
    assert (False, 0) == (afterwards, size)


def test_at_its_end_an_exchange_leaves_no_journal_behind(tmp_path: Path) -> None:
    """Though somebody else holds the store open, who reads nothing: SQLite alone would leave it as it is."""
    other: list[sqlite3.Connection] = []

    async def story(scene: Scene):
        other.append(sqlite3.connect(tmp_path / "exchange.db"))
        other[0].execute("SELECT count(*) FROM marks").fetchone()
        await scene.code()
        return (tmp_path / "exchange.db-wal").stat().st_size

    while_running = play(tmp_path, story)
    size = (tmp_path / "exchange.db-wal").stat().st_size
    other[0].close()

    assert (True, 0) == (while_running > 0, size)
