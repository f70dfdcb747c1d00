"""Who stands in a door, whose they are, and who has to leave when somebody else comes: nothing but bookkeeping.

Whoever is being answered stays. Of the others those leave first who only rest between two requests, then whoever has
been sending for longest, then whoever has been fetching an answer for longest: a genuine caller needs a moment, and
whoever holds places needs them for long.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum
from typing import Generic, TypeVar

Guest = TypeVar("Guest")


class Stage(IntEnum):
    """What somebody is about, in the order in which they leave."""

    RESTING = 0
    RECEIVING = 1
    SENDING = 2
    ANSWERING = 3


_LEAVING = (Stage.RESTING, Stage.RECEIVING, Stage.SENDING)


class _Crowd(Generic[Guest]):
    """Guests by what they are about, the longest first."""

    def __init__(self) -> None:
        self._by_stage: tuple[dict[Guest, None], ...] = tuple({} for _ in Stage)
        self.count = 0

    def add(self, guest: Guest, stage: Stage) -> None:
        self._by_stage[stage][guest] = None
        self.count += 1

    def remove(self, guest: Guest, stage: Stage) -> None:
        del self._by_stage[stage][guest]
        self.count -= 1

    def move(self, guest: Guest, stage: Stage, new: Stage) -> None:
        del self._by_stage[stage][guest]
        self._by_stage[new][guest] = None

    def first_to_leave(self) -> Guest | None:
        return next((guest for stage in _LEAVING for guest in self._by_stage[stage]), None)

    def about(self, *stages: Stage) -> Iterator[Guest]:
        for stage in stages:
            yield from self._by_stage[stage]


class Places(Generic[Guest]):
    """All guests of one door."""

    def __init__(self) -> None:
        self._all: _Crowd[Guest] = _Crowd()
        self._of: dict[str, _Crowd[Guest]] = {}
        self._known: dict[Guest, tuple[Stage, str | None]] = {}

    def __len__(self) -> int:
        return self._all.count

    def enter(self, guest: Guest, owner: str | None) -> None:
        """Somebody comes; without an owner they count among all and with nobody."""
        self._known[guest] = (Stage.RECEIVING, owner)
        self._all.add(guest, Stage.RECEIVING)
        self._add(guest, Stage.RECEIVING, owner)

    def leave(self, guest: Guest) -> None:
        """Somebody has gone; said twice is no error."""
        if guest in self._known:
            stage, owner = self._known.pop(guest)
            self._all.remove(guest, stage)
            self._remove(guest, stage, owner)

    def turn_to(self, guest: Guest, stage: Stage) -> None:
        """Somebody is about something else now, from now on."""
        if guest in self._known:
            before, owner = self._known[guest]
            self._known[guest] = (stage, owner)
            self._all.move(guest, before, stage)
            if owner is not None:
                self._of[owner].move(guest, before, stage)

    def belong_to(self, guest: Guest, owner: str | None) -> None:
        """Somebody turns out to be another's, or nobody's any more."""
        if guest in self._known and self._known[guest][1] != owner:
            stage, before = self._known[guest]
            self._remove(guest, stage, before)
            self._known[guest] = (stage, owner)
            self._add(guest, stage, owner)

    def count_of(self, owner: str) -> int:
        crowd = self._of.get(owner)
        return crowd.count if crowd is not None else 0

    def first_to_leave(self, owner: str | None = None) -> Guest | None:
        """Whichever would have to leave for another, of one owner's or of all; None while all are being answered."""
        crowd = self._all if owner is None else self._of.get(owner)
        return crowd.first_to_leave() if crowd is not None else None

    def waiting(self) -> list[Guest]:
        """Everybody whose time may run out."""
        return list(self._all.about(*_LEAVING))

    def everybody(self) -> list[Guest]:
        return list(self._known)

    def _add(self, guest: Guest, stage: Stage, owner: str | None) -> None:
        if owner is not None:
            self._of.setdefault(owner, _Crowd()).add(guest, stage)

    def _remove(self, guest: Guest, stage: Stage, owner: str | None) -> None:
        if owner is not None:
            crowd = self._of[owner]
            crowd.remove(guest, stage)
            if crowd.count == 0:
                del self._of[owner]
