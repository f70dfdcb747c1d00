"""The owner's choice between battery and hearing: how often this phone listens, never how it speaks.

Others count minutes near this phone by how often it is on air (`Listening.speaking_on_ms`), so a choice that changed
that would warn them wrongly. It changes only how much this phone hears, and what was heard is counted by the choice
that held at that moment: a scan of a phone that listens half as often stands for twice the time.
"""

from __future__ import annotations

import enum
from typing import Annotated

import msgspec

from bluezone.protocol.calendar import DAY_MS
from bluezone.protocol.config import LEAST_PERIOD_S, MOST_PERIOD_S, RadioDuty


class BatteryMode(enum.StrEnum):
    """What the owner may choose."""

    SAVING = "saving"
    """Listens half as often."""
    USUAL = "usual"
    """As the health authority has set it for all phones."""
    THOROUGH = "thorough"
    """Listens twice as often."""

    def applied_to(self, duty: RadioDuty) -> RadioDuty:
        """The duty of a phone in this mode. Each time of listening stays as long; only the pauses change."""
        return msgspec.structs.replace(
            duty,
            scan_period_s=self._times(duty.scan_period_s, duty.scan_on_s),
            company_period_s=self._times(duty.company_period_s, duty.scan_on_s),
        )

    def _times(self, period_s: int, on_s: int) -> int:
        return min(MOST_PERIOD_S, max(LEAST_PERIOD_S, on_s, int(period_s * _PERIOD_TIMES[self])))


_PERIOD_TIMES = {BatteryMode.SAVING: 2.0, BatteryMode.USUAL: 1.0, BatteryMode.THOROUGH: 0.5}


class Choice(msgspec.Struct, frozen=True, array_like=True):
    """A choice of the owner's, and the moment from which it holds."""

    since_ms: Annotated[int, msgspec.Meta(ge=0)]
    mode: BatteryMode


class BatteryChoices(msgspec.Struct, frozen=True):
    """What was chosen, and since when: the oldest first. Before the first choice a phone is in the usual mode."""

    choices: tuple[Choice, ...] = ()

    @property
    def mode(self) -> BatteryMode:
        """The mode of now."""
        return self.choices[-1].mode if self.choices else BatteryMode.USUAL

    def at(self, wall_ms: int) -> BatteryMode:
        """The mode at a moment. Where the clock had been set back, the later choice holds."""
        return next((c.mode for c in reversed(self.choices) if c.since_ms <= wall_ms), BatteryMode.USUAL)

    def chosen(self, mode: BatteryMode, now_ms: int, kept_days: int) -> BatteryChoices:
        """Adds this choice from now on, and drops those that no kept sighting needs any more."""
        if mode is self.mode:
            return self
        oldest_ms = now_ms - kept_days * DAY_MS
        old = sum(choice.since_ms <= oldest_ms for choice in self.choices)
        return BatteryChoices((*self.choices[max(0, old - 1) :], Choice(max(0, now_ms), mode)))
