"""Fitting the distance laws: level = at one metre - 10 n log10(distance) + receiver's offset + sender's offset + noise.

Ridge regression, one for each kind of recording. What the law leaves over is divided into what stays with a contact
and what is new in each of its windows.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from bluezone.lab.proximity.samples import Label, Sample

NEAREST_M, FARTHEST_M = 0.4, 10.0
"""Labels beyond are read as these: a law of logarithms must not hang on a few centimetres, or on a hall's far end."""
_RIDGE = 20.0
"""Windows' worth of belief that a model is like the others."""
_GROUPS = {"dp3t05": "android", "dp3t34": "android", "mitll_ua": "android"}
_OTHER_GROUP = "iphone"
_WITH_OFFSETS = {"android"}
"""In the other recordings a set has its own phones, poses and rooms; offsets would learn the sets."""
_LEAST_SD_DB = 1.0

Floats = npt.NDArray[np.float64]


def fit_laws(samples: Sequence[Sample], labels: Sequence[Label]) -> dict[str, dict[str, Any]]:
    """Fits, for each kind of recording, its law as a parameter file has it, all but the threshold."""
    sources = sorted({sample.source for sample in samples})
    laws = {}
    for place, source in enumerate(sources):
        chosen = [index for index, sample in enumerate(samples) if sample.source == source]
        group = _GROUPS.get(source, _OTHER_GROUP)
        law = _fit_law([samples[i] for i in chosen], [labels[i] for i in chosen], with_offsets=group in _WITH_OFFSETS)
        marks = [float(place == other) for other in range(len(sources))]
        laws[source] = {**law, "group": group, "marks": marks}
    return laws


def log_distances(labels: Sequence[Label]) -> Floats:
    """The natural logarithms of metres, which trees learn."""
    distances: Floats = np.array([label.distance_m for label in labels])
    logs: Floats = np.log(distances.clip(NEAREST_M, FARTHEST_M))
    return logs


def _fit_law(samples: Sequence[Sample], labels: Sequence[Label], *, with_offsets: bool) -> dict[str, Any]:
    receivers = sorted({s.receiver_model.casefold() for s in samples}) if with_offsets else []
    senders = sorted({s.sender_model.casefold() for s in samples}) if with_offsets else []
    levels = np.array([sample.level_dbm for sample in samples])
    logs = log_distances(labels)
    rows = np.zeros((len(samples), 2 + len(receivers) + len(senders)))
    rows[:, 0] = 1
    rows[:, 1] = -10 * logs / math.log(10)
    if with_offsets:
        for row, sample in zip(rows, samples, strict=True):
            row[2 + receivers.index(sample.receiver_model.casefold())] = 1
            row[2 + len(receivers) + senders.index(sample.sender_model.casefold())] = 1
    penalty = np.diag([1e-6, 1e-6] + [_RIDGE] * (len(receivers) + len(senders)))
    solution = np.linalg.solve(rows.T @ rows + penalty, rows.T @ levels)
    pair_sd, scan_sd = _spreads(samples, levels - rows @ solution)
    offsets = [round(float(number), 2) for number in solution[2:]]
    return {
        "profile": {
            "rssi_at_1m_dbm": round(float(solution[0]), 2),
            "exponent": round(max(0.5, float(solution[1])), 3),
            "pair_sd_db": round(pair_sd, 2),
            "scan_sd_db": round(scan_sd, 2),
            "packet_sd_db": round(_packet_sd(samples), 2),
            "prior_median_m": round(math.exp(float(logs.mean())), 3),
            "prior_log_sd": round(max(0.3, float(logs.std())), 3),
            "memory_minutes": 15.0,
        },
        "receivers": dict(zip(receivers, offsets[: len(receivers)], strict=True)),
        "senders": dict(zip(senders, offsets[len(receivers) :], strict=True)),
    }


def _spreads(samples: Sequence[Sample], left_over: Floats) -> tuple[float, float]:
    """The deviations of what stays with a contact and of what is new in each window.

    Where no contact has a second window the two cannot be told apart, and share the variance evenly.
    """
    contacts: dict[str, list[float]] = defaultdict(list)
    for sample, rest in zip(samples, left_over, strict=True):
        contacts[sample.contact_id].append(float(rest))
    total = float(np.var(left_over))
    freedom = sum(len(rest) - 1 for rest in contacts.values())
    if freedom < len(samples) / 10:
        within = total / 2
    else:
        within = sum(float(np.var(rest)) * len(rest) for rest in contacts.values()) / freedom
    return math.sqrt(max(total - within, _LEAST_SD_DB**2)), math.sqrt(max(within, _LEAST_SD_DB**2))


def _packet_sd(samples: Sequence[Sample]) -> float:
    return math.sqrt(
        float(np.mean([np.var(sample.rssi_dbm, ddof=1) for sample in samples if len(sample.rssi_dbm) > 3]))
    )
