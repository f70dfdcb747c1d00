"""How often the phone's own judgement is right on recorded contacts, and what chance allows: the first table.

The contacts are those of the scoring protocol: ordered pairs with three or more five-minute windows, too long from 15
labelled minutes within two metres. Intervals are drawn over split units, which are pairs of phones; the twenty people
of the recordings met each other many times, so that they are too narrow still.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from bluezone.lab.proximity.duties import DUTIES
from bluezone.lab.proximity.laws import Floats
from bluezone.lab.proximity.on_phone import Judged, judged_by_phone
from bluezone.lab.proximity.samples import Label, Sample

PHASES = 6
PHONE = "the phone"
_SOURCE, _WINDOWS, _LONG_MINUTES = "dp3t05", 3, 15.0
_ORIGINAL_DBM = -86
_PARTS = 10
_DRAWS, _INTERVAL = 2_000, (0.025, 0.975)

Rule = Callable[[Judged], bool]
_RULES: Mapping[str, Rule] = {
    PHONE: lambda judged: judged.told,
    "any packet": lambda judged: bool(judged.strongest),
    "heard in three stretches of five minutes": lambda judged: len(judged.strongest) >= 3,
    "original Bluezone, -86 dBm in three of them": lambda judged: sum(s >= _ORIGINAL_DBM for s in judged.strongest) > 2,
}


def phone_figures(samples: Sequence[Sample], labels: Sequence[Label], seed: int) -> dict[str, Any]:
    """Judges every contact under every duty, and compares with the truth."""
    chosen, minutes, units = _long_contacts(samples, labels)
    return {
        "contacts": len(minutes),
        "too long": sum(true >= _LONG_MINUTES for true in minutes.values()),
        "phases": PHASES,
        "duties": {duty: _of_duty(chosen, minutes, units, duty, seed) for duty in DUTIES},
    }


def _long_contacts(
    samples: Sequence[Sample], labels: Sequence[Label]
) -> tuple[list[Sample], dict[str, float], dict[str, str]]:
    """The windows of the contacts that count; by contact, the minutes labelled near and the split unit."""
    windows: dict[str, list[int]] = defaultdict(list)
    for place, sample in enumerate(samples):
        if sample.source == _SOURCE:
            windows[sample.contact_id].append(place)
    long = {contact: places for contact, places in windows.items() if len(places) >= _WINDOWS}
    minutes = {
        contact: sum(samples[place].length_s / 60 for place in places if labels[place].close)
        for contact, places in long.items()
    }
    units = {contact: samples[places[0]].split_id for contact, places in long.items()}
    return [samples[place] for places in long.values() for place in places], minutes, units


def _of_duty(
    samples: Sequence[Sample], minutes: Mapping[str, float], units: Mapping[str, str], duty: str, seed: int
) -> dict[str, Any]:
    judged = list(judged_by_phone(samples, duty, PHASES, seed))
    truths = np.array([minutes[one.contact_id] >= _LONG_MINUTES for one in judged])
    unit_of = [units[one.contact_id] for one in judged]
    within = [one.minutes_low <= minutes[one.contact_id] <= one.minutes_high for one in judged]
    return {
        "rules": {name: _errors(truths, [rule(one) for one in judged], unit_of, seed) for name, rule in _RULES.items()},
        "reliability": _reliability([one.probability for one in judged], truths),
        "minutes": {
            "right": round(float(np.mean(within)), 3),
            "right of told": round(_mean(w for w, one in zip(within, judged, strict=True) if one.told), 3),
            "wide": round(float(np.mean([one.minutes_high - one.minutes_low for one in judged])), 1),
            "told of the long": round(_mean(one.minutes for one, long in zip(judged, truths, strict=True) if long), 1),
            "truth of the long": round(_mean(m for m in minutes.values() if m >= _LONG_MINUTES), 1),
        },
    }


def _errors(truths: Any, told: Sequence[bool], units: Sequence[str], seed: int) -> dict[str, Any]:
    """Shares missed and told in vain, their sum, and the interval in which 95 % of resampled sums lie."""
    counts = _by_unit(truths, np.array(told), units)
    draws = np.random.default_rng(seed).multinomial(len(counts), np.full(len(counts), 1 / len(counts)), size=_DRAWS)
    missed, false = _shares(counts.sum(axis=0))
    sums = np.array([sum(_shares(total)) for total in draws @ counts])
    low, high = np.quantile(sums, _INTERVAL)
    return {
        "missed": round(missed, 3),
        "false": round(false, 3),
        "ndcf": round(missed + false, 3),
        "interval": [round(float(low), 3), round(float(high), 3)],
    }


def _by_unit(truths: Any, told: Any, units: Sequence[str]) -> Floats:
    """Counts for each unit: long ones, long ones missed, others, others told."""
    rows: dict[str, Floats] = defaultdict(lambda: np.zeros(4))
    for long, warned, unit in zip(truths, told, units, strict=True):
        rows[unit] += (long, long and not warned, not long, warned and not long)
    return np.array([rows[unit] for unit in sorted(rows)])


def _shares(counts: Floats) -> tuple[float, float]:
    long, missed, others, told = (float(count) for count in counts)
    return missed / long if long else 0.0, told / others if others else 0.0


def _reliability(probabilities: Sequence[float], truths: Any) -> dict[str, Any]:
    """Compares what was said with the share that was too long, in ten equal parts, and how far apart they are."""
    said = np.array(probabilities)
    parts = np.array_split(np.argsort(said, kind="stable"), _PARTS)
    rows = [(float(said[part].mean()), float(truths[part].mean()), len(part)) for part in parts if len(part)]
    return {
        "error": round(sum(abs(p - share) * count for p, share, count in rows) / len(said), 3),
        "parts": [{"said": round(p, 3), "was": round(share, 3), "judged": count} for p, share, count in rows],
    }


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return sum(found) / len(found) if found else 0.0
