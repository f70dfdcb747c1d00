"""What the phone does in scenes and of phone models never met: all that was fitted to recordings is fitted to others.

The rule itself has nothing to fit anew, so that where nothing is said of powers who is told is as in the first table.
What moves is what a sender's power is taken for, how likely fifteen minutes are said to be, and how wide the range of
minutes must be. Beside it stands each scene and model by itself: one rule is not right equally often in all.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bluezone.device.core.exposure import minutes_within
from bluezone.lab.proximity.contacts import Contacts
from bluezone.lab.proximity.divided import NEVER_MET, Division, chances, judged_where_said, powers_apart
from bluezone.lab.proximity.duties import DUTIES
from bluezone.lab.proximity.on_phone import Judged
from bluezone.lab.proximity.reliability import perfect, reliability
from bluezone.lab.proximity.samples import Label, Sample
from bluezone.lab.proximity.shares import counts_by_unit, errors

_RIGHT = 0.9
"""The share of contacts told for which the range was made wide enough."""
_SHIPPED_MORE, _MOST_MORE = 15, 60
"""Minutes that the range has more than its doubt; and no more than so many are tried."""

ByDuty = Mapping[str, Sequence[Judged]]


@dataclass(frozen=True, slots=True)
class Recorded:
    """The recordings, and what the first table made of them."""

    samples: Sequence[Sample]
    labels: Sequence[Label]
    contacts: Contacts
    silent: ByDuty
    """Judged where senders say nothing."""
    learnt: Sequence[Judged]
    """All that the curve and the range are fitted to."""


def never_met(recorded: Recorded, seed: int) -> dict[str, Any]:
    """The phone's two rows again, for each duty, by what was never met."""
    return {what: _of_division(division, recorded, seed) for what, division in NEVER_MET.items()}


def _of_division(division: Division, recorded: Recorded, seed: int) -> dict[str, Any]:
    contacts = recorded.contacts
    powers = powers_apart(division, contacts, recorded.samples, recorded.labels)
    more = _more_minutes(division, recorded)
    duties: dict[str, Any] = {}
    for duty in DUTIES:
        said = list(judged_where_said(division, contacts, powers, duty, seed))
        duties[duty] = {
            name: {
                **_of_row(contacts, judged, chances(division, contacts, judged, recorded.learnt), seed),
                **_range(contacts, judged, [more[division.kind_of(contacts[one.contact_id])] for one in judged]),
                "each": _each(division, contacts, judged, seed),
            }
            for name, judged in (("silent", recorded.silent[duty]), ("said", said))
        }
    return {"more minutes": sorted(set(more.values())), "duties": duties}


def _of_row(contacts: Contacts, judged: Sequence[Judged], apart: Sequence[float], seed: int) -> dict[str, Any]:
    own = [contacts[one.contact_id] for one in judged]
    return {
        **errors(counts_by_unit(judged, _told, contacts), seed),
        "error": reliability(apart, [contact.long for contact in own])["error"],
        "perfect": perfect(apart, [contact.meeting for contact in own], seed),
    }


def _range(contacts: Contacts, judged: Sequence[Judged], more: Sequence[int]) -> dict[str, float]:
    right = [_needed(contacts, one) <= minutes for one, minutes in zip(judged, more, strict=True)]
    return {
        "right": _share(right),
        "right of told": _share(held for held, one in zip(right, judged, strict=True) if one.told),
    }


def _each(division: Division, contacts: Contacts, judged: Sequence[Judged], seed: int) -> dict[str, Any]:
    """Each scene or model by itself, with the range that is shipped."""
    found: dict[str, Any] = {}
    for kind in division.kinds(contacts):
        own = {name: contact for name, contact in contacts.items() if division.kind_of(contact) == kind}
        here = [one for one in judged if one.contact_id in own]
        found[kind] = {
            "contacts": len(own),
            "too long": sum(contact.long for contact in own.values()),
            **errors(counts_by_unit(here, _told, own), seed),
            **_range(own, here, [_SHIPPED_MORE] * len(here)),
        }
    return found


def _more_minutes(division: Division, recorded: Recorded) -> dict[str, int]:
    """Finds for each kind the fewest minutes more with which the range holds the truth of nine in ten contacts told
    that have nothing of it; as many as are shipped where there is none."""
    contacts = recorded.contacts
    needed = [(contacts[one.contact_id].windows[0], _needed(contacts, one)) for one in recorded.learnt if one.told]
    more: dict[str, int] = {}
    for kind in division.kinds(contacts):
        others = sorted(minutes for window, minutes in needed if division.has_nothing_of(kind, window))
        more[kind] = others[math.ceil(_RIGHT * len(others)) - 1] if others else _SHIPPED_MORE
    return more


def _needed(contacts: Contacts, judged: Judged) -> int:
    """The fewest minutes more with which the range holds the truth; beyond all that are tried where none does."""
    truth = contacts[judged.contact_id].minutes
    for more in range(_MOST_MORE + 1):
        least, most = minutes_within(judged.minutes, judged.variance, more)
        if least <= truth <= most:
            return more
    return _MOST_MORE + 1


def _told(judged: Judged) -> bool:
    return judged.told


def _share(held: Iterable[bool]) -> float:
    found = list(held)
    return round(sum(found) / len(found), 3) if found else 0.0
