"""What a drill is, and what it tells at its end."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a drill found."""

    held: bool
    counts: dict[str, int | float]
    """In the order in which docs/drills.md tells them."""
    details: dict[str, Any] = field(default_factory=dict)
    """For whoever has to mend something."""
    part: str = ""
    """Which part of the drill was asked for; nothing where it was all of it."""


@dataclass(frozen=True, slots=True)
class Drill:
    """One drill: its name, a sentence for the list, its own arguments, and the running of it."""

    name: str
    sentence: str
    run: Callable[[Namespace], Outcome]
    arguments: Callable[[ArgumentParser], None] = lambda _: None
