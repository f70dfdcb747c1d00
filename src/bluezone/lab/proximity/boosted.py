"""Trees as others would grow them, to stand beside the model: yes-or-no labels, no law, no pass over the contact.

Three systems, each with what the one before sees and a little more: the levels of a window; the names of both phone
models; the windows either side and the whole contact. None sees carriage, scene, session or split.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bluezone.device.core.proximity.windows import FEATURES, Window, contact_features
from bluezone.lab.proximity.laws import Floats
from bluezone.lab.proximity.samples import Label, Sample, contacts_of

_NAMES = (
    *(f"quantile {share}" for share in (5, 10, 25, 50, 75, 90, 95)),
    *("mean", "linear mean", "deviation", "packets a minute", "slope", "roughness", "attenuation", "length"),
)
_NEIGHBOURS = (-2, -1, 1, 2)
_ROUNDS, _ROUNDS_WITH_NEIGHBOURS = 200, 250


def boosted_scores(samples: Sequence[Sample], labels: Sequence[Label], folds: Sequence[int]) -> dict[str, Floats]:
    """Scores each system, from trees that saw neither the window nor its split unit."""
    own = _own(samples)
    kinds = _numbered([[s.source, s.receiver_os, s.sender_os] for s in samples])
    models = _numbered([[s.receiver_model, s.sender_model] for s in samples])
    systems: dict[str, tuple[list[Floats], list[Floats], int]] = {
        "trees on levels, tuned": ([own], [kinds], _ROUNDS),
        "trees on levels and phone models, tuned": ([own], [kinds, models], _ROUNDS),
        "trees on levels, phone models and neighbours, tuned": (
            [own, _around(samples, own)],
            [kinds, models],
            _ROUNDS_WITH_NEIGHBOURS,
        ),
    }
    return {
        name: _out_of_fold(np.hstack(numbers), np.hstack(categories), labels, folds, rounds)
        for name, (numbers, categories, rounds) in systems.items()
    }


def _out_of_fold(
    numbers: Floats, categories: Floats, labels: Sequence[Label], folds: Sequence[int], rounds: int
) -> Floats:
    from sklearn.ensemble import HistGradientBoostingClassifier  # two seconds, for whoever grows

    rows = np.hstack([numbers, categories])
    truths = np.array([label.close for label in labels])
    tracks = [label.track for label in labels]
    weights = np.array([1 / tracks.count(track) for track in tracks])
    weights /= weights.mean()
    fold_of = np.array(folds)
    scores = np.zeros(len(labels))
    for fold in sorted(set(folds)):
        known = fold_of != fold
        trees = HistGradientBoostingClassifier(
            max_iter=rounds,
            max_leaf_nodes=15,
            learning_rate=0.05,
            min_samples_leaf=30,
            l2_regularization=5,
            early_stopping=False,
            random_state=0,
            categorical_features=list(range(numbers.shape[1], rows.shape[1])),
        )
        trees.fit(rows[known], truths[known], sample_weight=weights[known])
        scores[~known] = trees.decision_function(rows[~known])
    return scores


def _own(samples: Sequence[Sample]) -> Floats:
    rows = []
    for sample in samples:
        row = contact_features([_plain_window(sample)])[0]
        rows.append([row[FEATURES.index(name)] for name in _NAMES])
    return np.array(rows)


def _plain_window(sample: Sample) -> Window:
    return Window(
        start_s=sample.start_s,
        length_s=sample.length_s,
        packets=sample.packets,
        times_s=sample.times_s,
        rssi_dbm=sample.rssi_dbm,
        tx_power_dbm=sample.tx_power_dbm,
        offset_db=0.0,
        iphone_hears=False,
        iphone_heard=False,
    )


def _around(samples: Sequence[Sample], own: Floats) -> Floats:
    """Computes mean and upper tenth of the two windows either side; mean, most and count of the contact's means."""
    mean, tenth = _NAMES.index("mean"), _NAMES.index("quantile 90")
    rows = np.full((len(samples), 2 * len(_NEIGHBOURS) + 3), np.nan)
    for places in contacts_of(samples):
        means = own[places, mean]
        for position, place in enumerate(places):
            for column, step in enumerate(_NEIGHBOURS):
                if 0 <= position + step < len(places):
                    rows[place, 2 * column : 2 * column + 2] = own[places[position + step]][[mean, tenth]]
            rows[place, -3:] = np.mean(means), np.max(means), len(places)
    return rows


def _numbered(words: Sequence[Sequence[str]]) -> Floats:
    """Numbers each word of each column, in alphabetical order."""
    columns = []
    for column in zip(*words, strict=True):
        known = {word: float(place) for place, word in enumerate(sorted(set(column)))}
        columns.append([known[word] for word in column])
    return np.array(columns).T
