"""Can real and cover be told apart by what is seen on the line? Two tests that try (docs/protocol/5-calls.md).

The Kolmogorov-Smirnov distance between the two samples of each observable, and the AUC of a classifier that sees all of
them together. A planted difference of three milliseconds or one byte must be found by the same tests, or they prove
nothing.
"""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Sequence

from bluezone.lab.exchange.phones import Measured

Observation = tuple[float, ...]
"""(bytes sent, bytes received, seconds to the answer) of the three calls of a sequence, in order."""
OBSERVABLES = tuple(f"{what}_{step}" for step in (1, 2, 3) for what in ("sent", "received", "seconds"))
_TRAIN_SHARE = 0.5
_TREES = 60


def observations(calls: Sequence[Measured], *, real: bool) -> list[Observation]:
    """Takes whole sequences of one kind, as an observer of the line sees them."""
    rows: list[Observation] = []
    ours = [call for call in calls if call.real == real]
    for at in range(0, len(ours) - 2, 3):
        row: list[float] = []
        for call in ours[at : at + 3]:
            row += [call.sent_bytes, call.received_bytes, call.seconds]
        rows.append(tuple(row))
    return rows


def planted(rows: Sequence[Observation], *, seconds: float = 0.0, received_bytes: int = 0) -> list[Observation]:
    """Plants a small difference in the second call of the same rows."""
    return [(*row[:4], row[4] + received_bytes, row[5] + seconds, *row[6:]) for row in rows]


def ks_distance(first: Sequence[float], second: Sequence[float]) -> float:
    """The largest gap between two empirical distributions."""
    one, two = sorted(first), sorted(second)
    return max(abs(bisect_right(one, value) / len(one) - bisect_right(two, value) / len(two)) for value in {*one, *two})


def ks_distances(real: Sequence[Observation], cover: Sequence[Observation]) -> dict[str, float]:
    """The largest gaps, by observable."""
    return {
        name: ks_distance([row[place] for row in real], [row[place] for row in cover])
        for place, name in enumerate(OBSERVABLES)
    }


def classifier_auc(real: Sequence[Observation], cover: Sequence[Observation], seed: int) -> float:
    """How well a boosted-tree classifier, trained on one half, tells the kinds on the other; 0.5 is not at all."""
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.metrics import roc_auc_score

    labelled = [(row, 1) for row in real] + [(row, 0) for row in cover]
    random.Random(seed).shuffle(labelled)  # noqa: S311 - a repeatable split, no secret
    middle = int(len(labelled) * _TRAIN_SHARE)
    model = HistGradientBoostingClassifier(max_iter=_TREES, random_state=seed)
    model.fit([list(row) for row, _ in labelled[:middle]], [label for _, label in labelled[:middle]])
    scores = model.predict_proba([list(row) for row, _ in labelled[middle:]])[:, 1]
    return float(roc_auc_score([label for _, label in labelled[middle:]], scores))
