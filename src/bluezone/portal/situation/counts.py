"""What an office counts of an outbreak on one day, as values. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields


@dataclass(frozen=True, slots=True)
class Counts:
    """What an office tells of a commune, or of all its communes."""

    confirmed: int = 0
    confirmed_today: int = 0
    contacts: int = 0
    """F1: whoever met a case."""
    contacts_of_contacts: int = 0
    """F2."""
    followed: int = 0
    """Whom somebody asks these days how they are."""
    missed: int = 0
    """Of these, whose answer is due since yesterday or longer."""
    ill: int = 0
    """With symptoms of which nobody has said what was done."""
    at_home: int = 0
    """Apart by a decision that is in force, at home."""
    in_centres: int = 0
    """Apart by a decision that is in force, elsewhere."""

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(ours + theirs for ours, theirs in zip(astuple(self), astuple(other), strict=True)))


@dataclass(frozen=True, slots=True)
class CommuneDay:
    """One commune's counts, its hamlets among them."""

    key: str
    """Names the unit, also where two are called alike."""
    name: str
    counts: Counts


def together(communes: Iterable[CommuneDay]) -> Counts:
    """Adds up what is counted in all of these."""
    return sum((one.counts for one in communes), Counts())


NAMES = tuple(one.name for one in fields(Counts))
"""What is counted, in the order of the paper's columns."""
