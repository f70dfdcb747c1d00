"""Dividing labelled windows so that nothing is judged by trees that have seen its like.

Grouped folds keep a phone pair, a recording set, a test run or an hour whole. Leaving one out keeps a whole scene, or
a whole phone model, out of the fitting.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence

import numpy as np

from bluezone.lab.proximity.growing import REPEATS, Grown
from bluezone.lab.proximity.laws import Floats
from bluezone.lab.proximity.samples import Label, Sample
from bluezone.lab.proximity.scoring import best_threshold

FOLDS = 5


def grouped_folds(samples: Sequence[Sample], seed: int) -> list[int]:
    """Gives each sample a fold 0..4, the same for all of a split unit, even in size within each kind of recording."""
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


def out_of_fold(
    samples: Sequence[Sample], labels: Sequence[Label], folds: Sequence[int], seed: int, repeats: int = REPEATS
) -> Floats:
    """Scores each sample by trees that saw neither it nor its split unit."""
    scores = np.zeros(len(samples))
    for fold in sorted(set(folds)):
        inside = [place for place, other in enumerate(folds) if other != fold]
        outside = [place for place, other in enumerate(folds) if other == fold]
        grown = Grown([samples[i] for i in inside], [labels[i] for i in inside], seed, repeats)
        scores[outside] = grown.scores([samples[i] for i in outside])
    return scores


def cross_fitted(scores: Floats, labels: Sequence[Label], folds: Sequence[int], kinds: Sequence[str]) -> list[bool]:
    """Decides on each fold by thresholds, one for each kind, chosen on the other folds only."""
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
    samples: Sequence[Sample], labels: Sequence[Label], seed: int, kinds_of: Callable[[Sample], Sequence[str]]
) -> Floats:
    """Scores each sample by trees that met nothing of its first kind, in whatever role.

    Kinds are scenes, or phone models (the receiver's first, then the sender's). NaN where nothing is left to learn
    that kind of recording from.
    """
    scores = np.full(len(samples), np.nan)
    for left_out in sorted({kinds_of(sample)[0] for sample in samples}):
        inside = [place for place, sample in enumerate(samples) if left_out not in kinds_of(sample)]
        known = {samples[place].source for place in inside}
        outside = [
            place for place, sample in enumerate(samples) if kinds_of(sample)[0] == left_out and sample.source in known
        ]
        if outside:
            grown = Grown([samples[i] for i in inside], [labels[i] for i in inside], seed, repeats=1)
            scores[outside] = grown.scores([samples[i] for i in outside])
    return scores


def track_thresholds(scores: Floats, labels: Sequence[Label]) -> dict[str, float]:
    """Chooses, for each track, from where to say close."""
    truths = np.array([label.close for label in labels])
    tracks = np.array([label.track for label in labels])
    return {track: best_threshold(scores[tracks == track], truths[tracks == track]) for track in sorted(set(tracks))}
