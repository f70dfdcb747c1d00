"""When a service says that it lives: as long as what it writes comes to an end, well or refused; and when it does not,
as long as the store keeps others waiting, too."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from dataclasses import dataclass, field

import pytest

from bluezone.joining import watchdog
from bluezone.joining.supervisor import Supervisor
from bluezone.joining.watchdog import Store, watched

pytestmark = pytest.mark.every_run

PERIOD_S = 0.2


class FullError(Exception):
    """What a store says whose disk is full."""


@dataclass
class Heard:
    """A supervisor's ears."""

    said: list[str] = field(default_factory=list)
    period_s: float | None = PERIOD_S

    def is_told_alive(self) -> None:
        self.said.append("alive")

    def is_told(self, how: str) -> None:
        self.said.append(how)

    def is_told_stopping(self) -> None:
        self.said.append("stopping")

    async def hears(self, wanted: str, times: int = 1) -> None:
        async with asyncio.timeout(60):
            while self.said.count(wanted) < times:  # noqa: ASYNC110 - a list is all that is looked at
                await asyncio.sleep(0.01)


async def written() -> None:
    """Gets through."""


async def refused() -> None:
    raise FullError("the disk /srv/secret is full")


async def hangs() -> None:
    await asyncio.Event().wait()


def watches(store: Store, wanted: str, times: int = 1) -> list[str]:
    """What is heard until this was, and at the end."""
    heard = Heard()

    async def story() -> None:
        async with watched(heard, store):  # type: ignore[arg-type] # hears as a supervisor does
            await heard.hears(wanted, times)

    asyncio.run(story())
    return heard.said


def test_while_writes_get_through_it_says_that_it_lives_and_how_it_stands_once() -> None:
    said = watches(Store(written, lambda: None), "alive", times=3)

    assert ["alive", "writes get through", "alive", "alive", "stopping"] == said


def test_a_store_that_refuses_every_write_is_told_without_its_words_and_nothing_is_killed() -> None:
    said = watches(Store(refused, lambda: None), "alive", times=3)

    assert ["alive", "the store refuses writes: FullError", "alive", "alive", "stopping"] == said


def test_where_a_write_hangs_and_the_store_lets_others_write_nobody_hears_that_the_service_lives() -> None:
    said = watches(Store(hangs, lambda: None), "a write does not come to its end, and the store answers others")

    assert "alive" not in said


@pytest.mark.parametrize("how", ["waits", "refuses"])
def test_where_a_write_hangs_and_the_store_keeps_others_waiting_too_nothing_is_killed(how: str) -> None:
    gate = threading.Event()

    def answers() -> None:
        if how == "refuses":
            raise FullError
        gate.wait(60)

    try:
        said = watches(Store(hangs, answers), "alive", times=3)
    finally:
        gate.set()

    assert ["alive", "the store does not answer, or somebody holds it", "alive", "alive", "stopping"] == said


def test_however_long_a_store_keeps_others_waiting_one_of_them_asks_it() -> None:
    gate, asked = threading.Event(), list[int]()

    def answers() -> None:
        asked.append(1)
        gate.wait(60)

    try:
        watches(Store(hangs, answers), "alive", times=4)
    finally:
        gate.set()

    assert [1] == asked


def test_a_write_that_ends_late_is_heard_of_and_the_next_one_begins() -> None:
    gate, begun = asyncio.Event(), list[int]()

    async def late() -> None:
        begun.append(1)
        await gate.wait()

    async def story() -> list[str]:
        heard = Heard()
        async with watched(heard, Store(late, lambda: None)):  # type: ignore[arg-type] # as above
            await heard.hears("a write does not come to its end, and the store answers others")
            assert [1] == begun
            gate.set()
            await heard.hears("alive", times=2)
        return heard.said

    said = asyncio.run(story())

    assert ["writes get through", "alive"] == said[2:4]
    assert len(begun) > 1


def test_a_store_that_stands_still_once_more_is_asked_once_more() -> None:
    """What the question of the standstill before came to, once it was over, says nothing of this one."""
    gates = [threading.Event(), threading.Event()]
    at = [0]

    async def write() -> None:
        while not gates[at[0]].is_set():  # noqa: ASYNC110 - a thread opens it
            await asyncio.sleep(0.005)

    def answers() -> None:
        gates[at[0]].wait(60)

    async def story() -> list[str]:
        heard = Heard()
        async with watched(heard, Store(write, answers)):  # type: ignore[arg-type] # as above
            for gate in gates:
                await heard.hears("the store does not answer, or somebody holds it", times=at[0] + 1)
                gate.set()
                await heard.hears("writes get through", times=at[0] + 1)
                at[0] = min(at[0] + 1, 1)
        return heard.said

    said = asyncio.run(story())

    assert "a write does not come to its end, and the store answers others" not in said


def test_after_a_look_that_found_no_life_it_looks_again_without_a_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a rest one wrong look would be an end: the next sign would come after the period."""
    heard, rests = Heard(), list[float]()
    looks = iter([(True, "well"), (False, "hangs"), (False, "hangs"), (True, "well")])
    dog = watchdog.Watchdog(heard, Store(written, lambda: None), PERIOD_S)  # type: ignore[arg-type] # as above

    async def look() -> tuple[bool, str]:
        return next(looks)

    async def rest(seconds: float) -> None:
        rests.append(seconds)
        if len(rests) == 2:
            raise asyncio.CancelledError

    monkeypatch.setattr(dog, "_look", look)
    monkeypatch.setattr(watchdog.asyncio, "sleep", rest)
    with pytest.raises(asyncio.CancelledError):
        asyncio.run(dog.watch())

    assert ["alive", "well", "hangs", "alive", "well"] == heard.said


def test_where_nobody_watches_nothing_is_written() -> None:
    async def never() -> None:
        raise AssertionError("somebody writes")

    async def story() -> None:
        async with watched(Supervisor("", None), Store(never, lambda: None)):
            await asyncio.sleep(0)

    asyncio.run(story())


def test_a_thread_that_never_comes_back_keeps_nobody_from_ending() -> None:
    gate = threading.Event()

    async def story() -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(watchdog.in_a_thread(lambda: gate.wait(60)), 0.05)

    asyncio.run(story())
    (thread,) = [one for one in threading.enumerate() if one.name == "watchdog"]

    assert thread.daemon
    gate.set()
    thread.join(60)
