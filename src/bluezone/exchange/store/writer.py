"""The one writer: a thread that takes all work that waits, does it in one transaction, and commits once for all.

A caller hears of its work only after the commit, so what is acknowledged is on disk. Work that fails is its own
affair: the group is rolled back and done again one by one, and only the culprit is told. Work decides before it writes:
an ExchangeError means that it wrote nothing, and the group goes on.

Calls of phones come by the thousand, so their work knows how to be done together: one statement for all that wait.
"""

from __future__ import annotations

import abc
import asyncio
import contextlib
import itertools
import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Self, TypeVar

import sqlalchemy as sa

from bluezone.exchange.errors import BusyError, ExchangeError
from bluezone.exchange.store.at_once import Question, Told, is_out_of_reach, told_at_once, was_silent
from bluezone.exchange.store.many import Write, write_at_once
from bluezone.exchange.store.opening import Store

T = TypeVar("T")
Work = Callable[[sa.Connection], T]


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """What came of several pieces of work."""

    outcomes: list[T | ExchangeError]
    """Of each, in order; of a piece that is refused nothing is written."""
    writes: Sequence[Write]
    """What is to be on disk before anybody is told: it goes to the database with what other kinds write, and with the
    commit."""


class SharedWork(abc.ABC, Generic[T]):
    """Work of which many pieces are done with the statements of one."""

    @classmethod
    @abc.abstractmethod
    def asks(cls, dialect: sa.Dialect, works: Sequence[Self]) -> list[Question]:
        """What all of them want to know first: it is asked in one go with what other kinds want."""

    @classmethod
    @abc.abstractmethod
    def together(cls, connection: sa.Connection, works: Sequence[Self], answers: Sequence[Told]) -> Done[T]:
        """Decides about all of them. `answers` are to what they asked."""


_AnyWork = Work[Any] | SharedWork[Any]
_Waiting = tuple[_AnyWork, "asyncio.Future[Any]"]
_Told = tuple["asyncio.Future[Any]", Any]
_MOST_IN_A_GROUP = 256
_GATHERS_S = 0.02
"""So long is waited for company, by whoever comes soon after a group that had some. It is a fifth of the shortest time
for which an answer is held (settings.py), and at a nation's peak brings twenty pieces together."""
_SOON_S = 0.05


