"""How an outbreak changes, one act at a time."""

from __future__ import annotations

from dataclasses import dataclass

from bluezone.trace.errors import EditError
from bluezone.trace.outbreak import EVER, OPEN


@dataclass(frozen=True, slots=True)
class Joined:
    """One more person, of whom nothing is known yet. The number is the next one."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A person is a confirmed case, infectious from this day on; said again, the day is corrected."""

    person: int
    infectious_from: int = EVER

    def __post_init__(self) -> None:
        _require_day(self.infectious_from)


@dataclass(frozen=True, slots=True)
class Cleared:
    """A person is no confirmed case after all."""

    person: int


@dataclass(frozen=True, slots=True)
class SetApart:
    """A person meets nobody after this day; OPEN says that it was never so."""

    person: int
    day: int

    def __post_init__(self) -> None:
        _require_day(self.day)


@dataclass(frozen=True, slots=True)
class Exposed:
    """One more exposure. The number is the next one."""

    source: int
    target: int
    first_day: int = EVER
    last_day: int = OPEN

    def __post_init__(self) -> None:
        _require_day(self.first_day)
        _require_day(self.last_day)
        if self.first_day > self.last_day:
            raise EditError("an exposure ends before it begins")
        if self.source == self.target:
            raise EditError("nobody is exposed to themselves")


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """An exposure does not count any more."""

    exposure: int


@dataclass(frozen=True, slots=True)
class Restored:
    """A withdrawn exposure counts again."""

    exposure: int


Edit = Joined | Confirmed | Cleared | SetApart | Exposed | Withdrawn | Restored


def _require_day(day: int) -> None:
    if not EVER <= day <= OPEN:
        raise EditError("a day lies outside the calendar")
