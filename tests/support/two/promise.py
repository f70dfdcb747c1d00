"""A promise with "two" in it, as a game that fewer than two must not win.

One entry a promise, in a module of `promises/`: what was said and where, how the game begins, what a player can do, and
what must not come to pass. An act says which moves it offers now; a move does one thing through the services of its
room, behind the permission table, and raises what the room raises where it is refused.
"""

from __future__ import annotations

import copy
import datetime as dt
import hashlib
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, QuerySet

from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Grant, Staff
from bluezone.portal.identity.policy import Placed, is_allowed
from bluezone.portal.identity.second_person import SETTLED
from tests.support.amounts import FULL

HOURS, A_DAY, LONG = dt.timedelta(hours=5), dt.timedelta(hours=25), dt.timedelta(days=300)
AT_ONCE = dt.timedelta()
EVERY_WAIT = (AT_ONCE, HOURS, A_DAY, LONG)
WAITS = EVERY_WAIT if FULL else (AT_ONCE, LONG)
"""How long a player may wait before an act; the two in between are the drill's."""
FORGOTTEN = dt.timedelta(days=400)
NO_TERMS: Mapping[str, dt.timedelta] = {}


@dataclass
class World:
    """A game under way: the clock, who plays, what they know. Rows of the database are beside it."""

    now: dt.datetime
    players: list[int] = field(default_factory=list)
    """Accounts that one person, or fewer than the promise asks for, can sign in with."""
    known: dict[str, Any] = field(default_factory=dict)
    """Secrets that the players have come to know: passwords, codes, phrases."""
    facts: dict[str, Any] = field(default_factory=dict)
    """What stands from the beginning: whom and what the game is about."""
    drawn: int = 0
    ahead: tuple[dt.timedelta, ...] | None = None
    """How long may be waited until the game is over, in all: each such length. None where nobody says, and a state
    then tells everything as it is."""
    acts: int | None = None
    """How many acts may still come, at most. None as above."""

    @property
    def is_told_whole(self) -> bool:
        """Whether a state is to tell what a game knows to be the same for the rest of it, too."""
        return self.ahead is None

    def entropy(self, count: int) -> bytes:
        """Chance that depends on nothing but how often it was asked, so that two ways to one state meet there."""
        self.drawn += 1
        return hashlib.shake_128(f"{self.drawn}".encode()).digest(count)

    def players_here(self) -> Iterator[Staff]:
        """Anew each time: a person object remembers roles that may have ended."""
        yield from Staff.objects.filter(pk__in=self.players).order_by("pk")

    def branched(self) -> World:
        """As it is now; what is done to one is not done to the other. Facts stay."""
        other = copy.copy(self)
        other.players, other.known = list(self.players), dict(self.known)
        return other


def whoever_was_hired_has_waited(world: World) -> bool:
    """Whoever plays has invented the others; SECURITY.md says from when on they are of use."""
    return Grant.objects.filter(staff__in=world.players[1:], given_at__lte=world.now - SETTLED).exists()


def behind_the_gate(person: Staff, act: str, placed: Placed | None = None) -> None:
    """Raises RefusedError where the permission table keeps this act from this person, as the gate before a page."""
    if not is_allowed(person, act, placed):
        raise RefusedError("the permission table")


@dataclass(frozen=True, slots=True)
class Move:
    """One thing that a player can do now."""

    name: str
    play: Callable[[World], object]


Act = Callable[[World], Iterator[Move]]


def _never(_world: World) -> bool:
    return False


def _all_that_is_known(world: World) -> Hashable:
    return world.drawn, tuple(sorted((name, repr(value)) for name, value in world.known.items()))


@dataclass(frozen=True)
class Promise:
    """One promise, and the game that it loses if it is not kept."""

    name: str
    page: str
    """Where it stands, from the project's root."""
    words: str
    """As they stand there."""
    begin: Callable[[Any], World]
    """From an office (`tests.support.portal.offices`), or from nothing."""
    acts: tuple[Act, ...]
    broken: Callable[[World], bool]
    state: Callable[[World], Hashable]
    """What the rest of the game can depend on, besides what the players know; two ways to one state are one way."""
    knows: Callable[[World], Hashable] = _all_that_is_known
    """What the rest can depend on of what they know: all of it, where a game does not say more."""
    asks_for_the_day: bool = True
    """Whether anything here asks which day it is, or how late; else what is of one age is alike at any hour."""
    also: tuple[str, ...] = ()
    """Other sentences of our pages that this game tries."""
    unless: Callable[[World], bool] = _never
    """What the page says it takes all the same: a game that comes to it is over, and not lost."""
    waits: tuple[dt.timedelta, ...] = WAITS

    def moves(self, world: World) -> Iterator[Move]:
        for act in self.acts:
            yield from act(world)


def rows(
    found: QuerySet[Any] | type[Model],
    world: World,
    *columns: str,
    over: dt.timedelta = FORGOTTEN,
    terms: Mapping[str, dt.timedelta] = NO_TERMS,
) -> tuple[tuple[Any, ...], ...]:
    """Rows as a state: moments by their age, and what is older than `over` by that alone; a moment of which nothing is
    ever asked but whether it is as old as one term, by what that comes to in the rest of the game (`as_to`)."""
    query: Any = found if isinstance(found, QuerySet) else found._default_manager.all()
    bounds = tuple(terms.get(column) for column in columns)
    return tuple(
        tuple(
            _told(value, world.now, over) if term is None or value is None else as_to(term, world.now - value, world)
            for value, term in zip(row, bounds, strict=True)
        )
        for row in query.order_by("pk").values_list(*columns)
    )


def by_first(told: tuple[tuple[Any, ...], ...]) -> Hashable:
    """Rows by whose they are, which stands first, and of each as they came: where nothing asks whose came earlier."""
    return tuple(sorted(told, key=lambda row: row[0]))


def as_to(term: dt.timedelta, age: dt.timedelta, world: World) -> Hashable:
    """One name for all ages that nothing in the rest of this game tells apart, if all that is asked is this term.

    An age crosses the term when waiting brings it there, so it is told by the last of the ages `term - wait` at which
    it stands or which it has passed, for all that may still be waited in all. Of two ages with one name each has
    passed, has just reached, or has not reached the term exactly when the other has, now and after any wait; and what
    may be waited after a wait is among what may be waited before it, so they have one name afterwards too. For fewer
    waits there are fewer such ages, and some of them: a name that is found again with less to come says no less.
    """
    if world.ahead is None:
        return min(age, term)
    passed = max((bound for wait in world.ahead if (bound := term - wait) <= age), default=None)
    return passed, passed == age


def _told(value: object, now: dt.datetime, over: dt.timedelta) -> Hashable:
    if isinstance(value, dt.datetime):
        return min(now - value, over)
    if isinstance(value, dt.date):
        return min((now.date() - value).days, over.days)
    if isinstance(value, memoryview):
        return bytes(value)
    return str(value) if isinstance(value, list | dict) else value  # type: ignore[return-value] # of a column: hashable
