"""Judging contacts by what was fitted to recordings of none of their kind: another fold, scene or phone model.

Three things are fitted to recordings: how strongly models send, the curve of the probability, and by how much the range
of minutes is wider than its doubt. The numbers of the rule itself are not fitted anew: they were chosen once, on these
recordings and on replays together.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bluezone.device.data import read_sending_powers
from bluezone.lab.proximity.chance import Curve, Known, fit_curve
from bluezone.lab.proximity.contacts import Contact, Contacts
from bluezone.lab.proximity.folds import grouped_folds
from bluezone.lab.proximity.on_phone import Judged, judged_by_phone
from bluezone.lab.proximity.powers import Powers, powers_on_scale
from bluezone.lab.proximity.samples import Label, Sample

PHASES = 6


@dataclass(frozen=True, slots=True)
class Division:
    """Contacts of one kind are judged together, by recordings that have nothing of it."""

    kind_of: Callable[[Contact], str]
    kinds_of: Callable[[Sample], Collection[str]]
    """All that a recording has something of."""

    def kinds(self, contacts: Contacts) -> list[str]:
        return sorted({self.kind_of(contact) for contact in contacts.values()})

    def has_nothing_of(self, kind: str, sample: Sample) -> bool:
        return kind not in self.kinds_of(sample)


NEVER_MET: Mapping[str, Division] = {
    "scene": Division(lambda contact: contact.scene, lambda sample: (sample.scene,)),
    "receiver's model": Division(
        lambda contact: contact.receiver_model, lambda sample: (sample.receiver_model, sample.sender_model)
    ),
    "sender's model": Division(
        lambda contact: contact.sender_model, lambda sample: (sample.receiver_model, sample.sender_model)
    ),
}
"""By what was never met. A sender of such a model says nothing, since nobody measured how strongly it sends."""


def in_folds(samples: Sequence[Sample], seed: int) -> Division:
    """The folds of all that is scored: a pair of phones is whole in one of them."""
    folds = grouped_folds(samples, seed)
    fold_of = {sample.split_id: str(fold) for sample, fold in zip(samples, folds, strict=True)}
    return Division(lambda contact: fold_of[contact.unit], lambda sample: (fold_of[sample.split_id],))


def powers_apart(
    division: Division, contacts: Contacts, samples: Sequence[Sample], labels: Sequence[Label]
) -> dict[str, Powers]:
    """Fits for each kind the powers that recordings of the other kinds tell."""
    powers: dict[str, Powers] = {}
    for kind in division.kinds(contacts):
        others = [place for place, sample in enumerate(samples) if division.has_nothing_of(kind, sample)]
        powers[kind] = powers_on_scale([samples[i] for i in others], [labels[i] for i in others], read_sending_powers())
    return powers


def judged_where_said(
    division: Division,
    contacts: Contacts,
    powers: Mapping[str, Powers],
    duty: str,
    seed: int,
    *,
    pressed: bool = False,
) -> Iterator[Judged]:
    """Judges the contacts of each kind, whose senders say the powers for it."""
    for kind, known in powers.items():
        own = [
            window for contact in contacts.values() if division.kind_of(contact) == kind for window in contact.windows
        ]
        yield from judged_by_phone(own, duty, PHASES, seed, known, pressed=pressed)


def chances(division: Division, contacts: Contacts, judged: Sequence[Judged], learnt: Sequence[Judged]) -> list[float]:
    """The chance of each judged contact, by the curve through what was learnt of contacts of the other kinds."""
    curves = {kind: _curve_of_others(division, contacts, learnt, kind) for kind in division.kinds(contacts)}
    return [
        curves[division.kind_of(contacts[one.contact_id])].chance(one.known) if one.known else 0.0 for one in judged
    ]


def curve_of(contacts: Contacts, learnt: Sequence[Judged]) -> Curve:
    """The curve through all of them. What nobody heard teaches nothing."""
    known: list[Known] = [one.known for one in learnt if one.known]
    return fit_curve(known, [contacts[one.contact_id].long for one in learnt if one.known])


def _curve_of_others(division: Division, contacts: Contacts, learnt: Sequence[Judged], kind: str) -> Curve:
    teaching = {name for name, contact in contacts.items() if division.has_nothing_of(kind, contact.windows[0])}
    return curve_of(contacts, [one for one in learnt if one.contact_id in teaching])
