"""What an owner is told from outside the pages, and what every way of telling can do, whatever it is made of.

A notice lies on a locked screen where anybody reads it. So its words name no illness and nobody: they say that there is
something to read, or what the phone needs. One contract suite (tests/contract/test_notifier.py) holds for all ways.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol

MAX_CHARACTERS = 400
"""Of title and of body: desktops cut longer ones off."""

_NAME = re.compile(r"[a-z][a-z-]{0,31}")


@dataclass(frozen=True, slots=True)
class Notice:
    """A title and one or two sentences."""

    name: str
    """Which one: a later one of the same name takes its place on the screen."""
    title: str
    body: str
    urgent: bool = False
    """It stays on the screen until it is closed, where a screen can do that."""

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name) or not self.title:
            raise ValueError("a notice has a name, in small letters, and a title")
        if max(len(self.title), len(self.body)) > MAX_CHARACTERS:
            raise ValueError(f"a notice has at most {MAX_CHARACTERS} characters")


class Notifier(Protocol):
    """One way to a screen. Whatever becomes of the screen, nothing raises: who could not be told is told later."""

    @property
    def way(self) -> str:
        """The name of this way, under which is remembered what was told on it."""

    async def is_there(self) -> bool:
        """Whether a notice would reach a screen just now."""

    async def tell(self, notice: Notice) -> bool:
        """Puts a notice on the screen; whether it is known to have got there. If not, it is told again later."""

    async def take_back(self, name: str) -> None:
        """Takes the notice of this name off the screen, if it still stands there."""

    async def close(self) -> None:
        """Lets go of the screen; what stands there goes on to stand. Closing twice is harmless."""
