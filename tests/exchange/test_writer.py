"""The one writer: who comes in company is done together, and nobody who comes alone is kept waiting for any."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from bluezone.exchange.store import Writer, open_store
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


def test_whoever_comes_a_moment_after_another_in_company_shares_a_turn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(written, "_SOON_S", 30.0)  # a loaded machine comes to it later than after its 50 ms
    monkeypatch.setattr(written, "_GATHERS_S", 2 * MOMENT_S)

    async def story(writer: Writer) -> None:
        begun, held = threading.Event(), threading.Event()

        def hold(_connection: sa.Connection) -> None:
            begun.set()
            held.wait(60)

        first = asyncio.ensure_future(writer.do(hold))
        await asyncio.to_thread(begun.wait)
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
