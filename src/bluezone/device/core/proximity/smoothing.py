"""Distance over the time of one encounter: a forward-backward pass over a few distances.

People sit down, stay, and get up: from one scan to the next a distance is kept, or drawn anew from what is usual. The
later the next scan, the less is kept. The pass costs a few multiplications for each scan and distance.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from functools import lru_cache
from statistics import NormalDist

from bluezone.device.core.proximity.profile import RadioProfile

_STATES = 12
_LEVEL_STEP_DB = 0.5
_SMALLEST = 1e-12


def chances_of_closeness(
    levels_dbm: Sequence[float], counts: Sequence[int], times_ms: Sequence[int], profile: RadioProfile, close_m: float
) -> list[float]:
    """For each scan, the probability that the other was at most `close_m` away, given all the scans."""
    weights, prior, closeness = _states(profile, close_m)
    emissions = [
        _emission(profile, weights, round(level / _LEVEL_STEP_DB), count)
        for level, count in zip(levels_dbm, counts, strict=True)
    ]
    kept = [
        math.exp(-(later - earlier) / (profile.memory_minutes * 60_000))
        for earlier, later in itertools.pairwise(times_ms)
    ]
    forward = _pass(emissions, kept, prior)
    backward = _pass(emissions[::-1], kept[::-1], prior)[::-1]
    return [
        _closeness(ahead, behind, emission, prior, closeness)
        for ahead, behind, emission in zip(forward, backward, emissions, strict=True)
    ]


def _pass(emissions: Sequence[tuple[float, ...]], kept: Sequence[float], prior: tuple[float, ...]) -> list[list[float]]:
    """The belief after each scan, from all the scans up to it."""
    beliefs: list[list[float]] = []
    expected: Sequence[float] = prior
    for index, emission in enumerate(emissions):
        belief = [e * p for e, p in zip(emission, expected, strict=True)]
        total = sum(belief)
        belief = [b / total for b in belief]
        beliefs.append(belief)
        if index < len(kept):
            stay = kept[index]
            expected = [stay * b + (1 - stay) * p for b, p in zip(belief, prior, strict=True)]
    return beliefs


def _closeness(
    ahead: list[float],
    behind: list[float],
    emission: tuple[float, ...],
    prior: tuple[float, ...],
    closeness: tuple[float, ...],
) -> float:
    """Both beliefs hold this scan's emission and the prior; each may count once only."""
    both = [a * b / (e * p) for a, b, e, p in zip(ahead, behind, emission, prior, strict=True)]
    return sum(b * c for b, c in zip(both, closeness, strict=True)) / sum(both)


@lru_cache(maxsize=32)
def _states(profile: RadioProfile, close_m: float) -> tuple[tuple[float, ...], tuple[float, ...], tuple[float, ...]]:
    """Distances (as natural logarithms) at equal shares of the prior, those shares, and whether each is close.

    A state that the close distance cuts is close in part.
    """
    prior = NormalDist(math.log(profile.prior_median_m), profile.prior_log_sd)
    logs = tuple(prior.inv_cdf((state + 0.5) / _STATES) for state in range(_STATES))
    below = prior.cdf(math.log(close_m)) * _STATES
    closeness = tuple(min(1.0, max(0.0, below - state)) for state in range(_STATES))
    return logs, (1 / _STATES,) * _STATES, closeness


@lru_cache(maxsize=4096)
def _emission(profile: RadioProfile, logs: tuple[float, ...], level_step: int, count: int) -> tuple[float, ...]:
    """How likely a level is at each distance."""
    level = level_step * _LEVEL_STEP_DB
    variance = profile.noise_sd_db**2 + profile.packet_sd_db**2 / count
    misses = [level - profile.rssi_at_1m_dbm + profile.slope_db * log for log in logs]
    return tuple(max(_SMALLEST, math.exp(-miss * miss / (2 * variance))) for miss in misses)
