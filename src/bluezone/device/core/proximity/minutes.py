"""Close minutes: what the scans of one encounter say about time spent near, and how far that may be off."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bluezone.device.core.proximity.listening import Listening, Observation, Scan, scans_of
from bluezone.device.core.proximity.profile import RadioProfile
from bluezone.device.core.proximity.smoothing import chances_of_closeness
from bluezone.protocol.calendar import MINUTE_MS

CLOSE_DISTANCE_M = 2.0


@dataclass(frozen=True, slots=True)
class CloseSpell:
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
    scans = list(scans_of(sorted(observations, key=lambda o: o.time_ms), listening))
    chances = chances_of_closeness(
        [profile.corrected_level_dbm(scan.level_dbm, scan.tx_power_dbm, receiver_offset_db) for scan in scans],
        [scan.count for scan in scans],
        [scan.start_ms for scan in scans],
        profile,
        close_distance_m,
    )
    return tuple(_spell(scan, chance, listening) for scan, chance in zip(scans, chances, strict=True))


def _spell(scan: Scan, chance: float, listening: Listening) -> CloseSpell:
    """A scan is a sample: what it heard, the time around it held as well, give or take as much again."""
    length_ms = listening.scan_stands_for_ms
    heard_minutes = scan.share(listening) * length_ms / MINUTE_MS
    unseen = 1 - listening.on_ms / listening.period_ms
    sampling = unseen * (heard_minutes * chance) ** 2
    distance = heard_minutes**2 * chance * (1 - chance)
    return CloseSpell(scan.start_ms, scan.start_ms + length_ms, heard_minutes * chance, sampling + distance)
