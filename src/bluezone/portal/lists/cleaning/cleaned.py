"""What cleaning a cell gives: a value, and notes for the person who sent the list."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Generic, TypeVar

from bluezone.vietnam.words import Words

Value = TypeVar("Value")


class Weight(IntEnum):
    """How much a note asks of the reader."""

    CHANGED = 1
    """It was put right; only to be seen."""
    ASKED = 2
    """It may be meant otherwise; the suggestion is taken once somebody says so."""
    WRONG = 3
    """The row cannot be taken like this."""


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence about one cell."""

    weight: Weight
    words: Words
    suggestion: str | None = None
    """What to write instead, where there is something better."""


@dataclass(frozen=True, slots=True)
class Cleaned(Generic[Value]):
    """A value, or None where the cell says nothing that can be used."""

    value: Value | None
    notes: tuple[Note, ...] = ()


def changed(vi: str, en: str) -> Note:
    return Note(Weight.CHANGED, Words(vi, en))


def asked(vi: str, en: str, suggestion: str | None = None) -> Note:
    return Note(Weight.ASKED, Words(vi, en), suggestion)


def wrong(vi: str, en: str, suggestion: str | None = None) -> Note:
    return Note(Weight.WRONG, Words(vi, en), suggestion)
