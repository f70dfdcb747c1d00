"""Distance over one day of one pair: a forward-backward pass over distances and over how loud the pair is.

Two things blur a level. Some of it is new every few minutes: bodies turn. Some of it stays all day: this pair of phones
is louder or fainter than the law says, and no number of scans averages that away. So the distances are followed once
for each of a few pair offsets, which never change, while people keep their distance for a time or take a new one.
What the levels cannot tell, offset or distance, stays visible as doubt instead of turning into false certainty.

Four distances and five offsets do as well as eight and seven (docs/decisions/0004-proximity.md); the four are written
out, since a phone does this for every stretch and a loop over them would take three times as long.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from statistics import NormalDist

import msgspec

from bluezone.device.core.proximity.profile import RadioProfile
from bluezone.protocol.calendar import MINUTE_MS

_OFFSETS, _DISTANCES = 5, 4
_LEVEL_STEP_DB = 0.5
_MANY_PACKETS = 16  # more make a level no surer
_LEAST = 1e-9  # a level from nowhere, say a wall that fell, must not make all states impossible

_TINY = 1e-100  # beliefs are brought back to size before they vanish

Four = tuple[float, float, float, float]
"""A belief, or a likelihood, over the four distances."""


class Level(msgspec.Struct, frozen=True, gc=False):
    """What one stretch of scans adds to the pass."""

    time_ms: int
    level_dbm: float
    """Corrected for what is known of both phones."""
    count: int


@dataclass(frozen=True, slots=True)
class Nearness:
    """What all levels together say."""

    weights: tuple[float, ...]
    """How believable each pair offset is; they add up to 1."""
    chances: tuple[tuple[float, ...], ...]
    """For each offset: the chance, level by level, of having been close."""


def nearness(levels: Sequence[Level], profile: RadioProfile, close_m: float) -> Nearness:
    """The chance, level by level, that the other was at most `close_m` away. `levels` come in order of time."""
    states = _states(profile, close_m)
    likelihoods = [states.likelihood(level) for level in levels]
    kept = [
        math.exp(-max(0, later.time_ms - earlier.time_ms) / (profile.memory_minutes * MINUTE_MS))
        for earlier, later in itertools.pairwise(levels)
    ]
    followed = [_follow(of_offset, kept, states.closeness) for of_offset in zip(*likelihoods, strict=True)]
    best = max(evidence for evidence, _ in followed)
    weights = [math.exp(evidence - best) for evidence, _ in followed]
    return Nearness(tuple(w / sum(weights) for w in weights), tuple(chances for _, chances in followed))


def _follow(likelihoods: Sequence[Four], kept: Sequence[float], closeness: Four) -> tuple[float, tuple[float, ...]]:
    """Follows distances at one pair offset: the logarithm of its evidence, and the chance of closeness by level."""
    evidence, ahead = _forward(likelihoods, kept)
    return evidence, _backward(likelihoods, kept, ahead, closeness)


def _forward(likelihoods: Sequence[Four], kept: Sequence[float]) -> tuple[float, list[Four]]:
    """The belief at each scan, up to a factor, from it and all before it. Anew means: any of the four alike."""
    evidence, beliefs = 0.0, []
    a = b = c = d = 1 / _DISTANCES
    total = 1.0
    for (la, lb, lc, ld), stay in zip(likelihoods, (1.0, *kept), strict=False):
        anew = (1 - stay) * total / _DISTANCES
        a, b, c, d = (stay * a + anew) * la, (stay * b + anew) * lb, (stay * c + anew) * lc, (stay * d + anew) * ld
        total = a + b + c + d
        if total < _TINY:
            evidence += math.log(total)
            a, b, c, d = a / total, b / total, c / total, d / total
            total = 1.0
        beliefs.append((a, b, c, d))
    return evidence + math.log(total), beliefs


def _backward(
    likelihoods: Sequence[Four], kept: Sequence[float], ahead: Sequence[Four], closeness: Four
) -> tuple[float, ...]:
    """The chance of being close at each scan, now that what came after it is taken into account too."""
    near_a, near_b, near_c, near_d = closeness
    chances = []
    a = b = c = d = 1.0
    for (la, lb, lc, ld), stay, (fa, fb, fc, fd) in zip(
        reversed(likelihoods), (*reversed(kept), 1.0), reversed(ahead), strict=False
    ):
        wa, wb, wc, wd = fa * a, fb * b, fc * c, fd * d
        chances.append((near_a * wa + near_b * wb + near_c * wc + near_d * wd) / (wa + wb + wc + wd))
        a, b, c, d = a * la, b * lb, c * lc, d * ld
        mean = (a + b + c + d) / _DISTANCES
        anew, same = 1 - stay, stay / mean
        a, b, c, d = anew + same * a, anew + same * b, anew + same * c, anew + same * d
    return tuple(reversed(chances))


@dataclass(frozen=True, slots=True)
class _States:
    """Pair offsets by distances, each at equal shares of its prior."""

    means_dbm: tuple[Four, ...]
    """For each offset."""
    closeness: Four
    """Of each distance; one that the close distance cuts is close in part."""
    scan_variance: float
    packet_variance: float
    known: dict[tuple[int, int], tuple[Four, ...]] = field(default_factory=dict, compare=False)
    """Likelihoods already worked out; levels in half dB are few."""

    def likelihood(self, level: Level) -> tuple[Four, ...]:
        """How likely this level is in each state."""
        key = (round(level.level_dbm / _LEVEL_STEP_DB), min(level.count, _MANY_PACKETS))
        known = self.known.get(key)
        if known is None:
            twice_variance = 2 * (self.scan_variance + self.packet_variance / key[1])
            dbm = key[0] * _LEVEL_STEP_DB
            known = tuple(
                _four(_LEAST + math.exp(-((dbm - mean) ** 2) / twice_variance) for mean in means)
                for means in self.means_dbm
            )
            self.known[key] = known
        return known


@lru_cache(maxsize=16)
def _states(profile: RadioProfile, close_m: float) -> _States:
    distances = NormalDist(math.log(profile.prior_median_m), profile.prior_log_sd)
    nearer = distances.cdf(math.log(close_m)) * _DISTANCES
    return _States(
        means_dbm=tuple(
            _four(
                profile.rssi_at_1m_dbm + offset - profile.slope_db * log_distance
                for log_distance in _equal_shares(distances, _DISTANCES)
            )
            for offset in _equal_shares(NormalDist(0, profile.pair_sd_db), _OFFSETS)
        ),
        closeness=_four(min(1.0, max(0.0, nearer - state)) for state in range(_DISTANCES)),
        scan_variance=profile.scan_sd_db**2,
        packet_variance=profile.packet_sd_db**2,
    )


def _four(numbers: Iterable[float]) -> Four:
    a, b, c, d = numbers
    return a, b, c, d


def _equal_shares(belief: NormalDist, number: int) -> list[float]:
    """The middles of `number` equally likely ranges, stretched so that their deviation is the belief's own."""
    middles = [NormalDist().inv_cdf((index + 0.5) / number) for index in range(number)]
    stretch = belief.stdev / math.sqrt(sum(middle * middle for middle in middles) / number)
    return [belief.mean + stretch * middle for middle in middles]
