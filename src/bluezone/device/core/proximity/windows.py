"""What can be read off minutes of packets: the features of one window, and of the windows around it.

A window is a stretch of a contact, longer than a scan and with more packets, as labelled recordings have them. The
features are a fixed row of numbers; `FEATURES` names them in order. Nothing unknown is guessed: it reads `UNKNOWN`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

UNKNOWN = -150.0
"""Far below any level, offset or attenuation that occurs."""

_QUANTILES = (0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95)
_NEIGHBOURS = (-2, -1, 1, 2)
_SLACK = 1.01  # windows start on the second


@dataclass(frozen=True, slots=True)
class Window:
    """Packets of one phone, heard by one other."""

    start_s: float
    length_s: float
    packets: int
    """Heard, which may be more than are listed."""
    times_s: tuple[float, ...]
    """From the window's start."""
    rssi_dbm: tuple[float, ...]
    tx_power_dbm: float | None
    offset_db: float
    """By how much this pair of models reads too loud, as far as is known."""
    iphone_hears: bool
    iphone_heard: bool
    """A phone knows: an iPhone in the background must be asked for its id (docs/protocol/1-air.md)."""

    def __post_init__(self) -> None:
        if not self.rssi_dbm or len(self.rssi_dbm) != len(self.times_s) or self.length_s <= 0:
            raise ValueError("a window has packets, a time for each, and a length")

    @property
    def level_dbm(self) -> float:
        """The mean of the stronger half: a body in the way only ever weakens."""
        stronger = sorted(self.rssi_dbm, reverse=True)[: (len(self.rssi_dbm) + 1) // 2]
        return sum(stronger) / len(stronger)

    @property
    def corrected_dbm(self) -> float:
        """The level that two average phones would have had."""
        return self.level_dbm - self.offset_db


_OWN = (
    *(f"quantile {int(100 * q)}" for q in _QUANTILES),
    *("mean", "linear mean", "level", "deviation", "strongest", "weakest", "packets a minute", "slope", "roughness"),
    *("later half", "half minutes heard", "length", "transmit power", "attenuation", "offset", "corrected level"),
    *("iPhone hears", "iPhone heard"),
)
_SHARED = ("level", "quantile 50", "packets a minute", "corrected level")
FEATURES = (
    *_OWN,
    *(f"{name} {place:+d}" for place in _NEIGHBOURS for name in _SHARED),
    *(f"{name} {kind}" for kind in ("mean", "most", "least", "around") for name in _SHARED),
    *("windows", "before", "after"),
)


def contact_features(windows: Sequence[Window]) -> list[list[float]]:
    """One row for each window of a contact, in the order given, which must be the order of time."""
    own = [_own_features(window) for window in windows]
    shared = [[row[_OWN.index(name)] for name in _SHARED] for row in own]
    return [row + _around(windows, shared, place) for place, row in enumerate(own)]


def _own_features(window: Window) -> list[float]:
    rssi, count = window.rssi_dbm, len(window.rssi_dbm)
    ascending = sorted(rssi)
    mean = sum(rssi) / count
    level = window.level_dbm
    power = UNKNOWN if window.tx_power_dbm is None else window.tx_power_dbm
    return [
        *(_quantile(ascending, q) for q in _QUANTILES),
        mean,
        10 * math.log10(sum(10 ** (r / 10) for r in rssi) / count),
        level,
        math.sqrt(sum((r - mean) ** 2 for r in rssi) / count),
        ascending[-1],
        ascending[0],
        60 * window.packets / window.length_s,
        60 * _slope(window.times_s, rssi),
        sum(abs(later - earlier) for earlier, later in pairwise(rssi)) / max(1, count - 1),
        _mean(rssi[count // 2 :]) - _mean(rssi[: count // 2]) if count > 3 else 0.0,
        30 * len({int(time // 30) for time in window.times_s}) / window.length_s,
        window.length_s,
        power,
        UNKNOWN if window.tx_power_dbm is None else power - level,
        window.offset_db,
        level - window.offset_db,
        float(window.iphone_hears),
        float(window.iphone_heard),
    ]


def _around(windows: Sequence[Window], shared: Sequence[Sequence[float]], place: int) -> list[float]:
    around: list[float] = []
    for step in _NEIGHBOURS:
        there = place + step
        near = 0 <= there < len(windows) and _follows(windows[place], windows[there], abs(step))
        around += shared[there] if near else [UNKNOWN] * len(_SHARED)
    columns = list(zip(*shared, strict=True))
    nearest = list(zip(*shared[max(0, place - 1) : place + 2], strict=True))
    around += [_mean(column) for column in columns]
    around += [max(column) for column in columns]
    around += [min(column) for column in columns]
    around += [_mean(column) for column in nearest]
    return [*around, len(windows), place, len(windows) - 1 - place]


def _follows(window: Window, other: Window, steps: int) -> bool:
    """Whether the other is this many windows away, without a hole between."""
    return abs(other.start_s - window.start_s) <= steps * window.length_s * _SLACK


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _quantile(ascending: Sequence[float], share: float) -> float:
    """Between the two nearest ranks, in proportion."""
    rank = share * (len(ascending) - 1)
    below = int(rank)
    above = min(below + 1, len(ascending) - 1)
    return ascending[below] + (rank - below) * (ascending[above] - ascending[below])


def _slope(times: Sequence[float], values: Sequence[float]) -> float:
    """Slope of the straight line through the packets, for each second; 0 where there is none to speak of."""
    if len(times) < 4 or max(times) - min(times) <= 1:
        return 0.0
    middle, mean = _mean(times), _mean(values)
    spread = sum((t - middle) ** 2 for t in times)
    return sum((t - middle) * (v - mean) for t, v in zip(times, values, strict=True)) / spread
