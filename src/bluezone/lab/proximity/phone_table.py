"""How often the phone's own judgement is right on recorded contacts, and what chance allows: the first table.

A second row for the phone is of senders that say their power. What each says was fitted to other folds than the one in
which it is heard; that all of it stands on the scale of a published table is the one number from outside. The curve of
the probability is asked twice: as it is shipped, fitted to all, and fitted to other folds than the one it is asked of.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from bluezone.lab.proximity.contacts import Contacts, contacts_that_count
from bluezone.lab.proximity.divided import (
    PHASES,
    Division,
    chances,
    curve_of,
    in_folds,
    judged_where_said,
    powers_apart,
)
from bluezone.lab.proximity.duties import DUTIES
from bluezone.lab.proximity.never_met import Recorded, never_met
from bluezone.lab.proximity.on_phone import Judged, judged_by_phone
from bluezone.lab.proximity.powers import Powers
from bluezone.lab.proximity.reliability import perfect, reliability
from bluezone.lab.proximity.samples import Label, Sample
from bluezone.lab.proximity.shares import Rule, counts_by_unit, difference, errors

PHONE = "the phone"
SAID = "the phone, where senders say their power"
_ORIGINAL_DBM = -86
_SPREAD = ("20/60", "adaptive")
"""The duties that take whole recorded minutes."""

_RULES: Mapping[str, Rule] = {
    PHONE: lambda judged: judged.told,
    "any packet": lambda judged: bool(judged.strongest),
    "heard in three stretches of five minutes": lambda judged: len(judged.strongest) >= 3,
    "original Bluezone, -86 dBm in three of them": lambda judged: sum(s >= _ORIGINAL_DBM for s in judged.strongest) > 2,
}


def phone_figures(samples: Sequence[Sample], labels: Sequence[Label], seed: int) -> dict[str, Any]:
    """Judges every contact under every duty, and compares with the truth."""
    contacts, folds = contacts_that_count(samples, labels), in_folds(samples, seed)
    windows = [window for contact in contacts.values() for window in contact.windows]
    silent = {duty: list(judged_by_phone(windows, duty, PHASES, seed)) for duty in DUTIES}
    powers = powers_apart(folds, contacts, samples, labels)
    said = {duty: list(judged_where_said(folds, contacts, powers, duty, seed)) for duty in DUTIES}
    learnt = _learnt(silent, said)
    return {
        "contacts": len(contacts),
        "too long": sum(contact.long for contact in contacts.values()),
        "meetings": len({contact.meeting for contact in contacts.values()}),
        "phases": PHASES,
        "curve": asdict(curve_of(contacts, learnt)),
        "pressed": {duty: _pressed(contacts, folds, powers, duty, seed) for duty in _SPREAD},
        "never met": never_met(Recorded(samples, labels, contacts, silent, learnt), seed),
        "duties": {
            duty: {
                **_rules(contacts, silent[duty], said[duty], seed),
                **_told(contacts, silent[duty], chances(folds, contacts, silent[duty], learnt), seed),
                "said": _told(contacts, said[duty], chances(folds, contacts, said[duty], learnt), seed),
            }
            for duty in DUTIES
        },
    }


def _pressed(contacts: Contacts, folds: Division, powers: Mapping[str, Powers], duty: str, seed: int) -> dict[str, Any]:
    """Both rows of the phone where each recorded minute is one time of listening."""
    windows = [window for contact in contacts.values() for window in contact.windows]
    rows = {
        PHONE: list(judged_by_phone(windows, duty, PHASES, seed, pressed=True)),
        SAID: list(judged_where_said(folds, contacts, powers, duty, seed, pressed=True)),
    }
    return {
        name: {**errors(counts_by_unit(judged, _RULES[PHONE], contacts), seed), **_minutes(contacts, judged)}
        for name, judged in rows.items()
    }


def _learnt(silent: Mapping[str, list[Judged]], said: Mapping[str, list[Judged]]) -> list[Judged]:
    """What the curve is fitted to: all that was judged, but nothing twice because its sender says nothing."""
    opened = [one for judged in said.values() for one in judged if one.known and one.known.power_opened]
    return [*(one for judged in silent.values() for one in judged), *opened]


def _rules(contacts: Contacts, silent: Sequence[Judged], said: Sequence[Judged], seed: int) -> dict[str, Any]:
    by_rule = {
        PHONE: counts_by_unit(silent, _RULES[PHONE], contacts),
        SAID: counts_by_unit(said, _RULES[PHONE], contacts),
        **{name: counts_by_unit(silent, rule, contacts) for name, rule in _RULES.items() if name != PHONE},
    }
    return {
        "rules": {name: errors(counts, seed) for name, counts in by_rule.items()},
        "said less": difference(by_rule[SAID], by_rule[PHONE], seed),
    }


def _told(contacts: Contacts, judged: Sequence[Judged], apart: Sequence[float], seed: int) -> dict[str, Any]:
    """How right the probability and the minutes are. `apart` is the probability by curves of the other folds."""
    long = [contacts[one.contact_id].long for one in judged]
    meetings = [contacts[one.contact_id].meeting for one in judged]
    return {
        "reliability": {
            **reliability([one.probability for one in judged], long),
            "out of fold": reliability(apart, long),
            "perfect": perfect(apart, meetings, seed),
        },
        "minutes": _minutes(contacts, judged),
    }


def _minutes(contacts: Contacts, judged: Sequence[Judged]) -> dict[str, float]:
    truths = [contacts[one.contact_id].minutes for one in judged]
    within = [one.minutes_low <= true <= one.minutes_high for one, true in zip(judged, truths, strict=True)]
    return {
        "right": round(float(np.mean(within)), 3),
        "right of told": round(_mean(w for w, one in zip(within, judged, strict=True) if one.told), 3),
        "wide": round(float(np.mean([one.minutes_high - one.minutes_low for one in judged])), 1),
        "told of the long": round(_mean(one.minutes for one in judged if contacts[one.contact_id].long), 1),
        "truth of the long": round(_mean(contact.minutes for contact in contacts.values() if contact.long), 1),
    }


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return sum(found) / len(found) if found else 0.0
