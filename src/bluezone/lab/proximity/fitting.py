"""From labelled recordings to the numbers that a phone carries (`bluezone proximity fit`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bluezone.lab.proximity.folds import grouped_folds, out_of_fold, track_thresholds
from bluezone.lab.proximity.growing import Grown
from bluezone.lab.proximity.samples import Label, Sample


def fit_model(samples: Sequence[Sample], labels: Sequence[Label], seed: int, repeats: int) -> dict[str, Any]:
    """Fits trees from all windows; thresholds from trees that had not seen the windows they were chosen on."""
    scores = out_of_fold(samples, labels, grouped_folds(samples, seed), seed, repeats)
    thresholds = track_thresholds(scores, labels)
    track_of = {sample.source: label.track for sample, label in zip(samples, labels, strict=True)}
    numbers = Grown(samples, labels, seed, repeats).written_down({s: thresholds[t] for s, t in track_of.items()})
    return {"about": _ABOUT, "seed": seed, "windows": len(samples), **numbers}


_ABOUT = "Written by `bluezone proximity fit`; parameters only, no recording. See docs/decisions/0004-proximity.md."
