"""The one writer: a thread that takes all work that waits, does it in one transaction, and commits once for all.

A caller hears of its work only after the commit, so what is acknowledged is on disk. Work that fails is its own
affair: the group is rolled back and done again one by one, and only the culprit is told. Work decides before it writes:
an ExchangeError means that it wrote nothing, and the group goes on.

Calls of phones come by the thousand, so their work knows how to be done together: one statement for all that wait.
"""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any, Generic, Self, TypeVar

import sqlalchemy as sa

from bluezone.exchange.errors import BusyError, ExchangeError
from bluezone.exchange.store.opening import Store

T = TypeVar("T")
Work = Callable[[sa.Connection], T]


class SharedWork(Generic[T]):
    """Work of which many pieces are done with the statements of one."""

    @classmethod
    def together(cls, connection: sa.Connection, works: Sequence[Self]) -> list[T | ExchangeError]:
        """What came of each piece, in order; a piece that is refused has written nothing."""
        raise NotImplementedError


_AnyWork = Work[Any] | SharedWork[Any]
_Waiting = tuple[_AnyWork, Future[Any]]
_MOST_IN_A_GROUP = 256


class Writer:
    """Groups work into commits. `stop` finishes what waits."""

    def __init__(self, store: Store, pending_limit: int) -> None:
        self._store = store
        self._waiting: queue.Queue[_Waiting | None] = queue.Queue()
        self._pending_limit = pending_limit
        self._thread = threading.Thread(target=self._run, name="exchange-writer", daemon=True)
        self._thread.start()

    def submit(self, work: Work[T] | SharedWork[T]) -> Future[T]:
        """The future of a piece of work. Raises BusyError when too much waits already."""
        if self._waiting.qsize() >= self._pending_limit:
            raise BusyError("too many calls wait for the store")
        future: Future[T] = Future()
        self._waiting.put((work, future))
        return future

    async def do(self, work: Work[T] | SharedWork[T]) -> T:
        """Does the work in the next group, and returns once it is on disk."""
        return await asyncio.wrap_future(self.submit(work))

    @property
    def waiting(self) -> int:
        """Pieces of work that nobody has begun."""
        return self._waiting.qsize()

    def stop(self) -> None:
        self._waiting.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (first := self._waiting.get()) is not None:
            group = [first]
            last = False
            while len(group) < _MOST_IN_A_GROUP and not self._waiting.empty():
                item = self._waiting.get()
                if item is None:
                    last = True
                    break
                group.append(item)
            self._do_group(group)
            if last:
                return

    def _do_group(self, group: list[_Waiting]) -> None:
        try:
            with self._store.transaction() as connection:
                outcomes = _attempt_all([work for work, _ in group], connection)
        except Exception:  # noqa: BLE001 - whatever broke the group, each piece gets its own chance and its own error
            self._do_singly(group)
            return
        for (_, future), outcome in zip(group, outcomes, strict=True):
            _tell(future, outcome)

    def _do_singly(self, group: list[_Waiting]) -> None:
        for work, future in group:
            try:
                with self._store.transaction() as connection:
                    (outcome,) = _attempt_all([work], connection)
            except Exception as error:  # noqa: BLE001 - handed to the one who asked
                future.set_exception(error)
            else:
                _tell(future, outcome)


def _attempt_all(works: list[_AnyWork], connection: sa.Connection) -> list[Any]:
    """The outcome of each work, in order."""
    outcomes: list[Any] = [None] * len(works)
    shared: dict[type[SharedWork[Any]], list[int]] = {}
    for place, work in enumerate(works):
        if isinstance(work, SharedWork):
            shared.setdefault(type(work), []).append(place)
        else:
            outcomes[place] = _attempt(work, connection)
    for kind, places in shared.items():
        alike = [work for place in places if isinstance(work := works[place], kind)]
        for place, outcome in zip(places, kind.together(connection, alike), strict=True):
            outcomes[place] = outcome
    return outcomes


def _attempt(work: Work[Any], connection: sa.Connection) -> Any:
    try:
        return work(connection)
    except ExchangeError as refusal:
        return refusal


def _tell(future: Future[Any], outcome: Any) -> None:
    if isinstance(outcome, ExchangeError):
        future.set_exception(outcome)
    else:
        future.set_result(outcome)
