"""The whole comparison: what the phone does; the laboratory's model and every rival on the same folds, and transfer.

This is what the report shows and what docs/performance.md quotes. It takes minutes, so it can be kept as a file.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from bluezone.lab.proximity.folds import (
    cross_fitted,
    grouped_folds,
    leave_one_out,
    out_of_fold,
    track_thresholds,
)
from bluezone.lab.proximity.laws import Floats
from bluezone.lab.proximity.phone_table import phone_figures
from bluezone.lab.proximity.rivals import System, rivals
from bluezone.lab.proximity.samples import Label, Sample
from bluezone.lab.proximity.scoring import HEADLINE, Score, score

MODEL = "laboratory, on no phone: distance law, pass over the contact, trees"
_PICTURE_POINTS = 60


def evaluate(samples: Sequence[Sample], labels: Sequence[Label], seed: int) -> dict[str, Any]:
    """Compares the model with every rival, as plain numbers."""
    folds = grouped_folds(samples, seed)
    scores = out_of_fold(samples, labels, folds, seed)
    decisions = cross_fitted(scores, labels, folds, [label.track for label in labels])
    systems = [*rivals(samples, labels, folds), System(MODEL, decisions, scores)]
    thresholds = track_thresholds(scores, labels)
    return {
        "windows": len(samples),
        "seed": seed,
        "phone": phone_figures(samples, labels, seed),
        "systems": {s.name: _plain(score(samples, labels, s.decisions, s.scores)) for s in systems},
        "roc": {s.name: _curves(s.scores, labels) for s in systems if s.scores is not None},
        "reliability": _reliability(scores, labels),
        "ranging": _ranging(scores, samples, labels),
        "transfer": {
            "another scene": _transfer(samples, labels, seed, thresholds, lambda s: [s.scene]),
            "another phone model": _transfer(
                samples, labels, seed, thresholds, lambda s: [s.receiver_model, s.sender_model]
            ),
        },
    }


def _transfer(
    samples: Sequence[Sample], labels: Sequence[Label], seed: int, thresholds: dict[str, float], kinds_of: Any
) -> dict[str, Any]:
    """Judges transfer on people's own recordings only; structured ones have neither scenes nor mixed phones."""
    chosen = [place for place, label in enumerate(labels) if label.track in HEADLINE[:2]]
    own, truths = [samples[i] for i in chosen], [labels[i] for i in chosen]
    scores = leave_one_out(own, truths, seed, kinds_of)
    judged = [place for place, value in enumerate(scores) if not math.isnan(value)]
    own, truths, scores = [own[i] for i in judged], [truths[i] for i in judged], scores[judged]
    decisions = [bool(value >= thresholds[label.track]) for value, label in zip(scores, truths, strict=True)]
    return {"windows": len(judged), **_plain(score(own, truths, decisions, scores))}


def _plain(found: Score) -> dict[str, Any]:
    return {
        "missed": round(found.headline.missed, 3),
        "alarmed": round(found.headline.alarmed, 3),
        "ndcf": round(found.headline.cost, 3),
        "auc": None if found.area is None else round(found.area, 3),
        "tracks": {track: round(errors.cost, 3) for track, errors in found.tracks.items()},
        "contacts": {
            "missed": round(found.contacts.missed, 3),
            "alarmed": round(found.contacts.alarmed, 3),
            "ndcf": round(found.contacts.cost, 3),
        },
    }


def _curves(scores: Floats, labels: Sequence[Label]) -> dict[str, list[tuple[float, float]]]:
    """Draws each track's curve: (share of far windows alarmed, of close ones found) as the threshold falls."""
    curves = {}
    for track in HEADLINE:
        truths = np.array([label.close for label in labels if label.track == track])
        values = scores[np.array([label.track == track for label in labels])]
        cuts = np.quantile(values, np.linspace(1, 0, _PICTURE_POINTS))
        curves[track] = [
            (round(float((values[~truths] >= cut).mean()), 3), round(float((values[truths] >= cut).mean()), 3))
            for cut in cuts
        ]
    return curves


def _reliability(scores: Floats, labels: Sequence[Label]) -> list[dict[str, float]]:
    """Predicted metres against how many were really close, in ten equal parts of the headline windows."""
    chosen = np.array([label.track in HEADLINE for label in labels])
    truths = np.array([label.close for label in labels])[chosen]
    metres = np.exp(-scores[chosen])
    order = np.argsort(metres, kind="stable")
    return [
        {
            "predicted_m": round(float(np.median(metres[part])), 2),
            "close": round(float(truths[part].mean()), 3),
            "windows": len(part),
        }
        for part in np.array_split(order, 10)
    ]


def _ranging(scores: Floats, samples: Sequence[Sample], labels: Sequence[Label]) -> dict[str, Any]:
    """Mean error of the distance: by true distance, and by receiving phone."""
    chosen = [place for place, label in enumerate(labels) if label.track in HEADLINE]
    wrong = {place: abs(math.exp(-scores[place]) - labels[place].distance_m) for place in chosen}
    edges = (0.0, 1.0, 2.0, 3.0, 4.0, 6.0, math.inf)

    def mean(places: Sequence[int]) -> dict[str, float]:
        return {"metres": round(sum(wrong[p] for p in places) / len(places), 2), "windows": len(places)}

    by_distance = {
        f"{low:g} to {high:g} m" if math.isfinite(high) else f"over {low:g} m": mean(places)
        for low, high in pairwise(edges)
        if (places := [p for p in chosen if low < labels[p].distance_m <= high])
    }
    models = sorted({samples[p].receiver_model for p in chosen})
    by_phone = {
        model or "not named": mean(places)
        for model in models
        if len(places := [p for p in chosen if samples[p].receiver_model == model]) >= 50
    }
    return {"by distance": by_distance, "by receiving phone": by_phone}
