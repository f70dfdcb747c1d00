"""What a service does about a clock that it does not believe: refuses to start, or says so once and notes it beside the
data, where the next start, the doctor and other commands find it. What is believed, leaps.py says.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import structlog

from bluezone.exchange.errors import BusyError, ClockError
from bluezone.exchange.leaps import LEAP_S, ClockNotes, Doubt, Leaps, Unnoted, is_vouched_for, require_start
from bluezone.exchange.ports import Clock, SecondClock, Steady

_log = structlog.get_logger()


class Doubts:
    """The doubts of one process."""

    def __init__(
        self,
        second: SecondClock,
        notes: ClockNotes | None,
        *,
        clock_is_right: bool = False,
        leap_s: int = LEAP_S,
        last: str = "what this exchange signed last",
    ) -> None:
        """`clock_is_right` is a person's word; `leap_s` is how far from the `last` time, in words, a start may be."""
        self._second = second
        self._notes: ClockNotes = notes or Unnoted()
        self._clock_is_right = clock_is_right
        self._leap_s = leap_s
        self._last = last
        self._noted: Doubt | None = None

    def require_start(self, now_s: int, last_s: int | None) -> int | None:
        """Requires a right clock before anything is done by it, and notes whether it is; with what it was compared,
        None where a person vouches for it. Raises ClockError."""
        try:
            base_s = self.require(now_s, last_s)
        except ClockError:
            known = [time_s for time_s in (last_s, self._second_s()) if time_s is not None]
            expected_s = max(known, key=lambda time_s: abs(now_s - time_s), default=now_s)
            self._note(self._notes.doubt() or Doubt(now_s, expected_s))
            raise
        self._note(None)
        return base_s

    def begin(self, now_s: int, last_s: int | None, steady: Steady | None) -> Leaps:
        """Judges a start by one look at the clock; what it says later has to follow from that. Raises ClockError."""
        return Leaps(now_s, steady, base_s=self.require_start(now_s, last_s), leap_s=self._leap_s)

    @contextlib.contextmanager
    def noting(self, leaps: Leaps, clock: Clock) -> Iterator[None]:
        """Notes that the clock leapt where a start, or a command, is refused because of it: the next one would believe
        what leapt ahead by less than hours."""
        try:
            yield
        except BusyError:
            self.believes(leaps, clock() // 1000)
            raise

    def require(self, now_s: int, last_s: int | None) -> int | None:
        """The same, and nothing is noted: for what is done beside a service. Raises ClockError."""
        doubt = self._notes.doubt()
        since_s = doubt.seen_s if doubt is not None and doubt.seen_s <= now_s else 0
        if self._clock_is_right or is_vouched_for(now_s, self._notes.word_s(), since_s):
            return None
        require_start(
            now_s, signed_s=last_s, second_s=self._second_s(), doubt=doubt, leap_s=self._leap_s, last=self._last
        )
        return last_s

    def believes(self, leaps: Leaps, now_s: int) -> bool:
        """Whether a tick may act by this time; says once that the clock leapt, and once that it is believed again."""
        is_believed = leaps.believes(now_s, self._notes.word_s)
        if leaps.doubt != self._noted:
            self._tell(leaps.doubt)
            self._note(leaps.doubt)
        return is_believed

    def _tell(self, doubt: Doubt | None) -> None:
        if doubt is None:
            _log.warning("the clock is believed again")
        else:
            _log.error("the clock leapt, and is not believed")

    def _note(self, doubt: Doubt | None) -> None:
        """Notes it beside the data. A disk that is full keeps nothing from being doubted here."""
        self._noted = doubt
        try:
            self._notes.note(doubt)
        except OSError as error:
            _log.error("what is doubted of the clock was not noted", error=type(error).__name__)

    def _second_s(self) -> int | None:
        second_ms = self._second()
        return None if second_ms is None else second_ms // 1000
