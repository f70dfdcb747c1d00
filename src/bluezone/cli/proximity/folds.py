"""Dividing labelled windows so that nothing is judged by trees that have seen its like.

Grouped folds keep a phone pair, a recording set, a test run or an hour whole. Leaving one out keeps a whole scene, or
a whole phone model, out of the fitting.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence

import numpy as np

from bluezone.cli.proximity.growing import Grown
from bluezone.cli.proximity.laws import Floats
from bluezone.cli.proximity.samples import Label, Sample
from bluezone.cli.proximity.scoring import best_threshold

FOLDS = 5


def grouped_folds(samples: Sequence[Sample], seed: int) -> list[int]:
    """A fold 0..4 for each sample, the same for all of a split unit, even in size within each kind of recording."""
    sizes = Counter((sample.source, sample.split_id) for sample in samples)
    units: dict[str, list[str]] = defaultdict(list)
    for source, unit in sorted(sizes):
        units[source].append(unit)
    fold_of: dict[str, int] = {}
    for source, names in sorted(units.items()):
        random.Random(f"{seed} {source}").shuffle(names)  # noqa: S311 - a repeatable division, no secret
        names.sort(key=lambda unit: -sizes[source, unit])
        load = [0] * FOLDS
        for unit in names:
            fold = fold_of.setdefault(unit, load.index(min(load)))
            load[fold] += sizes[source, unit]
    return [fold_of[sample.split_id] for sample in samples]


def out_of_fold(samples: Sequence[Sample], labels: Sequence[Label], folds: Sequence[int], seed: int) -> Floats:
    """A score for each sample from trees that saw neither it nor its split unit."""
    scores = np.zeros(len(samples))
    for fold in sorted(set(folds)):
        inside = [place for place, other in enumerate(folds) if other != fold]
        outside = [place for place, other in enumerate(folds) if other == fold]
        grown = Grown([samples[i] for i in inside], [labels[i] for i in inside], seed)
        scores[outside] = grown.scores([samples[i] for i in outside])
    return scores


def cross_fitted(scores: Floats, labels: Sequence[Label], folds: Sequence[int], kinds: Sequence[str]) -> list[bool]:
    """Decisions on each fold by thresholds, one for each kind, chosen on the other folds only."""
    truths = np.array([label.close for label in labels])
    fold_of, kind_of = np.array(folds), np.array(kinds)
    close = np.zeros(len(scores), dtype=bool)
    for kind in sorted(set(kinds)):
        for fold in sorted(set(folds)):
            others = (kind_of == kind) & (fold_of != fold)
            here = (kind_of == kind) & (fold_of == fold)
            if others.any():
                close[here] = scores[here] >= best_threshold(scores[others], truths[others])
    return [bool(decision) for decision in close]


def leave_one_out(
    samples: Sequence[Sample], labels: Sequence[Label], seed: int, belongs: Callable[[Sample], frozenset[str]]
) -> tuple[list[str], Floats, list[bool]]:
    """For each sample, what was left out, and score and decision by trees and thresholds that never met it.

    A sample belongs to several (two phone models): it is judged once, without either.
    """
    scores = np.full(len(samples), np.nan)
    close = [False] * len(samples)
    names = [" + ".join(sorted(belongs(sample))) for sample in samples]
    for left_out in sorted({belongs(sample) for sample in samples}, key=sorted):
        inside = [place for place, sample in enumerate(samples) if not belongs(sample) & left_out]
        known = {samples[place].source for place in inside}
        outside = [
            place for place, sample in enumerate(samples) if belongs(sample) == left_out and sample.source in known
        ]
        if not outside:
            continue
        seen, truths = [samples[i] for i in inside], [labels[i] for i in inside]
        grown = Grown(seen, truths, seed)
        thresholds = track_thresholds(out_of_fold(seen, truths, grouped_folds(seen, seed), seed), truths)
        for place, value in zip(outside, grown.scores([samples[i] for i in outside]), strict=True):
            scores[place] = value
            close[place] = bool(value >= thresholds[labels[place].track])
    return names, scores, close


def track_thresholds(scores: Floats, labels: Sequence[Label]) -> dict[str, float]:
    """For each track, from where to say close."""
    truths = np.array([label.close for label in labels])
    tracks = np.array([label.track for label in labels])
    return {track: best_threshold(scores[tracks == track], truths[tracks == track]) for track in sorted(set(tracks))}
