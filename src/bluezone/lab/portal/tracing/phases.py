"""Measurements one after the other, each within its time: what is not finished then is named, and the rest is told."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from bluezone.joining.telling import Tell

Figures = dict[str, object]


class OverTimeError(Exception):
    """The time of a measurement is over."""


@dataclass(slots=True)
class Phases:
    """What was measured so far."""

    tell: Tell
    figures: Figures = field(default_factory=dict)
    not_finished: list[str] = field(default_factory=list)

    def measure(self, name: str, seconds: float, measured: Callable[[], Figures]) -> bool:
        """Takes the figures of one measurement; whether it came to its end."""
        self.tell(f"{name}: at most {seconds:.0f} s …")
        began = time.perf_counter()
        try:
            with _within(seconds):
                self.figures |= measured()
        except OverTimeError:
            self.not_finished.append(name)
        ended = "not finished" if name in self.not_finished else "done"
        self.tell(f"{name}: {ended} after {time.perf_counter() - began:.1f} s")
        return name not in self.not_finished


@contextmanager
def _within(seconds: float) -> Iterator[None]:
    """Ends the block by OverTimeError once its time is over; in the main thread alone, where signals arrive."""

    def end(*_: object) -> None:
        raise OverTimeError

    before = signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