class Writer:
    """Groups work into commits, for the event loop in which it is made. `stop` finishes what waits."""

    def __init__(self, store: Store, pending_limit: int) -> None:
        self._store = store
        self._loop = asyncio.get_running_loop()
        self._waiting: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._pending_limit = pending_limit
        self._thread = threading.Thread(target=self._run, name="exchange-writer", daemon=True)
        self._thread.start()

    def admit(self, work: Work[T] | SharedWork[T]) -> asyncio.Future[T]:
        """`do`, for strangers. Raises BusyError when too much waits: a flood of calls stops calls, and nothing else."""
        if self._waiting.qsize() >= self._pending_limit:
            raise BusyError("too many calls wait for the store")
        return self.do(work)

    def do(self, work: Work[T] | SharedWork[T]) -> asyncio.Future[T]:
        """Does the work in the next group; over once it is on disk. Ours and the portal's is never refused."""
        future: asyncio.Future[T] = self._loop.create_future()
        self._waiting.put((work, future))
        return future

    @property
    def is_shared(self) -> bool:
        """Whether other processes may write into the same store."""
        return self._store.is_shared

    async def read(self, work: Work[T]) -> T:
        """Reads; where that holds nobody up, beside the writer's turns. What is long on its way to a process that is
        frozen must not keep others from theirs."""
        if not self._store.is_shared:
            return await self.do(work)
        return await asyncio.to_thread(self._read_beside, work)

    def _read_beside(self, work: Work[T]) -> T:
        with self._store.transaction() as connection:
            return work(connection)

    @property
    def waiting(self) -> int:
        """Pieces of work that nobody has begun."""
        return self._waiting.qsize()

    async def stop(self) -> None:
        self._waiting.put(None)
        await asyncio.to_thread(self._thread.join)

    def _run(self) -> None:
        last, in_company = False, False
        while not last:
            group, last = self._next_group(in_company=in_company)
            in_company = len(group) > 1
            if group:
                told = self._do_group(group)
                self._loop.call_soon_threadsafe(_tell, told)  # once for all: waking the loop costs a system call

    def _next_group(self, *, in_company: bool) -> tuple[list[_Waiting], bool]:
        """What waits now, at least one piece; and whether it is the last. Where many come, a moment is waited for more
        of them, whatever they are: a turn takes its time once for all. Whoever comes alone is not kept waiting."""
        group: list[_Waiting] = []
        item, is_soon = self._first(in_company=in_company)
        if is_soon:
            time.sleep(_GATHERS_S)
        while item is not None:
            group.append(item)
            if len(group) == _MOST_IN_A_GROUP or self._waiting.empty():
                return group, False
            item = self._waiting.get()
        return group, True

    def _first(self, *, in_company: bool) -> tuple[_Waiting | None, bool]:
        """The next piece, and whether it came soon after a group that had company."""
        if in_company:
            with contextlib.suppress(queue.Empty):
                return self._waiting.get(timeout=_SOON_S), True
        return self._waiting.get(), False

    def _do_group(self, group: list[_Waiting]) -> list[_Told]:
        outcomes = self._outcomes([work for work, _ in group])
        return [(future, outcome) for (_, future), outcome in zip(group, outcomes, strict=True)]

    def _outcomes(self, works: list[_AnyWork], *, is_last_try: bool = False) -> list[Any]:
        """Whatever broke the group, each piece gets its own chance and its own error. But not where nobody answered: a
        line that was hung up on is made anew for all of them, and silence is waited for once, not by one after another.
        """
        try:
            return self._in_one_turn(works)
        except Exception as error:  # noqa: BLE001 - handed to those who asked
            if not is_out_of_reach(error):
                return [self._do_alone(work) for work in works]
            if is_last_try or was_silent(error):
                return [_Failure(error) for _ in works]
        return self._outcomes(works, is_last_try=True)

    def _do_alone(self, work: _AnyWork) -> Any:
        try:
            (outcome,) = self._in_one_turn([work])
        except Exception as error:  # noqa: BLE001 - handed to the one who asked
            return _Failure(error)
        return outcome

    def _in_one_turn(self, works: list[_AnyWork]) -> list[Any]:
        """The outcome of each work, in order."""
        alike, others = _sorted(works, self._store.engine.dialect)
        questions = [question for one in alike for question in one.questions]
        outcomes: list[Any] = [None] * len(works)
        writes: list[Write] = []
        with self._store.asking_turn(() if others else questions) as (connection, answers):
            for place, work in others:
                outcomes[place] = _attempt(work, connection)
            # what is asked has to see what these did
            waiting = iter(told_at_once(connection, questions) if others else answers)
            for one in alike:
                told = list(itertools.islice(waiting, len(one.questions)))
                done = one.kind.together(connection, one.works, told)
                writes += done.writes
                for place, outcome in zip(one.places, done.outcomes, strict=True):
                    outcomes[place] = outcome
            write_at_once(connection, writes, is_last=True)
        return outcomes


class _Failure:
    """Something broke, as opposed to a refusal."""

    def __init__(self, error: Exception) -> None:
        self.error = error


@dataclass(frozen=True, slots=True)
class _Alike:
    """Works of one kind, their places in the group, and what they ask."""

    kind: type[SharedWork[Any]]
    works: list[SharedWork[Any]]
    places: list[int]
    questions: list[Question]


def _sorted(works: list[_AnyWork], dialect: sa.Dialect) -> tuple[list[_Alike], list[tuple[int, Work[Any]]]]:
    """Tells works that are done together, by kind, from the others, which come with their places."""
    by_kind: dict[type[SharedWork[Any]], list[tuple[int, SharedWork[Any]]]] = {}
    others: list[tuple[int, Work[Any]]] = []
    for place, work in enumerate(works):
        if isinstance(work, SharedWork):
            by_kind.setdefault(type(work), []).append((place, work))
        else:
            others.append((place, work))
    alike = []
    for kind, found in by_kind.items():
        some = [work for _, work in found]
        alike.append(_Alike(kind, some, [place for place, _ in found], kind.asks(dialect, some)))
    return alike, others


def _attempt(work: Work[Any], connection: sa.Connection) -> Any:
    try:
        return work(connection)
    except ExchangeError as refusal:
        return refusal


def _tell(told: list[_Told]) -> None:
    """Tells the outcomes, in the event loop. Whoever has gone meanwhile is not told; the work is done all the same."""
    for future, outcome in told:
        if future.done():
            continue
        if isinstance(outcome, _Failure):
            future.set_exception(outcome.error)
        elif isinstance(outcome, ExchangeError):
            future.set_exception(outcome)
        else:
            future.set_result(outcome)
