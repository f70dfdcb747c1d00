"""Growing the trees, and writing them down as plain numbers.

Gradient boosting on the logarithm of the distance: a window at 1.9 m and one at 2.1 m teach almost the same, which
yes-or-no labels would call opposites. Everything is seeded; the same data give the same numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from sklearn.ensemble import GradientBoostingRegressor

from bluezone.cli.proximity.laws import Floats, fit_laws, log_distances
from bluezone.cli.proximity.samples import Label, Sample, contacts_of
from bluezone.device.core.proximity.trees import LEAF
from bluezone.device.core.proximity.window_model import SourceLaw, law_from

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
_DIGITS = 7
_HOME_WEIGHT = 0.2
"""Of the home recordings, which are outside the headline, 96 % close, and few."""
_HOME = "home_ios"


class Grown:
    """Laws and trees, not yet written down, and without thresholds."""

    def __init__(self, samples: Sequence[Sample], labels: Sequence[Label], seed: int) -> None:
        self.law_numbers = fit_laws(samples, labels)
        self.laws: dict[str, SourceLaw] = {
            source: law_from(source, {**numbers, "threshold": 0.0}) for source, numbers in self.law_numbers.items()
        }
        rows = rows_of(samples, self.laws)
        targets = log_distances(labels)
        weights = _weights(labels)
        self.trees: dict[str, GradientBoostingRegressor] = {}
        for group in sorted({law.group for law in self.laws.values()}):
            chosen = np.array([self.laws[sample.source].group == group for sample in samples])
            settings = _SETTINGS[group]
            grower = GradientBoostingRegressor(**settings, subsample=_SUBSAMPLE, random_state=seed)
            self.trees[group] = grower.fit(rows[chosen], targets[chosen], sample_weight=weights[chosen])

    def scores(self, samples: Sequence[Sample]) -> Floats:
        """Larger is closer: minus the logarithm of metres."""
        rows = rows_of(samples, self.laws)
        scores = np.zeros(len(samples))
        for group, trees in self.trees.items():
            chosen = np.array([self.laws[sample.source].group == group for sample in samples])
            if chosen.any():
                scores[chosen] = -trees.predict(rows[chosen])
        return scores

    def written_down(self, thresholds: Mapping[str, float]) -> dict[str, Any]:
        """The whole model as plain numbers; `thresholds` by kind of recording."""
        laws = {
            source: {**numbers, "threshold": round(thresholds[source], 6)}
            for source, numbers in self.law_numbers.items()
        }
        return {"laws": laws, "forests": {group: _forest(trees) for group, trees in self.trees.items()}}


def rows_of(samples: Sequence[Sample], laws: Mapping[str, SourceLaw]) -> Floats:
    """What the trees see of each sample."""
    rows: list[list[float]] = [[]] * len(samples)
    for places in contacts_of(samples):
        law = laws[samples[places[0]].source]
        for place, row in zip(places, law.rows([samples[place].window(law) for place in places]), strict=True):
            rows[place] = row
    return np.array(rows)


def _weights(labels: Sequence[Label]) -> Floats:
    """Each track counts as much as another, however many windows it has; within a group only the ratio matters."""
    tracks = [label.track for label in labels]
    share = {track: len(tracks) / tracks.count(track) for track in set(tracks)}
    return np.array([share[track] * (_HOME_WEIGHT if track == _HOME else 1.0) for track in tracks])


def _forest(grown: GradientBoostingRegressor) -> dict[str, Any]:
    trees = [estimator.tree_ for estimator in grown.estimators_[:, 0]]
    return {
        "columns": int(grown.n_features_in_),
        "start": _rounded(grown.init_.constant_.item()),
        "trees": [
            {
                "features": [
                    LEAF if left < 0 else int(f) for f, left in zip(tree.feature, tree.children_left, strict=True)
                ],
                "numbers": [
                    _rounded(grown.learning_rate * value if left < 0 else cut)
                    for value, cut, left in zip(tree.value[:, 0, 0], tree.threshold, tree.children_left, strict=True)
                ],
                "lefts": [max(0, int(child)) for child in tree.children_left],
                "rights": [max(0, int(child)) for child in tree.children_right],
            }
            for tree in trees
        ],
    }


def _rounded(number: float) -> float:
    return float(f"{number:.{_DIGITS}g}")
