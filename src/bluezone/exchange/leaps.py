"""A clock that leaps forward is not believed at once.

What is published under a wrong clock cannot be taken back: every hour until then would count as closed, nothing would
come out before the world had caught up, and what is kept for days would be erased on the spot. And phones believe a
signed time for as long as they run: one that is two minutes ahead has them refuse what they have heard
(docs/protocol/8-matching.md, "Time"). So publishing by itself waits until the clock has stood by its word for a while,
and calls are told to come back. A person who asks for publication is believed, and with them the clock by which they
had it done.

How far the clock should have gone on since the last tick is known from the machine's steady clock. Without one, in a
drill, only leaps by hours are noticed. A start by a clock that is hours ahead of what was signed last is refused,
unless a second clock bears it out or a person vouches for it: a service that was down for so long has somebody beside
it, and a machine that lost its time has nobody.
"""

from __future__ import annotations

from bluezone.exchange.errors import ClockError
from bluezone.exchange.ports import HOUR_S, MINUTE_S, Steady

LEAP_S = 3 * HOUR_S
"""No service that ticks every second sees its clock go on by this much; one that was down may, and waits. For so long
at most a leap that is believed keeps everything back."""
STEP_S = MINUTE_S
"""So far may the clock be set at once beside a steady one: half of what phones allow for."""
PATIENT_TICKS = 600
"""Ten minutes: longer than a time service takes to find its own error."""


def require_start(now_s: int, *, signed_s: int | None, second_s: int | None) -> None:
    """Raises ClockError where the clock is far ahead of the last signed time and no second clock says the same, or far
    ahead of that second clock. An exchange that has signed nothing yet has only the second clock to compare with."""
    if second_s is not None and now_s - second_s > LEAP_S:
        raise ClockError(f"the clock is {_hours(now_s - second_s)} h ahead of this machine's second clock")
    is_borne_out = second_s is not None and abs(now_s - second_s) <= LEAP_S
    if signed_s is not None and now_s - signed_s > LEAP_S and not is_borne_out:
        raise ClockError(f"the clock is {_hours(now_s - signed_s)} h ahead of what this exchange signed last")


def _hours(seconds: int) -> int:
    return seconds // HOUR_S


class Leaps:
    """Told the time at every tick; knows whether to act on it."""

    def __init__(self, closed_until_s: int, steady: Steady | None = None) -> None:
        self._steady = steady
        self._closed_until_s = closed_until_s
        self._believed_s = closed_until_s
        self._believed_at: float | None = None
        """On the steady clock; None where there is none, and until the first tick."""
        self._off = 0
        """Ticks in a row at which the clock was not where it should be."""

    def believes(self, now_s: int, *, closed_until_s: int = 0) -> bool:
        """Whether this time follows from the last one that was believed or acted on, or has been told often enough."""
        if closed_until_s > self._closed_until_s:
            self._closed_until_s = closed_until_s
            if self._off or closed_until_s > self._expected_s():  # a person had it done
                self._believed_s, self._believed_at, self._off = closed_until_s, None, 0
        if self._off >= PATIENT_TICKS or not self._is_off(now_s):
            self._believe(now_s)
            return True
        self._off += 1
        return now_s < self._expected_s()  # one that is behind publishes no harm, and may come back

    def is_doubtful(self, now_s: int) -> bool:
        """Whether a service that runs should tell nobody this time, and decide nothing for a phone by it: by a clock
        that is behind an owner's seeds would lie in the future."""
        return self._believed_at is not None and abs(now_s - self._expected_s()) >= STEP_S

    def has_leapt(self, now_s: int) -> bool:
        """Whether a service that runs should sign nothing by this time: what a clock that is ahead has signed cannot be
        taken back."""
        return self.is_doubtful(now_s) and now_s > self._expected_s()

    def _is_off(self, now_s: int) -> bool:
        ahead_s = now_s - self._expected_s()
        return ahead_s >= LEAP_S if self._believed_at is None else abs(ahead_s) >= STEP_S

    def _expected_s(self) -> float:
        if self._steady is None or self._believed_at is None:
            return self._believed_s
        return self._believed_s + self._steady() - self._believed_at

    def _believe(self, now_s: int) -> None:
        self._believed_s, self._off = now_s, 0
        self._believed_at = None if self._steady is None else self._steady()
