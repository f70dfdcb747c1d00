"""Large answers that lie in memory until they are fetched: nothing but bookkeeping.

An answer is the same bytes for all who fetch the same file, and counts once. Whoever has bytes for himself alone takes
more room than a thousand who share theirs, and has to leave before them.
"""

from __future__ import annotations

from typing import Generic, TypeVar

Guest = TypeVar("Guest")


class Fetching(Generic[Guest]):
    """The large answers of one door, and whoever fetches them."""

    def __init__(self) -> None:
        self.bytes = 0
        """Of all these answers together, each once."""
        self._body_of: dict[Guest, bytes] = {}
        self._guests_of: dict[int, dict[Guest, None]] = {}

    def add(self, guest: Guest, body: bytes) -> None:
        """Somebody begins to fetch these bytes."""
        self.drop(guest)
        self._body_of[guest] = body
        guests = self._guests_of.setdefault(id(body), {})
        self.bytes += 0 if guests else len(body)
        guests[guest] = None

    def drop(self, guest: Guest) -> None:
        """Somebody is done, or gone; said twice is no error."""
        body = self._body_of.pop(guest, None)
        if body is not None:
            guests = self._guests_of[id(body)]
            del guests[guest]
            if not guests:
                del self._guests_of[id(body)]
                self.bytes -= len(body)

    def first_to_leave(self) -> list[Guest]:
        """Everybody who fetches the bytes that are most for each of those who fetch them."""
        crowds = self._guests_of.values()
        return list(max(crowds, key=self._share, default=()))

    def _share(self, guests: dict[Guest, None]) -> float:
        return len(self._body_of[next(iter(guests))]) / len(guests)
