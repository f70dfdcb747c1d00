"""Headers of other programs and offices, saved as data: one TOML file a mapping, in `mappings`.

A mapping says under which headers a list keeps what, which words mean which classification, and which mean which kind
of meeting. What it does not name is looked for under the headers that `columns` knows.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import Enum
from functools import cache
from importlib.resources import files
from typing import Any

from bluezone.lists.errors import MappingError
from bluezone.vietnam.folding import fold_words
from bluezone.vietnam.words import Words

MAPPINGS = ("general", "godata", "sormas", "vietnam-f1")


class Layout(Enum):
    """Places where a list may have its header."""

    PLAIN = "plain"
    """In the first row, as programs write it."""
    OFFICE = "office"
    """Under titles, over sections, as offices write it."""


class Class(Enum):
    """Classifications that a list may give somebody."""

    SUSPECTED = "suspected"
    PROBABLE = "probable"
    CONFIRMED = "confirmed"
    NOT_A_CASE = "not_a_case"


class Meeting(Enum):
    """Settings in which two people may have met."""

    HOUSEHOLD = "household"
    WORK = "work"
    SCHOOL = "school"
    TRANSPORT = "transport"
    CARE = "care"
    PARTY = "party"
    WORSHIP = "worship"
    MARKET = "market"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class NamedHeaders:
    """One mapping: what it is called, and the headers, plain, of either list by what they hold."""

    name: str
    words: Words
    layout: Layout
    cases: dict[str, tuple[str, ...]]
    contacts: dict[str, tuple[str, ...]]
    classes: dict[str, Class]
    """By the folded word; empty where everybody in the line list is a confirmed case."""
    kinds: dict[str, Meeting]
    """By the folded word."""

    def kind(self, said: str) -> Meeting:
        """The setting that a cell names, or OTHER."""
        return self.kinds.get(plain(said), Meeting.OTHER)


def shipped_mapping(name: str) -> NamedHeaders:
    """The mapping of this name. Raises MappingError, with the names that there are."""
    if name not in MAPPINGS:
        listed = ", ".join(MAPPINGS)
        raise MappingError(
            Words(
                f"Không có bảng tên cột “{name[:40]}”; có: {listed}.", f"No mapping “{name[:40]}”; there are: {listed}."
            )
        )
    return _read(name)


def plain(text: str) -> str:
    """Letters and digits alone, folded: as headers and words of cells are compared."""
    return fold_words(text).replace(" ", "")


@cache
def _read(name: str) -> NamedHeaders:
    data: dict[str, Any] = tomllib.loads(
        files("bluezone.lists.outbreak").joinpath("mappings", f"{name}.toml").read_text("utf-8")
    )
    return NamedHeaders(
        name=data["name"],
        words=Words(data["words"]["vi"], data["words"]["en"]),
        layout=Layout(data["layout"]),
        cases=_headers(data["cases"]),
        contacts=_headers(data["contacts"]),
        classes={plain(word): Class(value) for value, words in data.get("classes", {}).items() for word in words},
        kinds={plain(word): Meeting(kind) for kind, words in data["kinds"].items() for word in words},
    )


def _headers(table: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {what: tuple(map(plain, headers)) for what, headers in table.items()}
