"""How long a phone takes to turn a day of sightings into minutes and a decision (`bluezone bench proximity`).

A hard day, drawn from a fixed seed: all sightings belong to published keys, 40 people at once, four sightings in each
scan. A phone judges only what matched, so a real day is a small part of this. Times are on the thread's
own clock, the best and the worst of several repeats.
"""

from __future__ import annotations

import platform
import random
import time
from collections.abc import Iterator

from bluezone.device.core.exposure import ExposureRule, Level, Meeting, exposures_above
from bluezone.device.core.proximity import Listening, Observation, close_minutes
from bluezone.device.data import DEFAULT_PROFILE, read_radio_profiles
from bluezone.joining.refusal import RefusedError

PEOPLE = 40
_MOST_SIGHTINGS = 1_000_000
_IN_A_SCAN = 4
_REPEATS = 7
_SEED = 6


def measure(sightings: int) -> dict[str, object]:
    """Times the whole way, in milliseconds."""
    if not PEOPLE <= sightings <= _MOST_SIGHTINGS:
        raise RefusedError(f"a phone-day here has {PEOPLE} to {_MOST_SIGHTINGS} sightings")
    profile = read_radio_profiles()[DEFAULT_PROFILE]
    listening, rule = Listening(), ExposureRule()
    people = [
        [Observation(at_ms, rssi_dbm) for at_ms, rssi_dbm in heard] for heard in _day(sightings, listening.period_ms)
    ]
    times = []
    for _ in range(_REPEATS):
        began = time.thread_time()
        meetings = [Meeting(Level.F1, 1.0, close_minutes(heard, listening, profile)) for heard in people]
        warned = bool(exposures_above(meetings, rule))
        times.append(1000 * (time.thread_time() - began))
    return {
        "sightings": sum(map(len, people)),
        "people": len(people),
        "best_ms": round(min(times), 1),
        "worst_ms": round(max(times), 1),
        "repeats": _REPEATS,
        "warned": warned,
        "machine": f"{platform.machine()}, Python {platform.python_version()}",
    }


def _day(sightings: int, period_ms: int) -> Iterator[list[tuple[int, int]]]:
    """Invents, for each person, moments and levels: about a room's width of ups and downs."""
    chance = random.Random(_SEED)  # noqa: S311 - a repeatable load, no secret
    for person in range(PEOPLE):
        count = sightings // PEOPLE + (person < sightings % PEOPLE)
        middle = chance.gauss(-78, 6)
        yield [
            (number // _IN_A_SCAN * period_ms + number % _IN_A_SCAN * 5_000, round(chance.gauss(middle, 5)))
            for number in range(count)
        ]
