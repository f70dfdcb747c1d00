"""Growing the trees, and writing them down as plain numbers.

Gradient boosting on the logarithm of the distance: a window at 1.9 m and one at 2.1 m teach almost the same, which
yes-or-no labels would call opposites. Everything is seeded; the same data give the same numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from bluezone.device.core.proximity.trees import LEAF
from bluezone.device.core.proximity.window_model import SourceLaw, law_from
from bluezone.lab.proximity.laws import Floats, fit_laws, log_distances
from bluezone.lab.proximity.samples import Label, Sample, contacts_of

if TYPE_CHECKING:
    from sklearn.ensemble import GradientBoostingRegressor

_SETTINGS: Mapping[str, dict[str, Any]] = {
    "android": {
        "n_estimators": 300,
        "max_depth": 4,
        "learning_rate": 0.05,
        "max_features": 0.2,
        "min_samples_leaf": 15,
    },
    "iphone": {"n_estimators": 200, "max_depth": 3, "learning_rate": 0.04, "max_features": 0.3, "min_samples_leaf": 20},
}
_SUBSAMPLE = 0.5
REPEATS = 3
"""Forests grown from other draws and averaged, so that no answer hangs on one draw."""
_DIGITS = 7
_HOME_WEIGHT = 0.2
"""Of the home recordings, which are outside the headline, 96 % close, and few."""
_HOME = "home_ios"


class Grown:
    """Laws and trees, not yet written down, and without thresholds."""

    def __init__(self, samples: Sequence[Sample], labels: Sequence[Label], seed: int, repeats: int = REPEATS) -> None:
        from sklearn.ensemble import GradientBoostingRegressor  # two seconds, for whoever grows

        self.law_numbers = fit_laws(samples, labels)
        self.laws: dict[str, SourceLaw] = {
            source: law_from(source, {**numbers, "threshold": 0.0}) for source, numbers in self.law_numbers.items()
        }
        rows = rows_of(samples, self.laws)
        targets = log_distances(labels)
        weights = _weights(labels)
        self.trees: dict[str, list[GradientBoostingRegressor]] = {}
        for group in sorted({law.group for law in self.laws.values()}):
            chosen = np.array([self.laws[sample.source].group == group for sample in samples])
            self.trees[group] = [
                GradientBoostingRegressor(**_SETTINGS[group], subsample=_SUBSAMPLE, random_state=seed + repeat).fit(
                    rows[chosen], targets[chosen], sample_weight=weights[chosen]
                )
                for repeat in range(repeats)
            ]

    def scores(self, samples: Sequence[Sample]) -> Floats:
        """Scores samples, larger for closer: minus the logarithm of metres."""
        rows = rows_of(samples, self.laws)
        scores = np.zeros(len(samples))
        for group, trees in self.trees.items():
            chosen = np.array([self.laws[sample.source].group == group for sample in samples])
            if chosen.any():
                scores[chosen] = -np.mean([grown.predict(rows[chosen]) for grown in trees], axis=0)
        return scores

    def written_down(self, thresholds: Mapping[str, float]) -> dict[str, Any]:
        """Writes the whole model as plain numbers; `thresholds` by kind of recording."""
        laws = {
            source: {**numbers, "threshold": round(thresholds[source], 6)}
            for source, numbers in self.law_numbers.items()
        }
        return {"laws": laws, "forests": {group: _forest(trees) for group, trees in self.trees.items()}}


def rows_of(samples: Sequence[Sample], laws: Mapping[str, SourceLaw]) -> Floats:
    """The values of each sample that the trees see."""
    rows: list[list[float]] = [[]] * len(samples)
    for places in contacts_of(samples):
        law = laws[samples[places[0]].source]
        for place, row in zip(places, law.rows([samples[place].window(law) for place in places]), strict=True):
            rows[place] = row
    return np.array(rows)


def _weights(labels: Sequence[Label]) -> Floats:
    """Weighs each track as much as another, however many windows it has; within a group only the ratio matters."""
    tracks = [label.track for label in labels]
    share = {track: len(tracks) / tracks.count(track) for track in set(tracks)}
    return np.array([share[track] * (_HOME_WEIGHT if track == _HOME else 1.0) for track in tracks])


def _forest(repeats: Sequence[GradientBoostingRegressor]) -> dict[str, Any]:
    """Joins the forests, whose mean is a forest: all the trees, each with its share."""
    return {
        "columns": int(repeats[0].n_features_in_),
        "start": _rounded(sum(grown.init_.constant_.item() for grown in repeats) / len(repeats)),
        "trees": [
            _tree(estimator.tree_, grown.learning_rate / len(repeats))
            for grown in repeats
            for estimator in grown.estimators_[:, 0]
        ],
    }


def _tree(tree: Any, share: float) -> dict[str, Any]:
    leaf = [bool(left < 0) for left in tree.children_left]
    values = tree.value[:, 0, 0] * share
    return {
        "features": [LEAF if ends else int(f) for ends, f in zip(leaf, tree.feature, strict=True)],
        "numbers": [
            _rounded(value if ends else cut) for ends, value, cut in zip(leaf, values, tree.threshold, strict=True)
        ],
        "lefts": [max(0, int(child)) for child in tree.children_left],
        "rights": [max(0, int(child)) for child in tree.children_right],
    }


def _rounded(number: float) -> float:
    return float(f"{number:.{_DIGITS}g}")
