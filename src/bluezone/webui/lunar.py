"""The Vietnamese lunar calendar, computed for 105° E as the official one is (UTC+7 since 1968).

Ho Ngoc Duc's published algorithm: new moons and the sun's longitude after Meeus, "Astronomical Algorithms" (1998).
Good to the minute for 1968-2100, which is enough for the day. Pure arithmetic.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from functools import lru_cache

_HOURS_EAST = 7.0
_SYNODIC_DAYS = 29.530588853
_FIRST_NEW_MOON = 2415021.076998695  # of 1900, as a Julian day
_JULIAN_OF_ORDINAL_0 = 1721425


@dataclass(frozen=True, slots=True)
class LunarDay:
    """A day of the lunar calendar."""

    day: int
    month: int
    year: int
    leap: bool
    """Whether the month is the second of its number."""

    def __str__(self) -> str:
        return f"{self.day}/{self.month}" + ("n" if self.leap else "")


@lru_cache(maxsize=64)
def lunar_day(date: dt.date) -> LunarDay:
    """The lunar day on which this day falls in Viet Nam."""
    number = date.toordinal() + _JULIAN_OF_ORDINAL_0
    k = math.floor((number - _FIRST_NEW_MOON) / _SYNODIC_DAYS)
    month_start = _new_moon_day(k + 1)
    if month_start > number:
        month_start = _new_moon_day(k)
    this_winter, next_winter = _month_eleven(date.year), _month_eleven(date.year + 1)
    year = date.year + 1
    if this_winter >= month_start:
        this_winter, next_winter, year = _month_eleven(date.year - 1), this_winter, date.year
    month, leap = _month_number(month_start, this_winter, next_winter)
    if month >= 11 and (month_start - this_winter) // 29 < 4:
        year -= 1
    return LunarDay(number - month_start + 1, month, year, leap)


def _month_number(month_start: int, this_winter: int, next_winter: int) -> tuple[int, bool]:
    """Counted from the month with the winter solstice, which is the eleventh."""
    difference = (month_start - this_winter) // 29
    month, leap = difference + 11, False
    if next_winter - this_winter > 365:
        leap_difference = _leap_offset(this_winter)
        if difference >= leap_difference:
            month, leap = difference + 10, difference == leap_difference
    return (month - 12 if month > 12 else month), leap


def _leap_offset(winter: int) -> int:
    """Which month after the eleventh has no major solar term."""
    k = math.floor((winter - _FIRST_NEW_MOON) / _SYNODIC_DAYS + 0.5)
    last, offset = 0, 1
    arc = _sun_sector(_new_moon_day(k + offset))
    while arc != last and offset < 14:
        last = arc
        offset += 1
        arc = _sun_sector(_new_moon_day(k + offset))
    return offset - 1


def _month_eleven(year: int) -> int:
    days = dt.date(year, 12, 31).toordinal() + _JULIAN_OF_ORDINAL_0 - 2415021
    k = math.floor(days / _SYNODIC_DAYS)
    start = _new_moon_day(k)
    return _new_moon_day(k - 1) if _sun_sector(start) >= 9 else start


def _new_moon_day(k: int) -> int:
    return math.floor(_new_moon(k) + 0.5 + _HOURS_EAST / 24)


def _sun_sector(day: int) -> int:
    """0..11, thirty degrees each."""
    return math.floor(_sun_longitude(day - 0.5 - _HOURS_EAST / 24) / math.pi * 6)


def _new_moon(k: int) -> float:
    """The k-th new moon after that of January 1900, as a Julian day (Meeus, chapter 49, main terms)."""
    t = k / 1236.85
    t2, t3 = t * t, t * t * t
    mean = 2415020.75933 + 29.53058868 * k + 0.0001178 * t2 - 0.000000155 * t3
    mean += 0.00033 * math.sin(math.radians(166.56 + 132.87 * t - 0.009173 * t2))
    sun = math.radians(359.2242 + 29.10535608 * k - 0.0000333 * t2 - 0.00000347 * t3)
    moon = math.radians(306.0253 + 385.81691806 * k + 0.0107306 * t2 + 0.00001236 * t3)
    node = math.radians(21.2964 + 390.67050646 * k - 0.0016528 * t2 - 0.00000239 * t3)
    terms = (0.1734 - 0.000393 * t) * math.sin(sun) + 0.0021 * math.sin(2 * sun)
    terms += -0.4068 * math.sin(moon) + 0.0161 * math.sin(2 * moon) - 0.0004 * math.sin(3 * moon)
    terms += 0.0104 * math.sin(2 * node) - 0.0051 * math.sin(sun + moon) - 0.0074 * math.sin(sun - moon)
    terms += 0.0004 * math.sin(2 * node + sun) - 0.0004 * math.sin(2 * node - sun)
    terms += (
        -0.0006 * math.sin(2 * node + moon) + 0.0010 * math.sin(2 * node - moon) + 0.0005 * math.sin(sun + 2 * moon)
    )
    return mean + terms - _seconds_of_earth(t, t2, t3)


def _seconds_of_earth(t: float, t2: float, t3: float) -> float:
    """The difference between uniform time and the turning earth, in days."""
    if t < -11:
        return 0.001 + 0.000839 * t + 0.0002261 * t2 - 0.00000845 * t3 - 0.000000081 * t * t3
    return -0.000278 + 0.000265 * t + 0.000262 * t2


def _sun_longitude(julian: float) -> float:
    """0..2π (Meeus, chapter 25, low accuracy)."""
    t = (julian - 2451545.0) / 36525
    t2 = t * t
    anomaly = math.radians(357.52910 + 35999.05030 * t - 0.0001559 * t2 - 0.00000048 * t * t2)
    mean = 280.46645 + 36000.76983 * t + 0.0003032 * t2
    centre = (1.914600 - 0.004817 * t - 0.000014 * t2) * math.sin(anomaly)
    centre += (0.019993 - 0.000101 * t) * math.sin(2 * anomaly) + 0.000290 * math.sin(3 * anomaly)
    return math.radians(mean + centre) % (2 * math.pi)
