"""Is this phone protecting its owner, and if not, why and what mends it. Pure: from facts to a verdict.

The words stand in the templates (`troubles.html`); here is only which of them hold, the gravest first.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass


class Trouble(enum.StrEnum):
    """What can be wrong, in the order in which the owner should mend it."""

    ENDED = "ended"
    """The health authority has ended the service."""
    NO_ADAPTER = "no-adapter"
    NO_SERVICE = "no-service"
    """The program that owns this machine's Bluetooth is not there."""
    BLUETOOTH_BLOCKED = "bluetooth-blocked"
    BLUETOOTH_OFF = "bluetooth-off"
    NOT_PERMITTED = "not-permitted"
    """The owner can allow it."""
    FORBIDDEN = "forbidden"
    """A rule of the machine forbids it."""
    LOCATION_OFF = "location-off"
    RADIO_FAILING = "radio-failing"
    """It refuses, does not answer, or ran into what nobody foresaw."""
    PAUSED = "paused"
    BACKGROUND = "background"
    """The system stops it while another application is in front."""
    NOT_HEARD = "not-heard"
    """It hears others, and cannot send."""
    NO_ROOM = "no-room"
    """Something cannot be written: what is heard waits in memory, and nothing new is fetched."""
    CLOCK_SLOW = "clock-slow"
    """What it hears is refused for matching: nothing would ever warn its owner."""
    CLOCK_FAST = "clock-fast"
    """What it hears and what it says lies in slots to come: nothing matches."""
    CLOCK_WRONG = "clock-wrong"
    BATTERY_SAVER = "battery-saver"
    FAILING = "failing"
    """Something that the phone does by itself runs into a defect of ours, again and again."""
    NOT_BELIEVED = "not-believed"
    """What was published contradicts itself or is not signed as it must be."""
    NEVER_UPDATED = "never-updated"
    NOT_UP_TO_DATE = "not-up-to-date"


_DEAF = frozenset(
    {
        Trouble.ENDED,
        Trouble.NO_ADAPTER,
        Trouble.NO_SERVICE,
        Trouble.BLUETOOTH_BLOCKED,
        Trouble.BLUETOOTH_OFF,
        Trouble.NOT_PERMITTED,
        Trouble.FORBIDDEN,
        Trouble.LOCATION_OFF,
        Trouble.RADIO_FAILING,
        Trouble.PAUSED,
    }
)


class Protection(enum.StrEnum):
    """What the owner sees first."""

    ON = "on"
    PARTLY = "partly"
    """It hears others, but something else keeps it from warning in time."""
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Condition:
    """The verdict."""

    troubles: tuple[Trouble, ...]
    on_air: bool = True
    """Whether it shows itself to others just now."""

    @property
    def protection(self) -> Protection:
        if any(trouble in _DEAF for trouble in self.troubles):
            return Protection.OFF
        return Protection.PARTLY if self.troubles else Protection.ON

    @property
    def hears(self) -> bool:
        return self.protection is not Protection.OFF

    @property
    def is_heard(self) -> bool:
        """A phone whose clock is in doubt, or that cannot send, hears others and does not show itself."""
        return self.hears and self.on_air and Trouble.NOT_HEARD not in self.troubles


@dataclass(frozen=True, slots=True)
class Facts:
    """What the verdict rests on."""

    now_s: int
    paused: bool
    clock_verified: bool
    clock_slow: bool
    """It shows an earlier time than a signed one proves."""
    clock_fast: bool
    """It shows a later time than a signed one, which is never so late, lets be."""
    issued_s: int
    """0 when nothing was ever fetched."""
    valid_until_s: int
    refused: bool
    on_air: bool
    ended: bool


def judge_condition(facts: Facts, platform: Iterable[Trouble] = ()) -> Condition:
    """Judges the phone's condition: everything that is wrong."""
    found = set(platform)
    if facts.ended:
        return Condition((Trouble.ENDED,), on_air=False)
    if facts.paused:
        found.add(Trouble.PAUSED)
    if facts.clock_slow:
        found.add(Trouble.CLOCK_SLOW)
    elif not facts.clock_verified:
        found.add(Trouble.CLOCK_WRONG)
    elif facts.clock_fast:
        found.add(Trouble.CLOCK_FAST)
    if facts.refused:
        found.add(Trouble.NOT_BELIEVED)
    elif facts.issued_s == 0:
        found.add(Trouble.NEVER_UPDATED)
    elif facts.now_s >= facts.valid_until_s:
        found.add(Trouble.NOT_UP_TO_DATE)
    return Condition(tuple(trouble for trouble in Trouble if trouble in found), facts.on_air)
