"""What a phone that listens only now and then has heard, cut into scans.

A phone that is alone listens 20 s in 300 s, one in company 20 s in 60 s, and the other advertises 15 s in 30 s
(docs/protocol/1-air.md). So one scan stands for five minutes of time or for one, and how often the other was heard
inside it (`Listening.full_count` is always) says for which share of them. This module counts; it judges no distance.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import msgspec

from bluezone.protocol.sighting import MIN_INTERVAL_MS

_LONGEST_SCAN_MS = 60_000
_STRETCH_MS = 240_000
"""Two scans that begin five minutes apart are heard within less, and are two stretches all the same."""
_HEARD_OF_SPOKEN = 0.5


class Observation(msgspec.Struct, frozen=True, gc=False):
    """One sighting, without its id. A struct, as all that there is one of for each sighting or scan: a phone makes ten
    thousand of them in a moment, and they come into being four times as fast."""

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


class Scan(msgspec.Struct, frozen=True, gc=False):
    """What one time of listening heard of one other phone: how often, and for how much time that stands."""

    start_ms: int
    count: int
    period_ms: int


class Stretch(msgspec.Struct, frozen=True):
    """The scans of a few minutes, which share a level: whoever stands in the way in one stands there in the next."""

    scans: tuple[Scan, ...]
    level_dbm: float
    """The mean of the stronger half: a body in the way only ever weakens."""
    tx_power_dbm: int | None
    count: int
    """How often the other was heard."""


def stretches_of(observations: Iterable[Observation], listening: Listening) -> Iterator[Stretch]:
    """The stretches behind observations that come in order of time. Holds one stretch at a time."""
    period_ms = listening.period_ms
    together: list[list[Observation]] = []
    for heard in _pieces(observations, listening.scan_ms):
        if together and heard[0].time_ms - together[0][0].time_ms >= _STRETCH_MS:
            yield _stretch(together, period_ms)
            together = []
        together.append(heard)
    if together:
        yield _stretch(together, period_ms)


def _pieces(observations: Iterable[Observation], scan_ms: int) -> Iterator[list[Observation]]:
    heard: list[Observation] = []
    until_ms = 0
    for observation in observations:
        if heard and observation.time_ms < until_ms:
            heard.append(observation)
            continue
        if heard:
            yield heard
        heard, until_ms = [observation], observation.time_ms + scan_ms
    if heard:
        yield heard


def _stretch(together: list[list[Observation]], period_ms: int) -> Stretch:
    observations = together[0] if len(together) == 1 else [one for heard in together for one in heard]
    strongest_first = sorted([one.rssi_dbm for one in observations], reverse=True)
    stronger = strongest_first[: (len(strongest_first) + 1) // 2]
    scans = tuple([Scan(heard[0].time_ms, len(heard), heard[0].period_ms or period_ms) for heard in together])
    return Stretch(scans, sum(stronger) / len(stronger), _said(observations), len(observations))


def _said(observations: Iterable[Observation]) -> int | None:
    """The first power that was said."""
    for one in observations:
        if one.tx_power_dbm is not None:
            return one.tx_power_dbm
    return None
