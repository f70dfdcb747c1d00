"""A clock that leaps is believed by nobody but a person (docs/decisions/0055-a-clock-that-leapt.md).

What is published under a wrong clock cannot be taken back: every hour until then would count as closed, nothing would
come out before the world had caught up, and what is kept for days would be erased on the spot. And phones believe a
signed time for as long as they run: one that is two minutes ahead has them refuse what they have heard
(docs/protocol/8-matching.md, "Time"). So while the clock is not where the machine's steady clock says that it should
be, nothing is signed or erased and calls are told to come back, however long that lasts: until the clock is set right,
or somebody says that it is. A person who asks for publication says so, too.

A machine that has just been switched on is set right by its time service a moment later, forward or back. In its first
quarter of an hour it is judged as it was at the start.

Without a steady clock, in a drill, only leaps ahead by hours are noticed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from bluezone.exchange.errors import ClockError
from bluezone.exchange.ports import HOUR_S, MINUTE_S, Steady

LEAP_S = 3 * HOUR_S
"""So far from what was signed last may the clock be at a start that nothing else bears out."""
STEP_S = MINUTE_S
"""So far may the clock be set at once beside a steady one: half of what phones allow for."""
SETTLES_S = 15 * MINUTE_S
"""So long after a machine was switched on has its time service found the time, where there is a network."""
WORD_S = 10 * MINUTE_S
"""So long is a person's word good: what the clock does later they have not looked at."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """What was doubted first, and what should have been seen instead."""

    seen_s: int
    expected_s: int


class ClockNotes(Protocol):
    """What lasts over a restart beside the data, and whatever else looks into the folder reads."""

    def doubt(self) -> Doubt | None:
        """The doubt that nobody has ended."""

    def note(self, doubt: Doubt | None) -> None:
        """Notes a doubt, or that there is none."""

    def word_s(self) -> int | None:
        """The time that a person last said was right."""


class Unnoted:
    """Notes of an exchange that keeps none: nothing lasts over a restart."""

    def doubt(self) -> Doubt | None:
        """None, whatever was doubted before."""
        return None

    def note(self, doubt: Doubt | None) -> None:
        """Notes nothing."""

    def word_s(self) -> int | None:
        """None: nobody can be asked."""
        return None


def require_start(
    now_s: int,
    *,
    signed_s: int | None,
    second_s: int | None,
    doubt: Doubt | None = None,
    leap_s: int = LEAP_S,
    last: str = "what this exchange signed last",
) -> None:
    """Raises ClockError where the clock is far ahead of the last signed time and no second clock says the same, or far
    ahead of that second clock, or far behind what was signed; or where it is the one that was doubted before. An
    exchange that has signed nothing yet has only the second clock to compare with. `last` is what the signed time was
    of, in words."""
    if doubt is not None and now_s >= doubt.seen_s > doubt.expected_s:
        raise _refused(f"leapt {_told(doubt.seen_s - doubt.expected_s)} ahead")
    if second_s is not None and now_s - second_s > leap_s:
        raise _refused(f"is {_told(now_s - second_s)} ahead of this machine's second clock")
    is_borne_out = second_s is not None and abs(now_s - second_s) <= leap_s
    if signed_s is not None and now_s - signed_s > leap_s and not is_borne_out:
        raise _refused(f"is {_told(now_s - signed_s)} ahead of {last}")
    if signed_s is not None and signed_s - now_s > leap_s:
        raise _refused(f"is {_told(signed_s - now_s)} behind {last}")


def is_vouched_for(now_s: int, word_s: int | None, since_s: int) -> bool:
    """Whether a person has just said that this time is right, and not of a time before the doubt."""
    return word_s is not None and word_s >= since_s and 0 <= now_s - word_s <= WORD_S


def _refused(what: str) -> ClockError:
    return ClockError(f"the clock {what}; set it, or, if it is right, type bluezone clock-is-right --data DIR")


def _told(seconds: int) -> str:
    return f"{seconds // HOUR_S} h" if seconds >= HOUR_S else f"{seconds // MINUTE_S} min"


class Leaps:
    """Told the time at every tick; knows whether to act on it."""

    def __init__(
        self, start_s: int, steady: Steady | None = None, *, base_s: int | None = None, leap_s: int = LEAP_S
    ) -> None:
        """`start_s` is the time by which it was started, and which was believed then; `base_s` is what that was
        compared with, such as what was signed last."""
        self._steady = steady
        self._base_s = start_s if base_s is None else base_s
        self._leap_s = leap_s
        self._doubt: Doubt | None = None
        self.vouch(start_s)

    @property
    def doubt(self) -> Doubt | None:
        """What is doubted since the first tick that was not believed; None while the clock is believed."""
        return self._doubt

    def vouch(self, now_s: int) -> None:
        """Believes this time: a person said so."""
        self._believed_s, self._doubt = now_s, None
        self._believed_at = 0.0 if self._steady is None else self._steady()

    def believes(self, now_s: int, word_s: Callable[[], int | None] = lambda: None) -> bool:
        """Whether this time follows from the last one that was believed, or a person has just said that it is right;
        `word_s` is asked only where it does not."""
        if self.follows(now_s):
            self.vouch(now_s)
            return True
        if self._doubt is None or now_s < self._doubt.seen_s:
            self._doubt = Doubt(now_s, round(self._expected_s()))
        if is_vouched_for(now_s, word_s(), self._doubt.seen_s):
            self.vouch(now_s)
        return self._doubt is None

    def follows(self, now_s: int) -> bool:
        """Whether this time follows from the last one that was believed. Asked once more by whoever acts by a time that
        was read after the last look: a clock leaps whenever it leaps."""
        return self._is_near(now_s) or self._settles(now_s)

    def is_doubtful(self, now_s: int) -> bool:
        """Whether a service that runs should tell nobody this time, sign nothing by it and decide nothing for a phone
        by it: what a clock that is ahead has signed cannot be taken back, and by one that is behind an owner's seeds
        would lie in the future. Without a steady clock nothing is: a drill's clock leaps, as it should."""
        return self._steady is not None and not self.follows(now_s)

    def _is_near(self, now_s: int) -> bool:
        ahead_s = now_s - self._expected_s()
        return ahead_s < self._leap_s if self._steady is None else abs(ahead_s) < STEP_S

    def _settles(self, now_s: int) -> bool:
        """Whether the machine was switched on a moment ago, and a start by this time would be believed."""
        return self._steady is not None and self._steady() < SETTLES_S and abs(now_s - self._base_s) <= self._leap_s

    def _expected_s(self) -> float:
        return self._believed_s + (0.0 if self._steady is None else self._steady() - self._believed_at)
