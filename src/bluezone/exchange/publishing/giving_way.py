"""When the process that publishes leaves that to another one: its own way to the files may be cut, and others' not.

Its way to the store is whole then, so that the lease would go on for good while nothing comes out. Where all fail, each
has its turn, and nothing is harmed: what was begun is finished by whoever comes next (publishing/turns.py).
"""

from __future__ import annotations

from bluezone.exchange.ports import MINUTE_S

_FAILURES = 3
PAUSE_S = MINUTE_S
"""So long is publishing left to others; whoever asks this process for a publication does not wait for it."""


class GivingWay:
    """Counts the turns of publishing that failed in a row, and how long others come first after that."""

    def __init__(self) -> None:
        self._failures = 0
        self._since_s: int | None = None

    def failed(self) -> None:
        """Counts a turn that failed."""
        self._failures += 1

    def succeeded(self) -> None:
        """Begins to count anew."""
        self._failures = 0

    @property
    def is_due(self) -> bool:
        """Whether so many turns have failed that another process should try."""
        return self._failures >= _FAILURES

    def begin(self, now_s: int) -> None:
        """Leaves publishing to others from now on."""
        self._failures, self._since_s = 0, now_s

    def lasts(self, now_s: int) -> bool:
        """Whether others still come first; a clock that was set back does not make that longer."""
        return self._since_s is not None and 0 <= now_s - self._since_s < PAUSE_S
