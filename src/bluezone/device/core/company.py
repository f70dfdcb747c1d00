"""Whether this phone hears anybody: while it does, it listens sooner again, for so much of a day.

A meeting of a quarter of an hour is a dozen times of listening then, instead of three, and a phone that is alone saves
what that costs (docs/protocol/1-air.md, "Duty"). Whoever is heard counts: an id lives for a quarter of an hour, so
nobody can be told from somebody who has just come.
"""

from __future__ import annotations

from dataclasses import dataclass

from bluezone.protocol.calendar import HOUR_MS
from bluezone.protocol.config import RadioDuty


@dataclass(slots=True)
class Company:
    """What a phone knows of being alone or not, by its monotonic clock. Nothing here is ever written down."""

    _begun_ms: int = 0
    """When the present company was heard first."""
    _heard_ms: int | None = None
    """When anybody was heard last."""
    _spent_ms: int = 0
    """Of the day's allowance."""
    _day_ms: int = 0
    """When the day was seen to begin."""

    def begin_day(self, at_ms: int) -> None:
        """Grants a new day's allowance."""
        self._spent_ms, self._day_ms = 0, at_ms

    def is_here(self, at_ms: int, duty: RadioDuty) -> bool:
        """Whether to listen as in company: somebody was heard lately, and the day's allowance is not spent."""
        return self._is_lately(at_ms, duty) and self._spent_ms < duty.company_hours * HOUR_MS

    def ends_ms(self, duty: RadioDuty) -> int:
        """When it is over, if nobody is heard any more."""
        return (self._heard_ms or 0) + duty.company_lasts_s * 1_000

    def hear(self, at_ms: int, duty: RadioDuty) -> None:
        """Takes note that somebody is heard; what passed since the last time counts as company, as far as it lasts."""
        if not self._is_lately(at_ms, duty):
            self._begun_ms = at_ms
        if self._heard_ms is not None:
            passed_ms = at_ms - max(self._heard_ms, self._day_ms)
            self._spent_ms += max(0, min(passed_ms, duty.company_lasts_s * 1_000))
        self._heard_ms = at_ms

    def stands_for_s(self, at_ms: int, duty: RadioDuty) -> int:
        """Tells for how much time the time of listening at this moment stands: half of the pause before it and half of
        the one after it. That in which company begins ends a long pause."""
        if not self.is_here(at_ms, duty):
            return duty.scan_period_s
        sooner_s = duty.in_company.scan_period_s
        is_first = at_ms - self._begun_ms < duty.scan_on_s * 1_000
        return (duty.scan_period_s + sooner_s) // 2 if is_first else sooner_s

    def _is_lately(self, at_ms: int, duty: RadioDuty) -> bool:
        return self._heard_ms is not None and at_ms < self.ends_ms(duty)
