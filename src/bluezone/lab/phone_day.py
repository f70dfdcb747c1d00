"""How long a phone takes to turn a day of sightings into minutes and a decision (`bluezone bench proximity`).

A hard day, drawn from a fixed seed: all sightings belong to published keys, 40 people at once, four sightings in each
scan, and each says its power hidden, so that it must be opened. A phone judges only what matched, so a real day is a
small part of this. Times are on the thread's
own clock, the best and the worst of several repeats.
"""

from __future__ import annotations

import platform
import random
import time
from collections.abc import Iterator
from importlib.resources import files

from bluezone.device.core.exposure import ExposureRule, Meeting, exposures_above
from bluezone.device.core.exposure import Level as WarningLevel
from bluezone.device.core.matching import Encounter
from bluezone.device.core.said_power import powers_said
from bluezone.device.core.warnings import judge
from bluezone.device.data import DEFAULT_PROFILE, read_radio_profiles
from bluezone.joining.refusal import RefusedError
from bluezone.protocol.batch import Infectivity
from bluezone.protocol.calendar import SLOT_MS, Day
from bluezone.protocol.config import Configuration
from bluezone.protocol.disclosure import Level
from bluezone.protocol.hidden_power import hide_power
from bluezone.protocol.keys import SEED_BYTES, DaySeed
from bluezone.protocol.sighting import BootId, Sighting

PEOPLE = 40
_MOST_SIGHTINGS = 1_000_000
_IN_A_SCAN, _PERIOD_MS = 4, 300_000
_DAY = Day(18_484)
_REPEATS = 7
_SEED = 6
PARAMETERS = ("radio_profiles.json", "receiver_offsets.json", "sending_powers.json")
"""The files of `bluezone.device.data` that a phone's judgement reads."""


def measure(sightings: int) -> dict[str, object]:
    """Times the whole way, in milliseconds."""
    if not PEOPLE <= sightings <= _MOST_SIGHTINGS:
        raise RefusedError(f"a phone-day here has {PEOPLE} to {_MOST_SIGHTINGS} sightings")
    profile, configuration = read_radio_profiles()[DEFAULT_PROFILE], Configuration(sequence=0, issued_s=0)
    people = list(_day(sightings))
    times, opening = [], []
    for _ in range(_REPEATS):
        began = time.thread_time()
        spells = [judge(met, configuration, profile).spells for met in people]
        meetings = [Meeting(WarningLevel.F1, 1.0, near) for near in spells]
        warned = bool(exposures_above(meetings, ExposureRule()))
        times.append(1000 * (time.thread_time() - began))
        began = time.thread_time()
        for met in people:
            list(powers_said(met))
        opening.append(1000 * (time.thread_time() - began))
    return {
        "sightings": sum(len(met.sightings) for met in people),
        "people": len(people),
        "best_ms": round(min(times), 1),
        "worst_ms": round(max(times), 1),
        "opening_powers_ms": round(min(opening), 1),
        "parameters_bytes": sum(len(files("bluezone.device.data").joinpath(name).read_bytes()) for name in PARAMETERS),
        "repeats": _REPEATS,
        "warned": warned,
        "machine": f"{platform.machine()}, Python {platform.python_version()}",
    }


def _day(sightings: int) -> Iterator[Encounter]:
    """Invents, for each person, moments, levels and a power: about a room's width of ups and downs."""
    chance = random.Random(_SEED)  # noqa: S311 - a repeatable load, no secret
    for person in range(PEOPLE):
        count = sightings // PEOPLE + (person < sightings % PEOPLE)
        middle = chance.gauss(-78, 6)
        heard = [
            (number // _IN_A_SCAN * _PERIOD_MS + number % _IN_A_SCAN * 5_000, round(chance.gauss(middle, 5)))
            for number in range(count)
        ]
        yield _met(DaySeed(bytes([person]) * SEED_BYTES), heard, -25 + person % 7)


def _met(seed: DaySeed, heard: list[tuple[int, int]], power_dbm: int) -> Encounter:
    key, ids, boot = seed.key_for(_DAY), seed.ids_for(_DAY), BootId(bytes(8))
    sightings = []
    for at_ms, rssi_dbm in heard:
        rolling_id = ids[at_ms // SLOT_MS % len(ids)]
        sightings.append(
            Sighting(
                rolling_id,
                boot,
                at_ms,
                _DAY.start_ms + at_ms,
                rssi_dbm,
                stands_for_s=_PERIOD_MS // 1000,
                hidden_power=hide_power(power_dbm, key, rolling_id),
            )
        )
    return Encounter(seed, _DAY, Level.F0, Infectivity.STANDARD, 1, tuple(sightings))
