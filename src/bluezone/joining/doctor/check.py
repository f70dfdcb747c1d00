"""One thing that was looked at: how it stands, in words, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bluezone.vietnam.words import Words


class State(StrEnum):
    """How something stands."""

    OK = "ok"
    WARN = "warn"
    """Works today; somebody should see to it this week."""
    BAD = "bad"
    """Does not work, or loses what it should keep."""


@dataclass(frozen=True, slots=True)
class Check:
    """One line of what the doctor says."""

    name: str
    """Short and steady: what a monitor asks for."""
    state: State
    said: Words
    do: Words | None = None
    """What to do; of what is well there is nothing to do."""

    def __post_init__(self) -> None:
        if (self.do is None) != (self.state is State.OK):
            raise ValueError("what is well needs nothing done, and whatever is not says what to do")


def well(name: str, vi: str, en: str) -> Check:
    """Makes the line of something that is as it should be."""
    return Check(name, State.OK, Words(vi, en))


def doubtful(name: str, said: Words, do: Words) -> Check:
    """Makes the line of something to see to this week."""
    return Check(name, State.WARN, said, do)


def wrong(name: str, said: Words, do: Words) -> Check:
    """Makes the line of something that does not work, or loses what it should keep."""
    return Check(name, State.BAD, said, do)
