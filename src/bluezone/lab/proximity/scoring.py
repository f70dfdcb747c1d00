"""The measures of the project's scoring protocol, and the threshold that serves them best.

nDCF is the share of close windows missed plus the share of far ones called close: 0 is perfect, 1 is what always,
never and a coin give. A contact of three or more five-minute windows is judged on whether 15 minutes were close.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bluezone.lab.proximity.laws import Floats
from bluezone.lab.proximity.samples import Label, Sample

HEADLINE = ("real_android", "gaen_scans", "structured_ios")
_CONTACT_TRACK = "real_android"
_CONTACT_WINDOWS, _LONG_SECONDS = 3, 900


@dataclass(frozen=True, slots=True)
class Errors:
    """The errors of yes-or-no answers."""

    missed: float
    """Share of the close ones."""
    alarmed: float
    """Share of the far ones."""

    @property
    def cost(self) -> float:
        return self.missed + self.alarmed


@dataclass(frozen=True, slots=True)
class Score:
    """The score of one system on labelled windows."""

    tracks: dict[str, Errors]
    areas: dict[str, float]
    """Under the ROC curve, by track; empty for rules without a score."""
    contacts: Errors

    @property
    def headline(self) -> Errors:
        found = [self.tracks[track] for track in HEADLINE if track in self.tracks]
        return Errors(sum(e.missed for e in found) / len(found), sum(e.alarmed for e in found) / len(found))

    @property
    def area(self) -> float | None:
        found = [self.areas[track] for track in HEADLINE if track in self.areas]
        return sum(found) / len(found) if found else None


def score(
    samples: Sequence[Sample], labels: Sequence[Label], decisions: Sequence[bool], scores: Floats | None
) -> Score:
    """How well decisions, and the scores they come from, agree with the truth."""
    tracks, areas = {}, {}
    for track in sorted({label.track for label in labels}):
        chosen = [place for place, label in enumerate(labels) if label.track == track]
        truths = [labels[place].close for place in chosen]
        if len(set(truths)) < 2:
            continue
        tracks[track] = errors(truths, [decisions[place] for place in chosen])
        if scores is not None:
            areas[track] = area_under_curve(scores[chosen], np.array(truths))
    return Score(tracks, areas, _contact_errors(samples, labels, decisions))


def errors(truths: Sequence[bool], decisions: Sequence[bool]) -> Errors:
    """Shares of the close called far and of the far called close; 0 of none."""
    close = [decision for truth, decision in zip(truths, decisions, strict=True) if truth]
    far = [decision for truth, decision in zip(truths, decisions, strict=True) if not truth]
    return Errors(1 - sum(close) / len(close) if close else 0.0, sum(far) / len(far) if far else 0.0)


def area_under_curve(scores: Floats, truths: npt.NDArray[np.bool_]) -> float:
    """The chance that a close window scores above a far one; ties count half."""
    values, ranks_of = np.unique(scores, return_inverse=True)
    counts = np.bincount(ranks_of, minlength=len(values))
    middle_ranks = np.cumsum(counts) - (counts - 1) / 2
    close = int(truths.sum())
    far = len(truths) - close
    return float((middle_ranks[ranks_of][truths].sum() - close * (close + 1) / 2) / (close * far))


def best_threshold(scores: Floats, truths: npt.NDArray[np.bool_]) -> float:
    """Chooses from where to say close, at the least cost. The cost curve is smoothed first, so that single windows do
    not decide; the same for any order of the rows."""
    candidates = np.quantile(scores, np.linspace(0.02, 0.98, 97))
    close, far = scores[truths], scores[~truths]
    if not len(close) or not len(far):
        return float(candidates[0] if len(close) else candidates[-1])
    costs = np.array([(close < cut).mean() + (far >= cut).mean() for cut in candidates])
    smooth = np.convolve(np.pad(costs, 3, mode="edge"), np.ones(7) / 7, "valid")
    return float(candidates[int(np.argmin(smooth))])


def _contact_errors(samples: Sequence[Sample], labels: Sequence[Label], decisions: Sequence[bool]) -> Errors:
    contacts: dict[str, list[int]] = defaultdict(list)
    for place, (sample, label) in enumerate(zip(samples, labels, strict=True)):
        if label.track == _CONTACT_TRACK:
            contacts[sample.contact_id].append(place)
    judged = [places for places in contacts.values() if len(places) >= _CONTACT_WINDOWS]

    def long(places: Sequence[int], close: Sequence[bool]) -> bool:
        return sum(samples[place].length_s for place in places if close[place]) >= _LONG_SECONDS

    truths = [label.close for label in labels]
    return errors([long(places, truths) for places in judged], [long(places, decisions) for places in judged])
