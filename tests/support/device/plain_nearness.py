"""Times near as they were worked out before speed counted: scan by scan, one step a line, nothing put by.

The same operations in the same order, so that the phone's own way must give the same bits.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable, Sequence

from bluezone.device.core.proximity import Listening, Observation, RadioProfile
from bluezone.device.core.proximity.smoothing import Level, nearness
from bluezone.protocol.calendar import MINUTE_MS

STRETCH_MS = 240_000
Spell = tuple[int, int, float, float]
"""Beginning, end, minutes, variance."""


def plain_close_minutes(
    observations: Iterable[Observation], listening: Listening, profile: RadioProfile, close_m: float
) -> list[Spell]:
    stretches = stretches_of(sorted(observations, key=operator.attrgetter("time_ms")), listening.scan_ms)
    if not stretches:
        return []
    said = [said_in(stretch) for stretch in stretches]
    levels = [
        Level(
            stretch[0][0].time_ms,
            profile.corrected_level_dbm(level_of(stretch), power, 0.0),
            sum(len(scan) for scan in stretch),
        )
        for stretch, power in zip(stretches, said, strict=True)
    ]
    near = nearness(levels, profile if None in said else profile.where_said(), close_m)
    chances = [
        [chance for chance, stretch in zip(of_offset, stretches, strict=True) for _ in stretch]
        for of_offset in near.chances
    ]
    return spells([scan for stretch in stretches for scan in stretch], near.weights, chances, listening)


def stretches_of(observations: Iterable[Observation], scan_ms: int) -> list[list[list[Observation]]]:
    scans: list[list[Observation]] = []
    for one in observations:
        if not scans or one.time_ms - scans[-1][0].time_ms >= scan_ms:
            scans.append([])
        scans[-1].append(one)
    stretches: list[list[list[Observation]]] = []
    for scan in scans:
        if not stretches or scan[0].time_ms - stretches[-1][0][0].time_ms >= STRETCH_MS:
            stretches.append([])
        stretches[-1].append(scan)
    return stretches


def said_in(stretch: Iterable[Iterable[Observation]]) -> int | None:
    return next((one.tx_power_dbm for scan in stretch for one in scan if one.tx_power_dbm is not None), None)


def level_of(stretch: Iterable[Iterable[Observation]]) -> float:
    strongest_first = sorted([one.rssi_dbm for scan in stretch for one in scan], reverse=True)
    stronger = strongest_first[: (len(strongest_first) + 1) // 2]
    return sum(stronger) / len(stronger)


def spells(
    scans: Sequence[Sequence[Observation]],
    weights: Sequence[float],
    chances: Sequence[Sequence[float]],
    listening: Listening,
) -> list[Spell]:
    lengths_ms = [listening.stands_for_ms(scan[0].period_ms or listening.period_ms) for scan in scans]
    heard = [min(1.0, len(s) / listening.full_count) * ms / MINUTE_MS for s, ms in zip(scans, lengths_ms, strict=True)]
    expected = [h * mean(weights, [c[place] for c in chances]) for place, h in enumerate(heard)]
    leaning = [w * (mean(heard, c) - sum(expected)) for w, c in zip(weights, chances, strict=True)]
    found: list[Spell] = []
    for place, (scan, length_ms) in enumerate(zip(scans, lengths_ms, strict=True)):
        h, e = heard[place], expected[place]
        alone = h * e * (1 - listening.scan_ms / length_ms + 1 - e / h)
        shared = h * mean(leaning, [c[place] for c in chances])
        found.append((scan[0].time_ms, scan[0].time_ms + length_ms, e, max(0.0, alone + shared)))
    return found


def mean(weights: Iterable[float], values: Iterable[float]) -> float:
    return sum(map(operator.mul, weights, values))
