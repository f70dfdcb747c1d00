"""Whether a portal's clock may be erased by: judged as an exchange's is, and by what it erased last."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import structlog

from bluezone.exchange.doubting import Doubts
from bluezone.exchange.errors import ClockError
from bluezone.exchange.leaps import ClockNotes, Leaps
from bluezone.exchange.ports import DAY_S, Steady
from bluezone.joining.clock_notes import FolderNotes
from bluezone.joining.clocks import steady_clock, system_clock
from bluezone.portal.configuration import Configuration

APART_S = 3 * DAY_S
"""From Friday evening to Monday morning an office's machine may be off, and nobody has to look at its clock."""
_log = structlog.get_logger()


class ClockGuard:
    """Asked by the clock of works, by a monitor's figures, and once by each command that erases."""

    def __init__(
        self,
        notes: ClockNotes,
        last_s: Callable[[], int | None],
        *,
        clock_s: Callable[[], int],
        steady: Steady,
        clock_is_right: bool = False,
    ) -> None:
        self._doubts = Doubts(
            lambda: None,
            notes,
            clock_is_right=clock_is_right,
            leap_s=APART_S,
            last="what this portal erased last",
        )
        self._last_s = last_s
        self._clock_s = clock_s
        self._steady = steady
        self._lock = threading.Lock()
        self._leaps: Leaps | None = None
        """None until a start was believed: one that was not is judged anew at each look."""
        self._told = ""

    @classmethod
    def of_folder(cls, data: Path, *, clock_is_right: bool = False) -> ClockGuard:
        """The guard of the portal that Django was set up on, by this machine's clocks."""
        return cls(
            FolderNotes(data, "portal"),
            _last_erased_s,
            clock_s=lambda: system_clock() // 1000,
            steady=steady_clock,
            clock_is_right=clock_is_right,
        )

    def doubts(self) -> bool:
        """Whether what cannot be taken back should wait."""
        with self._lock:
            now_s = self._clock_s()
            if self._leaps is None:
                self._begin(now_s)
            return self._leaps is None or not self._doubts.believes(self._leaps, now_s)

    def require(self, now_s: int) -> None:
        """Requires a time by which a start would be believed, for a command that erases by it. Raises ClockError."""
        self._doubts.require(now_s, self._last_s())

    def _begin(self, now_s: int) -> None:
        try:
            base_s = self._doubts.require_start(now_s, self._last_s())
        except ClockError as error:
            if self._told != str(error):
                _log.error("nothing is erased by this clock", why=str(error))
            self._told = str(error)
        else:
            self._leaps = Leaps(now_s, self._steady, base_s=base_s, leap_s=APART_S)


def waits_for_its_clock(configuration: Configuration) -> bool:
    """Whether what this portal erases waits while its clock is in doubt. A drill's clock leaps, as it should; whoever
    is erased at a training was invented."""
    from django.conf import settings

    return configuration.data is not None and configuration.clock is None and not settings.TRAINING


def _last_erased_s() -> int | None:
    from bluezone.portal.operations.clock import last_erased

    last = last_erased()
    return None if last is None else int(last.timestamp())
