"""How often the phone's own judgement is right on recorded contacts, and what chance allows: the first table.

The contacts are those of the scoring protocol: ordered pairs with three or more five-minute windows, too long from 15
labelled minutes within two metres. Intervals are drawn over split units, which are pairs of phones; the twenty people
of the recordings met each other many times, so that they are too narrow still.

A second row for the phone is of senders that say their power. What each says was fitted to other folds than the one in
which it is heard; that all of it stands on the scale of a published table is the one number from outside.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from bluezone.device.data import read_sending_powers
from bluezone.lab.proximity.duties import DUTIES
from bluezone.lab.proximity.folds import grouped_folds
from bluezone.lab.proximity.laws import Floats
from bluezone.lab.proximity.on_phone import Judged, judged_by_phone
from bluezone.lab.proximity.powers import Powers, powers_on_scale
from bluezone.lab.proximity.samples import Label, Sample

PHASES = 6
PHONE = "the phone"
SAID = "the phone, where senders say their power"
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


@dataclass(frozen=True, slots=True)
class _Contacts:
    """The contacts that count."""

    windows: list[Sample]
    minutes: dict[str, float]
    """Labelled near, by contact."""
    units: dict[str, str]
    """The split unit, by contact."""


def phone_figures(samples: Sequence[Sample], labels: Sequence[Label], seed: int) -> dict[str, Any]:
    """Judges every contact under every duty, and compares with the truth."""
    contacts = _long_contacts(samples, labels)
    apart = _folds_with_powers(samples, labels, contacts.windows, seed)
    return {
        "contacts": len(contacts.minutes),
        "too long": sum(true >= _LONG_MINUTES for true in contacts.minutes.values()),
        "phases": PHASES,
        "duties": {duty: _of_duty(contacts, apart, duty, seed) for duty in DUTIES},
    }


def _long_contacts(samples: Sequence[Sample], labels: Sequence[Label]) -> _Contacts:
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
    return _Contacts([samples[place] for places in long.values() for place in places], minutes, units)


def _folds_with_powers(
    samples: Sequence[Sample], labels: Sequence[Label], chosen: Sequence[Sample], seed: int
) -> list[tuple[list[Sample], Powers]]:
    """The chosen windows of each fold, and the powers that the other folds tell."""
    folds = grouped_folds(samples, seed)
    fold_of = {sample.split_id: fold for sample, fold in zip(samples, folds, strict=True)}
    apart: list[tuple[list[Sample], Powers]] = []
    for fold in sorted({fold_of[sample.split_id] for sample in chosen}):
        others = [place for place, other in enumerate(folds) if other != fold]
        powers = powers_on_scale([samples[i] for i in others], [labels[i] for i in others], read_sending_powers())
        apart.append(([sample for sample in chosen if fold_of[sample.split_id] == fold], powers))
    return apart


def _of_duty(contacts: _Contacts, apart: Sequence[tuple[list[Sample], Powers]], duty: str, seed: int) -> dict[str, Any]:
    judged = list(judged_by_phone(contacts.windows, duty, PHASES, seed))
    said = [one for windows, powers in apart for one in judged_by_phone(windows, duty, PHASES, seed, powers)]
    by_rule = {
        PHONE: _counts(judged, _RULES[PHONE], contacts),
        SAID: _counts(said, _RULES[PHONE], contacts),
        **{name: _counts(judged, rule, contacts) for name, rule in _RULES.items() if name != PHONE},
    }
    return {
        "rules": {name: _errors(counts, seed) for name, counts in by_rule.items()},
        "said less": _difference(by_rule[SAID], by_rule[PHONE], seed),
        **_told(judged, contacts.minutes),
        "said": _told(said, contacts.minutes),
    }


def _told(judged: Sequence[Judged], minutes: Mapping[str, float]) -> dict[str, Any]:
    """How right the probability and the minutes are."""
    truths = np.array([minutes[one.contact_id] >= _LONG_MINUTES for one in judged])
    within = [one.minutes_low <= minutes[one.contact_id] <= one.minutes_high for one in judged]
    return {
        "reliability": _reliability([one.probability for one in judged], truths),
        "minutes": {
            "right": round(float(np.mean(within)), 3),
            "right of told": round(_mean(w for w, one in zip(within, judged, strict=True) if one.told), 3),
            "wide": round(float(np.mean([one.minutes_high - one.minutes_low for one in judged])), 1),
            "told of the long": round(_mean(one.minutes for one, long in zip(judged, truths, strict=True) if long), 1),
            "truth of the long": round(_mean(m for m in minutes.values() if m >= _LONG_MINUTES), 1),
        },
    }


def _errors(counts: Floats, seed: int) -> dict[str, Any]:
    """Shares missed and told in vain, their sum, and the interval in which 95 % of resampled sums lie."""
    missed, false = _shares(counts.sum(axis=0))
    low, high = np.quantile(_resampled(counts, seed), _INTERVAL)
    return {
        "missed": round(missed, 3),
        "false": round(false, 3),
        "ndcf": round(missed + false, 3),
        "interval": [round(float(low), 3), round(float(high), 3)],
    }


def _difference(one: Floats, other: Floats, seed: int) -> list[float]:
    """The interval in which 95 % of the differences of both sums lie, resampled together."""
    low, high = np.quantile(_resampled(one, seed) - _resampled(other, seed), _INTERVAL)
    return [round(float(low), 3), round(float(high), 3)]


def _resampled(counts: Floats, seed: int) -> Floats:
    draws = np.random.default_rng(seed).multinomial(len(counts), np.full(len(counts), 1 / len(counts)), size=_DRAWS)
    return np.array([sum(_shares(total)) for total in draws @ counts])


def _counts(judged: Sequence[Judged], rule: Rule, contacts: _Contacts) -> Floats:
    """Counts for each unit: long ones, long ones missed, others, others told."""
    rows: dict[str, Floats] = defaultdict(lambda: np.zeros(4))
    for one in judged:
        long, told = contacts.minutes[one.contact_id] >= _LONG_MINUTES, rule(one)
        rows[contacts.units[one.contact_id]] += (long, long and not told, not long, told and not long)
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
