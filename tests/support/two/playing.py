"""Playing a promise to the end: every sequence of moves up to a length, each after every wait.

Breadth first: all sequences of two acts before the first of three. A state is gone on from once, by the shortest way to
it, played anew within a savepoint that is undone; where waiting leads to a state in which all acts were tried, they are
not tried again. What is refused and leaves the state as it was leads nowhere. So the sequences that are told of as
covered are more than the moves that were played; they are counted over the whole graph of states.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache

from django.db import IntegrityError, connection, transaction

from bluezone.documents.errors import DocumentError
from bluezone.portal.errors import PortalError
from bluezone.protocol.errors import ProtocolError
from bluezone.rollout.errors import RolloutError
from tests.support.two.promise import Move, Promise, World
from tests.support.two.recalling import Came, Recalled, with_one_salt

REFUSALS = (PortalError, RolloutError, DocumentError, ProtocolError, IntegrityError)
State = bytes
"""A digest of all that the rest of a game depends on."""
_ALONE = b"alone"
"""Behind a state in which moves are tried from which nobody goes on, whatever they lead to."""


@dataclass
class Played:
    """What came of it."""

    moves: int = 0
    """That were tried, refused ones too, each in one state once."""
    states: int = 0
    """Different ones in which all moves were tried."""
    covered: int = 0
    """Sequences that are accounted for: played, or like one that was."""
    whole_to: int = 0
    """So many acts in a row were played whole."""
    at_first: int = 0
    """Moves after all waits from where the game begins."""
    waiting: int = 0
    """States from which nobody went on, because time was over."""
    lost: list[str] = field(default_factory=list)
    """The first sequence by which the promise was broken, move by move."""
    recalled: int = 0
    """So often an act, or what is asked about a state, needed no service (`recalling`)."""
    seconds: float = 0.0
    """Of the processor."""


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class _Step:
    """One move of a way: how long before it was waited, and which one of those that were offered then."""

    wait: dt.timedelta
    at: int
    said: str


_Way = tuple[_Step, ...]


@dataclass
class _Tried:
    """All moves of a state at which nothing is waited any more."""

    moves: int = 0
    leads: list[State] = field(default_factory=list)


@dataclass
class Game:
    """A promise that is being played, and what was found so far."""

    promise: Promise
    begun: World
    length: int
    most: int = 10**9
    is_patient: bool = True
    is_over: Callable[[], bool] = _never
    sure: int = 0
    recalled: Recalled = field(default_factory=lambda: Recalled(True))
    merges: bool = True
    played: Played = field(default_factory=Played)
    waited: dict[State, list[State]] = field(default_factory=dict)
    """Of a state: those to which waiting leads."""
    tried: dict[State, _Tried] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.ahead = [in_all(self.promise.waits, count) if self.merges else None for count in range(self.length + 1)]

    @property
    def is_ended(self) -> bool:
        return bool(self.played.lost) or self.played.moves >= self.most

    def moves(self, world: World) -> list[Move]:
        moves = self.recalled.read("moves", world, lambda one: list(self.promise.moves(one)))
        if len({move.name for move in moves}) < len(moves):
            raise ValueError("two acts of a game have one name")
        return moves

    def is_broken(self, world: World) -> bool:
        return self.recalled.read("is broken", world, self.promise.broken)


class _TimeOver(Exception):  # noqa: N818 - nothing is wrong
    pass


def play(
    promise: Promise,
    world: World,
    *,
    length: int,
    most: int = 10**9,
    is_patient: bool = True,
    is_over: Callable[[], bool] = _never,
    sure: int = 0,
    recalls: bool = True,
    merges: bool = True,
) -> Played:
    """Plays all sequences up to this length, or until a promise is broken, so many moves were tried, or time is over,
    which is not asked before `sure` acts in a row. Whoever is not patient waits before a second act as long as anybody,
    and before a first one plays that alone. Without `merges`, a state tells everything.
    """
    recalled, began = Recalled(recalls), time.process_time()
    game = Game(promise, world, length, most, is_patient, is_over, sure, recalled, merges)
    with with_one_salt():
        begun = state_of(game, world, length, acts=length)
        _by_length(game, {begun: ()})
    game.played.covered, game.played.at_first = (_sequences(game, begun, left) for left in (length, 1))
    game.played.recalled = recalled.again
    game.played.seconds = time.process_time() - began
    return game.played


def in_all(waits: tuple[dt.timedelta, ...], count: int) -> tuple[dt.timedelta, ...]:
    """How long may be waited in all, by up to so many waits."""
    found = {dt.timedelta()}
    for _ in range(count):
        found |= {one + wait for one in found for wait in waits}
    return tuple(sorted(found))


def _by_length(game: Game, ways: dict[State, _Way]) -> None:
    """From all states that so many acts lead to, then from those that one more leads to."""
    for done in range(game.length):
        further: dict[State, _Way] = {}
        for at, (here, way) in enumerate(ways.items()):
            try:
                _go_on(game, here, way, further)
            except _TimeOver:
                game.waited.pop(here, None)
                game.played.waiting = len(ways) - at
            if game.is_ended or game.played.waiting:
                return
        game.played.whole_to = done + 1
        ways = further


def _go_on(game: Game, here: State, way: _Way, further: dict[State, _Way]) -> None:
    """Tries everything after every wait, and notes which states that leads to for the first time."""
    left = game.length - len(way) - 1
    with undone():
        world = _played_anew(game, way)
        waited = game.waited[here] = []
        for wait in game.promise.waits:
            later = world.branched()
            later.now += wait
            is_for_that_alone = bool(wait) and not way and not game.is_patient
            there = state_of(game, later, left, acts=left + 1) + _ALONE * is_for_that_alone
            waited.append(there)
            goes_on = len(way) + 1 < game.length and not is_for_that_alone
            if there not in game.tried:
                _try_all(game, there, later, (way, wait), goes_on=goes_on, further=further)


def _played_anew(game: Game, way: _Way) -> World:
    world = game.begun.branched()
    for step in way:
        world.now += step.wait
        _play(game, game.moves(world)[step.at], world)
    return world


def _try_all(
    game: Game,
    there: State,
    world: World,
    come: tuple[_Way, dt.timedelta],
    *,
    goes_on: bool,
    further: dict[State, _Way],
) -> None:
    way, wait = come
    if (wait or not way) and game.is_broken(world) and not game.promise.unless(world):
        game.played.lost = [*(step.said for step in way), f"after {wait}: nothing"]
        return
    tried = _Tried()
    for at, move in enumerate(game.moves(world)):
        if len(way) >= game.sure and game.is_over():
            raise _TimeOver
        if game.is_ended:
            break
        step = _Step(wait, at, f"after {wait}: {move.name}" if wait else move.name)
        tried.moves += 1
        leads = _leads(game, there, world.branched(), (move, (*way, step)), goes_on=goes_on)
        if leads is not None:
            tried.leads.append(leads)
            if leads not in game.waited:
                further.setdefault(leads, (*way, step))
    game.tried[there] = tried
    game.played.states += 1


def _leads(game: Game, there: State, world: World, tried: tuple[Move, _Way], *, goes_on: bool) -> State | None:
    """The state to which a move leads; None where nothing goes on."""
    move, way = tried
    left = game.length - len(way)
    with undone():
        game.played.moves += 1
        came = _play(game, move, world)
        if came.changes_nothing or (came.refused and goes_on and state_of(game, world, left, acts=left + 1) == there):
            return None
        if game.is_broken(world):
            if not game.promise.unless(world):
                game.played.lost = [step.said for step in way]
            return None
        return state_of(game, world, left, acts=left) if goes_on else None


def _play(game: Game, move: Move, world: World) -> Came:
    """Each move has a name of its own among those that are offered, which says all that it hangs on."""
    return game.recalled.play(move.name, world, lambda one: _is_refused(move, one))


def _is_refused(move: Move, world: World) -> bool:
    try:
        move.play(world)
    except REFUSALS:
        return True
    return False


def _sequences(game: Game, begun: State, length: int) -> int:
    """How many sequences all of that accounts for."""

    @cache
    def after(here: State, left: int) -> int:
        if left == 0:
            return 0
        tried = [game.tried[there] for there in game.waited.get(here, ()) if there in game.tried]
        return sum(one.moves + sum(after(leads, left - 1) for leads in one.leads) for one in tried)

    return after(begun, length)


def state_of(game: Game, world: World, left: int, *, acts: int) -> State:
    """Where that many waits, and that many acts, may still come."""
    world.ahead, world.acts = game.ahead[left], acts if game.merges else None
    return game.recalled.read(
        f"is, with {left} waits and {acts} acts to come", world, lambda one: _digest_of(game, one)
    )


def _digest_of(game: Game, world: World) -> State:
    told = (
        world.now if game.promise.asks_for_the_day or not game.merges else None,
        tuple(world.players),
        game.promise.knows(world),
        game.promise.state(world),
    )
    return hashlib.blake2b(repr(told).encode(), digest_size=16).digest()


@contextmanager
def undone() -> Iterator[None]:
    """What happens within is as if it had not. SQLite is asked by itself: through Django that was a fifth of a game."""
    if connection.vendor != "sqlite":
        with undone_by_django():
            yield
        return
    ask, waits_for_the_end = connection.connection.execute, len(connection.run_on_commit)
    ask("SAVEPOINT undone")
    try:
        yield
    finally:
        ask("ROLLBACK TO undone")
        ask("RELEASE undone")
        del connection.run_on_commit[waits_for_the_end:]


@contextmanager
def undone_by_django() -> Iterator[None]:
    within = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(within)
        transaction.savepoint_commit(within)
