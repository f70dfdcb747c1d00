"""The recorded contacts on which the phone's judgement is scored, and what is true of each.

They are those of the scoring protocol: ordered pairs with three or more five-minute windows, too long from 15 labelled
minutes within two metres.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from bluezone.lab.proximity.samples import Label, Sample

LONG_MINUTES = 15.0
_SOURCE, _WINDOWS = "dp3t05", 3


@dataclass(frozen=True, slots=True)
class Contact:
    """One ordered pair in one scene."""

    minutes: float
    """Labelled near."""
    unit: str
    """The split unit: both phones, in all scenes."""
    scene: str
    receiver_model: str
    sender_model: str
    windows: tuple[Sample, ...]

    @property
    def long(self) -> bool:
        return self.minutes >= LONG_MINUTES

    @property
    def meeting(self) -> tuple[str, str]:
        """What both phones of a pair share in one scene: near or far, they were so together."""
        return self.unit, self.scene


Contacts = dict[str, Contact]
"""By contact_id, in the order of the recording."""


def contacts_that_count(samples: Sequence[Sample], labels: Sequence[Label]) -> Contacts:
    """The contacts of the protocol, each with its truth."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, sample in enumerate(samples):
        if sample.source == _SOURCE:
            places[sample.contact_id].append(place)
    return {
        contact_id: _contact([samples[place] for place in own], [labels[place] for place in own])
        for contact_id, own in places.items()
        if len(own) >= _WINDOWS
    }


def _contact(windows: Sequence[Sample], labels: Sequence[Label]) -> Contact:
    first = windows[0]
    minutes = sum(window.length_s / 60 for window, label in zip(windows, labels, strict=True) if label.close)
    return Contact(minutes, first.split_id, first.scene, first.receiver_model, first.sender_model, tuple(windows))
