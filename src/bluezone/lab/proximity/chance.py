"""The chance that a contact was of fifteen minutes: a curve through recorded contacts over what a phone knows of one.

The curve orders contacts of one kind as the rule does, by expected minutes with their doubt, as a share of the time
heard. It depends on how densely the phone listened, since thin listening says fewer minutes of the same company, and on
whether the other's power was opened. It decides nothing and no owner is told it: it is right where nearly half of all
contacts are that long, as in these recordings, and says too much where fewer are (docs/decisions/0004-proximity.md).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bluezone.lab.proximity.laws import Floats

_LEAST_MINUTES, _MOST_MINUTES = 15.0, 35.0
"""The recorded contacts last 15 to 35 minutes. Of a longer one the share is still of so many, so that half an hour near
in a day together does not turn into a small share."""
_MOST_NEAR = 3.0
"""The most that the recordings have; more says no more."""
_THINNEST, _DENSEST = 40 / 300, 20 / 60
"""The duties of the recordings. Outside them the nearer one stands in."""
_STEPS, _ENOUGH, _FAR = 50, 1e-9, 100.0
_BELIEF = 1e-3
"""A thousandth of a contact's worth in what is shipped: contacts of one duty say nothing of another."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a phone knows of one contact."""

    cautious_minutes: float
    """The figure that the rule looks at: expected minutes and their doubt times the caution."""
    heard_minutes: float
    """Time for which the scans stand that heard the other, no moment of it twice."""
    listened: float
    """Share of it in which the receiver was on, from 0 to 1."""
    power_opened: bool
    """Whether the other said how strongly it sends."""

    @property
    def near(self) -> float:
        """The cautious minutes as a share of the time, which may be more than all of it."""
        minutes = min(max(self.heard_minutes, _LEAST_MINUTES), _MOST_MINUTES)
        return min(self.cautious_minutes / minutes, _MOST_NEAR)

    @property
    def density(self) -> float:
        """How densely the phone listened, as far as the recordings know."""
        return min(max(self.listened, _THINNEST), _DENSEST)


@dataclass(frozen=True, slots=True)
class Curve:
    """Logits of the chance: where nothing was near, and by how much more for each share that was."""

    at_none: float
    steepness: float
    of_density: float
    """Added to the steepness for each unit of density."""
    of_power: float
    """Added to the steepness where the power was opened."""

    def __post_init__(self) -> None:
        slopes = [self._slope(density, opened) for density in (_THINNEST, _DENSEST) for opened in (False, True)]
        if not (math.isfinite(self.at_none) and all(math.isfinite(slope) and slope > 0 for slope in slopes)):
            raise ValueError("a chance rises with the time near, whatever is known besides")

    def chance(self, known: Known) -> float:
        """How likely fifteen minutes within two metres were: above 0, below 1, never less for more minutes."""
        logit = self.at_none + known.near * self._slope(known.density, known.power_opened)
        return 1 / (1 + math.exp(-logit))

    def _slope(self, density: float, opened: bool) -> float:
        return self.steepness + self.of_density * density + self.of_power * opened


SHIPPED = Curve(at_none=-1.28, steepness=2.31, of_density=-3.68, of_power=0.14)
"""Fitted to 429 recorded contacts at three duties (`fit_curve`); the kept report has the same numbers."""


def fit_curve(known: Sequence[Known], long: Sequence[bool]) -> Curve:
    """Fits the likeliest curve, in hundredths, by Newton's steps from the shipped one, which stays where nothing can be
    learnt, or where the nearer were the shorter."""
    shipped = np.array([SHIPPED.at_none, SHIPPED.steepness, SHIPPED.of_density, SHIPPED.of_power])
    rows = np.array([(1.0, one.near, one.near * one.density, one.near * one.power_opened) for one in known])
    rows, truths, weights = rows.reshape(-1, len(shipped)), np.array(long, dtype=float), shipped
    for _ in range(_STEPS):
        chances = 1 / (1 + np.exp(-np.clip(rows @ weights, -_FAR, _FAR)))
        bend = (rows * (chances * (1 - chances))[:, None]).T @ rows + _BELIEF * np.eye(len(shipped))
        step = np.linalg.solve(bend, rows.T @ (truths - chances) - _BELIEF * (weights - shipped))
        while _unlikeliness(weights + step, rows, truths, shipped) > _unlikeliness(weights, rows, truths, shipped):
            step = step / 2  # too far; a step that is small enough always gains
        weights = weights + step
        if float(np.abs(step).max()) < _ENOUGH:
            break
    try:
        return Curve(*(round(float(weight), 2) for weight in weights))
    except ValueError:
        return SHIPPED


def _unlikeliness(weights: Floats, rows: Floats, truths: Floats, shipped: Floats) -> float:
    logits = rows @ weights
    likely = truths * logits - np.logaddexp(0, logits)
    return float(_BELIEF / 2 * ((weights - shipped) ** 2).sum() - likely.sum())
