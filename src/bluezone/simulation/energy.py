"""What listening costs the battery: a line through what the original's makers published of it.

Their white paper (2020) says of a phone of 3,000 mAh that listening and speaking all the time takes 2 % an hour, and
listening 35 s in every 120 s 1 % in 80 minutes. That is 60 mA and 22.5 mA, so a receiver that is on takes 52.9 mA and
everything else of the application 7.1 mA. The line says 11 % a day for 40 s in 300 s, which was shipped; the
application itself and its questions and answers said "about 10 %". No phone was measured here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bluezone.protocol.config import RadioDuty

ORIGINAL = RadioDuty(scan_on_s=40, company_hours=0)
"""40 s in 300 s, whoever is near (app/configApp.json of the original)."""
_LONE = RadioDuty(company_hours=0)
_ALWAYS_SOONER = RadioDuty(scan_period_s=60, company_hours=0)
_ALL_OF_THE_TIME_MA, _SHARE, _SHARE_MA = 60.0, 35 / 120, 22.5
_LISTENING_MA = (_ALL_OF_THE_TIME_MA - _SHARE_MA) / (1 - _SHARE)
_APART_MA = _ALL_OF_THE_TIME_MA - _LISTENING_MA
_HOURS = 24


def mah_a_day(listening: float) -> float:
    """The charge that a day takes, with the receiver on for this share of it."""
    if not 0 <= listening <= 1:
        raise ValueError("a phone listens for a share of the day from 0 to 1")
    return _HOURS * (_APART_MA + _LISTENING_MA * listening)


def listened_share(duty: RadioDuty, hours_in_company: float) -> float:
    """How much of a day a phone of this duty has its receiver on, so many hours of it in company."""
    hours, sooner = min(hours_in_company, duty.company_hours), duty.in_company
    near = hours * sooner.scan_on_s / sooner.scan_period_s
    return (near + (_HOURS - hours) * duty.scan_on_s / duty.scan_period_s) / _HOURS


@dataclass(frozen=True, slots=True)
class BatteryDay:
    """What one way of listening takes of a battery in a day."""

    who: str
    hours_in_company: int | None
    """None where company changes nothing."""
    mah: float

    @property
    def beside_original(self) -> float:
        """More than the original takes, as a share of it."""
        return self.mah / mah_a_day(listened_share(ORIGINAL, 0)) - 1


def battery_days(hours_in_company: Sequence[int]) -> Iterator[BatteryDay]:
    """The original, a phone of ours as it listens in so many hours of company a day, and what it might do instead."""
    yield _day("the original, 40 s in 300 s", ORIGINAL)
    yield _day("20 s in 300 s, never sooner", _LONE)
    for hours in hours_in_company:
        yield _day("a phone of ours, sooner in company", RadioDuty(), hours)
    yield _day("20 s in 60 s all day", _ALWAYS_SOONER)


def _day(who: str, duty: RadioDuty, hours_in_company: int | None = None) -> BatteryDay:
    return BatteryDay(who, hours_in_company, mah_a_day(listened_share(duty, hours_in_company or 0)))
