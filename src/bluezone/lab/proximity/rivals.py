"""The rules that others used, and the simpler ones of our own, to stand beside the model.

Thresholds come from the published configurations of the 2020 applications (docs/decisions/0004-proximity.md names
them). Attenuation is transmit power less corrected level. Where a rule is "tuned", its threshold is chosen on other
folds than the one it is judged on, like the model's.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bluezone.device.core.proximity.window_model import CLOSE_DISTANCE_M, LAW_FEATURES, law_from
from bluezone.lab.proximity.boosted import boosted_scores
from bluezone.lab.proximity.folds import cross_fitted
from bluezone.lab.proximity.growing import rows_of
from bluezone.lab.proximity.laws import Floats, fit_laws
from bluezone.lab.proximity.samples import Label, Sample

_ORIGINAL_DBM = {("android", "android"): -86, ("android", "ios"): -69, ("ios", "android"): -88, ("ios", "ios"): -74}
"""The original application, this phone's system first."""
_ORIGINAL_GLOBAL_DBM = -88
_NEGLECTED_TX_POWER_DBM = {"dp3t34": -24.0, "dp3t05": -30.0}
"""Mean calibrated power of the exposure-notification table, 6 dB less at the lowest setting."""
_IPHONE_TX_POWER_DBM = 0.0
_LOG_CLOSE = math.log(CLOSE_DISTANCE_M)


@dataclass(frozen=True, slots=True)
class System:
    """One rule or model with its answers on every sample."""

    name: str
    decisions: list[bool]
    scores: Floats | None = None


def rivals(samples: Sequence[Sample], labels: Sequence[Label], folds: Sequence[int]) -> list[System]:
    """Scores every other system, from the crudest to the best."""
    sources = [sample.source for sample in samples]
    means = np.array([sample.mean_dbm for sample in samples])
    levels = np.array([sample.level_dbm for sample in samples])
    attenuations = np.array([_attenuation_db(sample) for sample in samples])
    laws = _law_features(samples, labels, folds)

    def tuned(name: str, scores: Floats) -> System:
        return System(name, cross_fitted(scores, labels, folds, sources), scores)

    return [
        System("always close", [True] * len(samples)),
        System("original Bluezone, mean against its thresholds", [s.mean_dbm >= _original_dbm(s) for s in samples]),
        System("original Bluezone, any packet over them", [max(s.rssi_dbm) >= _original_dbm(s) for s in samples]),
        System("original Bluezone, one threshold of -88 dBm", [bool(m >= _ORIGINAL_GLOBAL_DBM) for m in means]),
        *(System(name, _weighed(rule, attenuations)) for name, rule in _ATTENUATION_RULES.items()),
        tuned("mean RSSI, tuned", means),
        tuned("attenuation, tuned", -attenuations),
        tuned("mean of the stronger half, tuned", levels),
        System("distance law, at two metres", [bool(log <= _LOG_CLOSE) for log in laws["log distance"]]),
        tuned("distance law, tuned", -laws["log distance"]),
        tuned("distance law with a pass over the contact, tuned", laws["chance, sitting"]),
        *(tuned(name, scores) for name, scores in boosted_scores(samples, labels, folds).items()),
    ]


Rule = Callable[[float], float]


def _steps(*edges: tuple[float, float]) -> Rule:
    """Weighs by attenuation: the weight of the first edge it does not exceed, else none."""
    return lambda attenuation: next((weight for edge, weight in edges if attenuation <= edge), 0.0)


_ATTENUATION_RULES: Mapping[str, Rule] = {
    "exposure notification, at most 55 dB": _steps((55, 1)),
    "exposure notification, at most 63 dB (SwissCovid, LFPH Narrow v1)": _steps((63, 1)),
    "LFPH Narrow v2 weights": _steps((55, 1.75), (67, 1), (75, 0.33)),
    "LFPH Wide weights": _steps((55, 2), (70, 1), (80, 0.25)),
    "Corona-Warn-App v2, under 73 dB": _steps((72.999, 1)),
}


def _weighed(rule: Rule, attenuations: Floats) -> list[bool]:
    return [rule(float(attenuation)) >= 1 for attenuation in attenuations]


def _original_dbm(sample: Sample) -> int:
    return _ORIGINAL_DBM.get((sample.receiver_os, sample.sender_os), _ORIGINAL_GLOBAL_DBM)


def _attenuation_db(sample: Sample) -> float:
    power = sample.tx_power_dbm
    if power is None:
        power = _NEGLECTED_TX_POWER_DBM.get(sample.source, _IPHONE_TX_POWER_DBM)
    return power - sample.mean_dbm


def _law_features(samples: Sequence[Sample], labels: Sequence[Label], folds: Sequence[int]) -> dict[str, Floats]:
    """The features of the laws alone, each fitted without the fold it is read on."""
    rows = np.zeros((len(samples), 0))
    for fold in sorted(set(folds)):
        inside = [place for place, other in enumerate(folds) if other != fold]
        outside = [place for place, other in enumerate(folds) if other == fold]
        numbers = fit_laws([samples[i] for i in inside], [labels[i] for i in inside])
        laws = {source: law_from(source, {**law, "threshold": 0.0}) for source, law in numbers.items()}
        found = rows_of([samples[i] for i in outside], laws)
        if not rows.shape[1]:
            rows = np.zeros((len(samples), found.shape[1]))
        rows[outside] = found
    return {name: rows[:, place] for place, name in enumerate(LAW_FEATURES)}
