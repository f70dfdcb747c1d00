"""What a phone that listens only now and then has heard, cut into scans.

A phone that is alone listens 20 s in 300 s, one in company 20 s in 60 s, and the other advertises 15 s in 30 s
(docs/protocol/1-air.md). So one scan stands for five minutes of time or for one, and how often the other was heard
inside it (`Listening.full_count` is always) says for which share of them. This module counts; it judges no distance.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bluezone.protocol.sighting import MIN_INTERVAL_MS

_LONGEST_SCAN_MS = 60_000
_STRETCH_MS = 240_000
"""Two scans that begin five minutes apart are heard within less, and are two stretches all the same."""
_HEARD_OF_SPOKEN = 0.5


@dataclass(frozen=True, slots=True)
class Observation:
    """One sighting, without its id."""

    time_ms: int
    """Milliseconds since 1970 UTC, by the phone's best knowledge."""
    rssi_dbm: int
    tx_power_dbm: int | None = None
    """What the other phone said it sends with."""
    period_ms: int | None = None
    """From one time of listening to the next, when this was heard; the usual one where nothing is said."""

    def __post_init__(self) -> None:
        if self.period_ms is not None and self.period_ms <= 0:
            raise ValueError("the time between two scans is positive")


@dataclass(frozen=True, slots=True)
class Listening:
    """How often this phone listens, and the others speak."""

    on_ms: int = 40_000
    period_ms: int = 300_000
    speaking_on_ms: int = 15_000
    speaking_period_ms: int = 30_000

    def __post_init__(self) -> None:
        if not 0 < self.on_ms <= self.period_ms:
            raise ValueError(f"listening {self.on_ms} ms in {self.period_ms} ms is impossible")
        if not 0 < self.speaking_on_ms <= self.speaking_period_ms:
            raise ValueError(f"speaking {self.speaking_on_ms} ms in {self.speaking_period_ms} ms is impossible")

    @property
    def scan_ms(self) -> int:
        """The time that is looked at as one. Long listening, up to all the time, is cut into pieces."""
        if self.on_ms == self.period_ms:
            return _LONGEST_SCAN_MS
        return self.on_ms // math.ceil(self.on_ms / _LONGEST_SCAN_MS)

    def stands_for_ms(self, period_ms: int) -> int:
        """The stretch of time of which one scan is the sample, where they came in this period."""
        return max(self.scan_ms, self.scan_ms * period_ms // self.on_ms)

    @property
    def full_count(self) -> float:
        """How many sightings one scan stores, one in five seconds, of a phone that is there all the time and of which
        half is lost: bodies are in the way, and its times of speaking fall beside ours."""
        speaking_ms = self.scan_ms * self.speaking_on_ms / self.speaking_period_ms
        return max(1.0, _HEARD_OF_SPOKEN * speaking_ms / MIN_INTERVAL_MS)


@dataclass(frozen=True, slots=True)
class Scan:
    """What one time of listening heard of one other phone: how often, and for how much time that stands."""

    start_ms: int
    count: int
    period_ms: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """The scans of a few minutes, which share a level: whoever stands in the way in one stands there in the next."""

    scans: tuple[Scan, ...]
    level_dbm: float
    """The mean of the stronger half: a body in the way only ever weakens."""
    tx_power_dbm: int | None

    @property
    def count(self) -> int:
        """How often the other was heard."""
        return sum(scan.count for scan in self.scans)


def stretches_of(observations: Iterable[Observation], listening: Listening) -> Iterator[Stretch]:
    """The stretches behind observations that come in order of time. Holds one stretch at a time."""
    together: list[list[Observation]] = []
    for heard in _pieces(observations, listening.scan_ms):
        if together and heard[0].time_ms - together[0][0].time_ms >= _STRETCH_MS:
            yield _stretch(together, listening)
            together = []
        together.append(heard)
    if together:
        yield _stretch(together, listening)


def _pieces(observations: Iterable[Observation], scan_ms: int) -> Iterator[list[Observation]]:
    heard: list[Observation] = []
    for observation in observations:
        if heard and observation.time_ms - heard[0].time_ms >= scan_ms:
            yield heard
            heard = []
        heard.append(observation)
    if heard:
        yield heard


def _stretch(together: list[list[Observation]], listening: Listening) -> Stretch:
    strongest_first = sorted([one.rssi_dbm for heard in together for one in heard], reverse=True)
    stronger = strongest_first[: (len(strongest_first) + 1) // 2]
    said = next((one.tx_power_dbm for heard in together for one in heard if one.tx_power_dbm is not None), None)
    scans = tuple(Scan(heard[0].time_ms, len(heard), heard[0].period_ms or listening.period_ms) for heard in together)
    return Stretch(scans, sum(stronger) / len(stronger), said)
