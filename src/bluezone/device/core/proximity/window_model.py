"""How far apart two phones were during a window of packets: distance laws, and trees on top of them.

A law (level over distance, offsets of phone models) and a pass over the whole contact make features; the trees learn
what is left, and answer with a distance. Everything is plain numbers from one parameter file, which
`bluezone proximity fit` writes.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bluezone.device.core.proximity.profile import OffsetTable, ProfileError, RadioProfile
from bluezone.device.core.proximity.smoothing import Level, nearness
from bluezone.device.core.proximity.trees import Forest
from bluezone.device.core.proximity.windows import FEATURES, Window, contact_features

CLOSE_DISTANCE_M = 2.0
_MEMORIES_MINUTES = (15.0, 60.0)
"""The pass over a contact is made twice: for people who walk about, and for people who sit."""
LAW_FEATURES = (*FEATURES, "log distance", "chance, walking", "chance, sitting", "chance in the whole contact")
"""The row that the trees see, before the marks of the recording."""


@dataclass(frozen=True, slots=True)
class SourceLaw:
    """One kind of recording: its app, transmit power and scan pattern, and the models met in it."""

    profile: RadioProfile
    receivers: OffsetTable
    senders: OffsetTable
    group: str
    """Whose trees judge it."""
    marks: tuple[float, ...]
    """Tells the trees which recording this is."""
    threshold: float
    """Scores from here on are close. The costs of a miss and of a false alarm are alike."""

    def offset_db(self, receiver_model: str, sender_model: str) -> float:
        """How much too loud this pair of models reads."""
        return self.receivers.of("", receiver_model) + self.senders.of("", sender_model)

    def rows(self, windows: Sequence[Window]) -> list[list[float]]:
        """What the trees see of a contact, whose windows come in order of time.

        In thousandths: a cut between two values must not depend on the last bits of a sum.
        """
        smoothed = [self._chances(windows, memory) for memory in _MEMORIES_MINUTES]
        whole = sum(smoothed[0]) / len(windows)
        return [
            [round(number, 3) for number in (*row, self._log_distance(window), *chances, whole, *self.marks)]
            for row, window, *chances in zip(contact_features(windows), windows, *smoothed, strict=True)
        ]

    def _log_distance(self, window: Window) -> float:
        return (self.profile.rssi_at_1m_dbm - window.corrected_dbm) / self.profile.slope_db

    def _chances(self, windows: Sequence[Window], memory_minutes: float) -> list[float]:
        levels = [Level(round(1000 * window.start_s), window.corrected_dbm, window.packets) for window in windows]
        near = nearness(levels, replace(self.profile, memory_minutes=memory_minutes), CLOSE_DISTANCE_M)
        return [
            sum(weight * chance for weight, chance in zip(near.weights, chances, strict=True))
            for chances in zip(*near.chances, strict=True)
        ]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the model says of one window."""

    score: float
    """Larger is closer; comparable within one kind of recording."""
    close: bool
    distance_m: float


@dataclass(frozen=True, slots=True)
class WindowModel:
    """Everything `bluezone proximity predict` needs."""

    laws: Mapping[str, SourceLaw]
    """By the kind of recording."""
    forests: Mapping[str, Forest]
    """By group. They answer with the natural logarithm of metres."""

    def __post_init__(self) -> None:
        for name, law in self.laws.items():
            forest = self.forests.get(law.group)
            if forest is None or forest.columns != len(LAW_FEATURES) + len(law.marks):
                raise ProfileError(f"the trees for recordings of the kind {name!r} are missing, or do not fit")

    def law(self, source: str) -> SourceLaw:
        """The law of one kind of recording."""
        law = self.laws.get(source)
        if law is None:
            raise ProfileError(f"no radio profile for recordings of the kind {source!r}; fit one first")
        return law

    def judge(self, source: str, windows: Sequence[Window]) -> list[Verdict]:
        """A verdict for each window of one contact, which come in order of time."""
        law = self.law(source)
        forest = self.forests[law.group]
        log_distances = [forest.predict(row) for row in law.rows(windows)]
        return [Verdict(-log, -log >= law.threshold, math.exp(log)) for log in log_distances]

    @classmethod
    def from_mapping(cls, numbers: Mapping[str, Any]) -> WindowModel:
        """The model as it stands in its parameter file."""
        try:
            laws = {name: law_from(name, law) for name, law in numbers["laws"].items()}
            forests = {group: Forest.from_mapping(forest) for group, forest in numbers["forests"].items()}
        except (KeyError, TypeError, AttributeError) as error:
            raise ProfileError("the window model lacks a part, or has one of a wrong type") from error
        return cls(laws, forests)


def law_from(name: str, numbers: Mapping[str, Any]) -> SourceLaw:
    """A law as it stands in a parameter file."""
    return SourceLaw(
        profile=RadioProfile.from_mapping({"name": name, **numbers["profile"]}),
        receivers=OffsetTable(dict(numbers["receivers"])),
        senders=OffsetTable(dict(numbers["senders"])),
        group=numbers["group"],
        marks=tuple(numbers["marks"]),
        threshold=float(numbers["threshold"]),
    )
