"""Whether what is said to be six in ten happens six times in ten, and how far apart chance alone would put both.

The error is the mean distance of what was said from the share that was, in ten parts of the judged contacts. With some
hundreds of contacts it is never nought, however right the forecaster: `perfect` draws how large it is then.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from bluezone.lab.proximity.laws import Floats

_PARTS = 10
_DRAWS, _INTERVAL = 2_000, (0.025, 0.975)


def reliability(said: Sequence[float], long: Sequence[bool]) -> dict[str, Any]:
    """Compares what was said with the share that was too long, in ten equal parts, and how far apart they are."""
    chances, truths = np.array(said), np.array(long, dtype=float)
    rows = [(float(chances[part].mean()), float(truths[part].mean()), len(part)) for part in _parts(chances)]
    return {
        "error": round(sum(abs(p - share) * count for p, share, count in rows) / len(chances), 3),
        "parts": [{"said": round(p, 3), "was": round(share, 3), "judged": count} for p, share, count in rows],
    }


def perfect(said: Sequence[float], meetings: Sequence[object], seed: int) -> dict[str, Any]:
    """The error of a forecaster who is right: the mean of 2,000 draws, and between which two lie 95 in 100 of them.

    In each draw every judged contact is long with the chance that was said of it. What is of one meeting shares its
    draw: the same contact heard from six moments, and both phones of a pair.
    """
    chances = np.array(said)
    different, of_meeting = np.unique(np.array([repr(meeting) for meeting in meetings]), return_inverse=True)
    draws = np.random.default_rng(seed).random((_DRAWS, len(different)))
    apart: Floats = np.zeros(_DRAWS)
    for part in _parts(chances):
        shares = (draws[:, of_meeting[part]] < chances[part]).mean(axis=1)
        apart += np.abs(chances[part].mean() - shares) * len(part) / len(chances)
    low, high = np.quantile(apart, _INTERVAL)
    return {"mean": round(float(apart.mean()), 3), "interval": [round(float(low), 3), round(float(high), 3)]}


def _parts(chances: Floats) -> list[Any]:
    """Places of ten equal parts, the least chance first."""
    parts = np.array_split(np.argsort(chances, kind="stable"), _PARTS)
    return [part for part in parts if len(part)]
