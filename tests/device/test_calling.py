"""What an observer of the line sees of a sequence: calls of one size, and intervals that tell nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bluezone.device.calling import (
    LONGEST_REST_MS,
    MEAN_REST_MS,
    SHORTEST_REST_MS,
    Caller,
    Conversation,
    rest_ms,
)
from bluezone.device.core.cover import cover
from bluezone.device.core.disclosing import Draft, disclose, new_draft
from bluezone.device.core.reporting import report
from bluezone.protocol.codes import short_code
from bluezone.protocol.disclosure import Level, RetiredSeed
from bluezone.protocol.keys import DaySeed
from tests.support.device.living import Town
from tests.support.device.phones import START_MS, TODAY, dice

CODE = short_code(b"0123456789abcdef")
SEEDS = (RetiredSeed(TODAY.plus(-1), 0, 95, DaySeed(b"sixteen bytes it")),)


@dataclass
class Passing:
    """A clock that only moves when somebody sleeps or works."""

    now_ms: int = 0
    slept: list[int] = field(default_factory=list)

    def wall_ms(self) -> int:
        return START_MS + self.now_ms

    def monotonic_ms(self) -> int:
        return self.now_ms

    async def sleep(self, duration_ms: int) -> None:
        self.slept.append(duration_ms)
        self.now_ms += duration_ms


def intervals(folder: Path, kind: str, *, saving_ms: int = 0, working_ms: int = 0) -> list[int]:
    """Milliseconds from each answer to the next call, on a phone that saves and works so slowly."""
    folder.mkdir()
    town, clock, seen = Town(folder), Passing(), []
    town.exchange.codes[CODE] = (Level.F0, TODAY)
    answered = None

    async def call(body: bytes) -> bytes:
        nonlocal answered
        if answered is not None:
            seen.append(clock.now_ms - answered)
        clock.now_ms += 40
        answer = town.exchange.answer(body)
        answered = clock.now_ms
        return answer

    def save(_: Draft) -> None:
        clock.now_ms += saving_ms

    def slowly(conversation: Conversation[Any]) -> Generator[Any, Any, Any]:
        reply = None
        while True:
            try:
                step = conversation.send(reply)
            except StopIteration as end:
                return end.value
            reply = yield step
            if type(step).__name__ == "Work":
                clock.now_ms += working_ms

    async def run() -> None:
        around = town.surroundings(0, clock=clock, entropy=dice("rests"))
        around.exchange.call = call  # type: ignore[method-assign]  # the line, watched
        caller = Caller(around, save, nobody_listens)
        await caller.converse(slowly(conversation_of(kind, town)), lambda: None, owner_act=kind != "cover")
        around.store.close()

    asyncio.run(run())
    return seen


def conversation_of(kind: str, town: Town) -> Conversation[Any]:
    keys, entropy = town.world.keys, dice("other chance")
    if kind == "disclosure":
        return disclose(new_draft(CODE, SEEDS, entropy), keys, entropy)
    return cover(keys, entropy) if kind == "cover" else report(b"sealed" * 20, keys, entropy)


async def nobody_listens(_: object) -> None:
    pass


def test_the_interval_between_calls_is_the_same_for_every_kind_whatever_a_phone_did_in_between(tmp_path: Path) -> None:
    quick = intervals(tmp_path / "a", "cover")

    assert 2 == len(quick)
    assert quick == intervals(tmp_path / "b", "disclosure", saving_ms=450)
    assert quick == intervals(tmp_path / "c", "report")
    assert quick == intervals(tmp_path / "d", "cover", working_ms=900)


def test_a_call_is_not_held_back_longer_than_its_work_took(tmp_path: Path) -> None:
    first, _ = intervals(tmp_path / "a", "cover", working_ms=60_000)

    assert 60_000 == first


def test_rests_have_a_floor_and_an_exponential_part_and_end(tmp_path: Path) -> None:
    entropy = dice("pauses")
    rests = [rest_ms(entropy) for _ in range(4_000)]

    assert SHORTEST_REST_MS <= min(rests) <= max(rests) <= LONGEST_REST_MS
    assert abs(sum(rests) / len(rests) - MEAN_REST_MS) < 100
