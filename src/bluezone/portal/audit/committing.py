"""Lines of the audit that wait for each other are written together: each is answered once its own is durable.

Whoever is shown something waits for the disk. While one waits, others come; whoever is next takes all of them along in
one transaction, in the order in which they came. Nobody's line waits for a moment that nobody needs: alone, it is
written at once. A line within somebody's own transaction is not kept here; it stands or falls with its act.

One that cannot be written is told to whoever brought it, and to nobody beside: the others of its group are written one
by one.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

MOST_TOGETHER = 64
Told = TypeVar("Told")
Written = TypeVar("Written")


class _Waiting(Generic[Told, Written]):
    """One line, until it is written or failed."""

    def __init__(self, told: Told) -> None:
        self.told = told
        self.written: Written | None = None
        self.error: Exception | None = None

    @property
    def is_settled(self) -> bool:
        return self.written is not None or self.error is not None


class Together(Generic[Told, Written]):
    """Writes what several threads bring, many at a time."""

    def __init__(
        self,
        write: Callable[[Sequence[Told]], Sequence[Written]],
        is_of_one: Callable[[Exception], bool] = lambda _: False,
    ) -> None:
        """`write` keeps all of them durably, or none, and says what it kept, in their order. An error that `is_of_one`
        says that nothing is kept because of one of them. Any other may have come after all were kept, and is raised by
        all of them: nothing is written twice."""
        self._write = write
        self._is_of_one = is_of_one
        self._turn = threading.Lock()
        self._waiting: deque[_Waiting[Told, Written]] = deque()

    def add(self, told: Told) -> Written:
        """Has this written, with others or alone. Raises what the writing raised."""
        own: _Waiting[Told, Written] = _Waiting(told)
        self._waiting.append(own)
        while not own.is_settled:
            with self._turn:
                if not own.is_settled:
                    self._settle([self._waiting.popleft() for _ in range(min(len(self._waiting), MOST_TOGETHER))])
        if own.error is not None:
            raise own.error
        assert own.written is not None
        return own.written

    def _settle(self, batch: Sequence[_Waiting[Told, Written]]) -> None:
        try:
            written = self._write([one.told for one in batch])
        except Exception as error:  # noqa: BLE001 - each of them raises it where it waits
            is_for_all = len(batch) == 1 or not self._is_of_one(error)
            for one in batch:
                if is_for_all:
                    one.error = error
                else:
                    self._settle([one])
        else:
            for one, kept in zip(batch, written, strict=True):
                one.written = kept
