"""A service's proof that it lives: again and again it writes something, and whoever watches hears how that ended.

    it got through          said, and said to be well
    the store refuses it    said: no restart brings a full disk or an absent database back, and one would lose what
                            waits in memory; the status line tells it
    it does not end         the store is asked on another line. Where that waits as well, the store is at fault, as
                            above. Where the store answers, this process hangs, and nothing is said: it is killed and
                            begun anew

So is one whose event loop stands still (docs/decisions/0053-watchdog.md).
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import NamedTuple

from bluezone.joining.supervisor import Supervisor

_PARTS = 4
"""So many tries a period; one takes so long a part of it at most, and the question on another line half of that."""


class Store(NamedTuple):
    """What is written into, as the watchdog sees it."""

    write: Callable[[], Awaitable[object]]
    """The way of all that the service writes. Raises what the store says where it refuses."""
    answers: Callable[[], object]
    """Returns once the store lets somebody write on a line of its own; raises, or waits, where it does not. Called in
    a thread."""


class Watchdog:
    """Tells a supervisor that the service lives, for as long as it does."""

    def __init__(self, supervisor: Supervisor, store: Store, period_s: float) -> None:
        self._supervisor, self._store = supervisor, store
        self._part_s = period_s / _PARTS
        self._writing: asyncio.Future[object] | None = None
        self._asking: asyncio.Future[object] | None = None
        self._told = ""

    async def watch(self) -> None:
        """Looks until it is cancelled."""
        while True:
            is_alive, how = await self._look()
            if is_alive:
                self._supervisor.is_told_alive()
            if how != self._told:
                self._supervisor.is_told(how)
                self._told = how
            if is_alive:  # else it looks again at once, so that one look that was wrong is no end
                await asyncio.sleep(self._part_s)

    async def _look(self) -> tuple[bool, str]:
        """Whether to say that it lives, and how it stands."""
        if self._writing is None:
            self._writing = asyncio.ensure_future(self._store.write())
        if await _ended(self._writing, self._part_s):
            done, self._writing = self._writing, None
            error = done.exception()
            return True, "writes get through" if error is None else f"the store refuses writes: {_kind_of(error)}"
        if await self._is_answered():
            return False, "a write does not come to its end, and the store answers others"
        return True, "the store does not answer, or somebody holds it"

    async def _is_answered(self) -> bool:
        """Whether the store answers on another line. One question at a time: those that wait would pile up. What one
        came to that nobody waited for any more says nothing of now."""
        if self._asking is not None and self._asking.done():
            self._asking.exception()
            self._asking = None
        if self._asking is None:
            self._asking = in_a_thread(self._store.answers)
        if not await _ended(self._asking, self._part_s / 2):
            return False
        done, self._asking = self._asking, None
        return done.exception() is None


@contextlib.asynccontextmanager
async def watched(supervisor: Supervisor, store: Store) -> AsyncIterator[None]:
    """Tells the supervisor for the length of a block that the service lives, where it wants to hear that; and at its
    end that the service ends."""
    period_s = supervisor.period_s
    watching = [] if period_s is None else [asyncio.create_task(Watchdog(supervisor, store, period_s).watch())]
    try:
        yield
    finally:
        supervisor.is_told_stopping()
        for one in watching:
            one.cancel()
        await asyncio.gather(*watching, return_exceptions=True)


def in_a_thread(work: Callable[[], object]) -> asyncio.Future[object]:
    """Does it in a thread of its own, which nobody waits for at the end: it may never come back."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[object] = loop.create_future()

    def run() -> None:
        outcome: object = None
        error: Exception | None = None
        try:
            outcome = work()
        except Exception as raised:  # noqa: BLE001 - handed to whoever asked
            error = raised
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody asks any more
            loop.call_soon_threadsafe(_tell, future, outcome, error)

    threading.Thread(target=run, daemon=True, name="watchdog").start()
    return future


def _tell(future: asyncio.Future[object], outcome: object, error: Exception | None) -> None:
    if future.done():
        return
    if error is None:
        future.set_result(outcome)
    else:
        future.set_exception(error)


async def _ended(future: asyncio.Future[object], within_s: float) -> bool:
    done, _ = await asyncio.wait({future}, timeout=within_s)
    return bool(done)


def _kind_of(error: BaseException) -> str:
    """The kind alone: words of a database may quote."""
    return type(error).__name__
