"""What the rooms hold about one person: told for the file of themselves that anybody may ask for (91/2025/QH15).

A room says so in a module `held.py`, named in its `apps.py`: which tables it tells (TELLS), which it keeps back and why
(KEEPS_BACK), and a function `held_about` that tells them of one person. Whoever puts the file together knows no table
(`dossiers/gathering.py`); a table about people of which no room speaks fails a test. All of it stands in an official
paper, so its words are Vietnamese.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Protocol, cast

from bluezone.portal.app import portal_apps
from bluezone.portal.world import VIET_NAM
from bluezone.vietnam.folding import fold_words

SOMEBODY = "(người khác)"


@dataclass(frozen=True, slots=True)
class About:
    """A person, by all under which rooms know them."""

    persons: frozenset[int]
    """Their number, and those of whoever was merged into them."""
    names: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    birth_years: frozenset[int] = frozenset()
    identities: frozenset[str] = frozenset()
    """Numbers of their cards, in clear."""

    def called(self, name: str) -> str:
        """A name beside the person's number: theirs, or that it is another's. Families share a telephone."""
        return name if not name or fold_words(name) in {fold_words(one) for one in self.names} else SOMEBODY


@dataclass(frozen=True, slots=True)
class Held:
    """Rows of one kind, as a table of the paper has them."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError(f"a row of another table: {self.title}")


class Room(Protocol):
    """The module of a room."""

    TELLS: Collection[str]
    """Tables, by their labels: "followup.Visit"."""
    KEEPS_BACK: Mapping[str, str]
    """Tables that are not told, or what of one is not ("tracing.Evidence.says"), with what the paper says of it."""

    def held_about(self, about: About, now: dt.datetime) -> Iterator[Held]:
        """Tells what the room holds of this person; of other people no name."""


def rooms_that_hold() -> list[Room]:
    """Every room that holds something about people, in the order of the rail."""
    return [cast("Room", import_module(app.held)) for app in portal_apps() if app.held]


def held(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[Held]:
    """One table, or none where there is no row."""
    if rows:
        yield Held(title, tuple(columns), tuple(tuple(row) for row in rows))


def said_day(day: dt.date | None) -> str:
    """A day as the paper says it; empty for none."""
    return f"{day:%d/%m/%Y}" if day is not None else ""


def said_moment(moment: dt.datetime | None) -> str:
    """A moment as the paper says it, in the time of Viet Nam; empty for none."""
    return f"{moment.astimezone(VIET_NAM):%H:%M %d/%m/%Y}" if moment is not None else ""


def said_truth(value: bool | None) -> str:
    """Yes, no, or nothing where nobody has asked."""
    return {True: "có", False: "không"}.get(value, "") if value is not None else ""
