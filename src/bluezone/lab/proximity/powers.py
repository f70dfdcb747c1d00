"""How strongly a model sends, from recordings (`bluezone proximity powers`): what a phone of that model would say.

A law fitted to labelled windows leaves over how much louder one model is heard than another. The scale is that of the
exposure-notification calibration table, so that its figures and these can stand beside each other: the mean of the
models that are in both is the same. Of that table nothing else is kept.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bluezone.device.core.own_power import plain_model
from bluezone.joining.refusal import RefusedError
from bluezone.lab.proximity.laws import fit_laws
from bluezone.lab.proximity.samples import Label, Sample

_SOURCES = ("dp3t05", "dp3t34")
_LEAST_UNITS = 10
"""Pairs of phones behind a figure; one phone held by one person says more of that person than of its model."""
_NOTE = "Fitted to DP-3T exp05 and exp34; scale of the calibration table of 2020-12-14 (Google, CC BY 4.0), mean alone"

Powers = Mapping[str, int]
"""By a model's plain name, dBm as an advertisement says them (docs/protocol/1-air.md). Those that were fitted to all
recordings travel with the phone (`device/data`)."""


def fit_powers(samples: Sequence[Sample], labels: Sequence[Label], calibration: Path) -> dict[str, Any]:
    """Fits the powers as their file has them. Raises RefusedError for what is no calibration table."""
    powers = powers_on_scale(samples, labels, _table(calibration))
    if not powers:
        raise RefusedError("no model of which ten pairs were recorded is in the table")
    return {"source": _NOTE, "powers": powers}


def powers_on_scale(samples: Sequence[Sample], labels: Sequence[Label], scale: Mapping[str, float]) -> dict[str, int]:
    """Whole dBm by model, such that the models that `scale` has too are as strong in the mean as there. Empty
    where there is none."""
    offsets = _sender_offsets(samples, labels)
    shared = [model for model in offsets if model in scale]
    if not shared:
        return {}
    zero = sum(scale[model] - offsets[model] for model in shared) / len(shared)
    return {model: round(zero + offset) for model, offset in sorted(offsets.items())}


def _sender_offsets(samples: Sequence[Sample], labels: Sequence[Label]) -> dict[str, float]:
    """How many dB louder than others each model is heard, over all recordings in proportion to their windows."""
    chosen = [place for place, sample in enumerate(samples) if sample.source in _SOURCES]
    units, windows = defaultdict[str, set[str]](set), defaultdict[str, Counter[str]](Counter)
    for place in chosen:
        model = plain_model(samples[place].sender_model)
        units[model].add(samples[place].split_id)
        windows[model][samples[place].source] += 1
    known = [model for model, of_model in units.items() if len(of_model) >= _LEAST_UNITS]
    laws = fit_laws([samples[place] for place in chosen], [labels[place] for place in chosen]) if known else {}
    louder = {
        source: {plain_model(model): offset for model, offset in law["senders"].items()} for source, law in laws.items()
    }
    return {
        model: sum(louder[source][model] * number for source, number in windows[model].items()) / windows[model].total()
        for model in known
    }


def _table(path: Path) -> dict[str, float]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        try:
            return {plain_model(row["model"]): float(row["tx_power"]) for row in csv.DictReader(lines)}
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise RefusedError(f"{path.name} is no calibration table: {error}") from error
