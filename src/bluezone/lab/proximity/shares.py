"""How many long contacts are missed and how many others told, and how far chance may have moved the shares.

Counts are kept by split unit, which is a pair of phones, and drawn again by it. The twenty people of the recordings met
each other many times, so that the intervals are too narrow still.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from bluezone.lab.proximity.contacts import Contacts
from bluezone.lab.proximity.laws import Floats
from bluezone.lab.proximity.on_phone import Judged

Rule = Callable[[Judged], bool]
_DRAWS, _INTERVAL = 2_000, (0.025, 0.975)


def counts_by_unit(judged: Sequence[Judged], rule: Rule, contacts: Contacts) -> Floats:
    """Counts for each unit: long ones, long ones missed, others, others told."""
    rows: dict[str, Floats] = defaultdict(lambda: np.zeros(4))
    for one in judged:
        contact, told = contacts[one.contact_id], rule(one)
        rows[contact.unit] += (contact.long, contact.long and not told, not contact.long, told and not contact.long)
    return np.array([rows[unit] for unit in sorted(rows)])


def errors(counts: Floats, seed: int) -> dict[str, Any]:
    """Shares missed and told in vain, their sum, and the interval in which 95 % of resampled sums lie."""
    missed, false = _shares(counts.sum(axis=0))
    low, high = np.quantile(_resampled(counts, seed), _INTERVAL)
    return {
        "missed": round(missed, 3),
        "false": round(false, 3),
        "ndcf": round(missed + false, 3),
        "interval": [round(float(low), 3), round(float(high), 3)],
    }


def difference(one: Floats, other: Floats, seed: int) -> list[float]:
    """The interval in which 95 % of the differences of both sums lie, resampled together."""
    low, high = np.quantile(_resampled(one, seed) - _resampled(other, seed), _INTERVAL)
    return [round(float(low), 3), round(float(high), 3)]


def _resampled(counts: Floats, seed: int) -> Floats:
    draws = np.random.default_rng(seed).multinomial(len(counts), np.full(len(counts), 1 / len(counts)), size=_DRAWS)
    return np.array([sum(_shares(total)) for total in draws @ counts])


def _shares(counts: Floats) -> tuple[float, float]:
    long, missed, others, told = (float(count) for count in counts)
    return missed / long if long else 0.0, told / others if others else 0.0
