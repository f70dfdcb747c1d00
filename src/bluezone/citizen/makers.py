"""Makers of phones, and the steps by which an owner keeps Bluezone running on each: `data/makers.toml`. Pure but for
that file.

What a maker does on its own no application can ask; which maker it is, Android tells. That stays on the phone: it
chooses which steps stand first on one page.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

OTHERS = "others"
MOST_CHARACTERS = 160
"""Of one step: two or three lines of a phone."""

MadeBy = Callable[[], tuple[str, ...]]
"""What the system says about who made this phone, the brand after the maker; nothing where it says none."""


@dataclass(frozen=True, slots=True)
class Maker:
    """One maker, or some whose phones have the same settings."""

    key: str
    name: str
    """Empty for all others."""
    known_as: frozenset[str]
    steps: Mapping[str, tuple[str, ...]]
    """By language."""

    def __post_init__(self) -> None:
        counts = {len(steps) for steps in self.steps.values()}
        if len(counts) != 1 or 0 in counts:
            raise ValueError(f"{self.key}: as many steps in each language, and at least one")
        if any(not 0 < len(step) <= MOST_CHARACTERS for steps in self.steps.values() for step in steps):
            raise ValueError(f"{self.key}: a step has 1 to {MOST_CHARACTERS} characters")


@cache
def makers() -> tuple[Maker, ...]:
    """Every maker that has steps of its own, and at last all others."""
    packed = tomllib.loads(files(__package__).joinpath("data", "makers.toml").read_text("utf-8"))
    return tuple(
        Maker(
            one["key"],
            one["name"],
            frozenset(one["known_as"]),
            {language: tuple(steps) for language, steps in one["steps"].items()},
        )
        for one in packed["makers"]
    )


def maker_of(said: Iterable[str]) -> Maker | None:
    """The maker of a phone whose system says this; all others where nobody knows these words, None where it says
    nothing. The brand knows better: some makers sell phones with another's settings."""
    words = [word for word in said if word]
    for word in reversed(words):
        for maker in makers():
            if word in maker.known_as:
                return maker
    return maker_called(OTHERS) if words else None


def maker_called(key: str) -> Maker | None:
    """The maker with this key."""
    return next((maker for maker in makers() if maker.key == key), None)
