"""Close minutes: what the scans of one encounter say about time spent near, and how far that may be off."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from bluezone.device.core.proximity.listening import Listening, Observation, Scan, stretches_of
from bluezone.device.core.proximity.profile import RadioProfile
from bluezone.device.core.proximity.smoothing import Level, Nearness, nearness
from bluezone.protocol.calendar import MINUTE_MS

CLOSE_DISTANCE_M = 2.0
_time_ms, _mul = operator.attrgetter("time_ms"), operator.mul


class CloseSpell(msgspec.Struct, frozen=True, gc=False):
    """The stretch of time for which one scan stands, and how much of it was close."""

    start_ms: int
    end_ms: int
    expected_close_minutes: float
    variance: float
    """Of the close minutes, in minutes squared: scans are few, and distances uncertain."""

    def __post_init__(self) -> None:
        if self.end_ms <= self.start_ms:
            raise ValueError("a spell ends after it starts")
        if self.expected_close_minutes < 0 or self.variance < 0:
            raise ValueError("close minutes and their variance are not negative")


def close_minutes(
    observations: Iterable[Observation],
    listening: Listening,
    profile: RadioProfile,
    close_distance_m: float = CLOSE_DISTANCE_M,
    *,
    receiver_offset_db: float = 0.0,
) -> tuple[CloseSpell, ...]:
    """The spells near one other phone, from everything heard of it on one day, one spell for each scan.

    The order of the observations does not matter. The same observations, in one piece or read again after a restart,
    give the same spells.
    """
    stretches = list(stretches_of(sorted(observations, key=_time_ms), listening))
    if not stretches:
        return ()
    levels = [
        Level(
            stretch.scans[0].start_ms,
            profile.corrected_level_dbm(stretch.level_dbm, stretch.tx_power_dbm, receiver_offset_db),
            stretch.count,
        )
        for stretch in stretches
    ]
    all_say = all(stretch.tx_power_dbm is not None for stretch in stretches)
    near = nearness(levels, profile.where_said() if all_say else profile, close_distance_m)
    scans = [scan for stretch in stretches for scan in stretch.scans]
    in_each = [len(stretch.scans) for stretch in stretches]
    return tuple(_spells(scans, _scan_by_scan(near, in_each), listening))


def _scan_by_scan(near: Nearness, in_each: Sequence[int]) -> Nearness:
    """Says of each scan what is said of its stretch."""
    if max(in_each) == 1:
        return near
    chances = tuple(
        tuple(chance for chance, number in zip(chances, in_each, strict=True) for _ in range(number))
        for chances in near.chances
    )
    return Nearness(near.weights, chances)


def _spells(scans: Sequence[Scan], near: Nearness, listening: Listening) -> Iterator[CloseSpell]:
    """Minutes with their doubt, of which there are three kinds.

    A scan is a sample: what it heard holds for the time around it, give or take as much again. Its distance is not
    sure. And the pair's offset is not sure, in all scans alike, so that this doubt grows with the whole day; each
    spell takes its share of it, and the shares add up.
    """
    lengths_ms = [listening.stands_for_ms(scan.period_ms) for scan in scans]
    full_count, scan_ms = listening.full_count, listening.scan_ms
    heard = [min(1.0, scan.count / full_count) * ms / MINUTE_MS for scan, ms in zip(scans, lengths_ms, strict=True)]
    chances = tuple(zip(*near.chances, strict=True))  # scan by scan, under each pair offset
    expected = [h * _mean(near.weights, under) for h, under in zip(heard, chances, strict=True)]
    all_day = [_mean(heard, over_time) for over_time in near.chances]
    together = sum(expected)
    leaning = [weight * (minutes - together) for weight, minutes in zip(near.weights, all_day, strict=True)]
    for scan, length_ms, h, mean, under in zip(scans, lengths_ms, heard, expected, chances, strict=True):
        unseen = 1 - scan_ms / length_ms
        alone = h * mean * (unseen + 1 - mean / h)
        shared = h * _mean(leaning, under)
        yield CloseSpell(scan.start_ms, scan.start_ms + length_ms, mean, max(0.0, alone + shared))


def _mean(weights: Iterable[float], values: Iterable[float]) -> float:
    """The weighted sum; a mean where the weights add up to one."""
    total: float = sum(map(_mul, weights, values))
    return total
