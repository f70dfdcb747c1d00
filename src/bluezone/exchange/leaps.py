"""A clock that leaps forward is not believed at once.

What is published under a wrong clock cannot be taken back: every hour until then would count as closed, nothing would
come out before the world had caught up, and what is kept for days would be erased on the spot. So publishing by itself
waits until the clock has stood by its word for a while. A person who asks for publication is believed, and with them
the clock by which they had it done.
"""

from __future__ import annotations

from bluezone.exchange.ports import HOUR_S

LEAP_S = 3 * HOUR_S
"""No service that ticks every second sees its clock go on by this much; one that was down may, and waits. For so long
at most a leap that is believed keeps everything back."""
PATIENT_TICKS = 600
"""Ten minutes: longer than a time service takes to find its own error."""


class Leaps:
    """Told the time at every tick; knows whether to act on it."""

    def __init__(self, closed_until_s: int) -> None:
        self._believed_s = closed_until_s
        self._doubted = 0

    def believes(self, now_s: int, *, closed_until_s: int = 0) -> bool:
        """Whether this time follows from the last one that was believed or acted on, or has been told often enough."""
        self._believed_s = max(self._believed_s, closed_until_s)
        if now_s - self._believed_s >= LEAP_S and self._doubted < PATIENT_TICKS:
            self._doubted += 1
            return False
        self._believed_s, self._doubted = now_s, 0
        return True
