"""Playing a promise to the end: every sequence of moves up to a length, each after every wait.

Depth first, and each branch within a savepoint, so that a move costs what it costs and nothing is set up again. What
comes to a state that was left with as many moves to go is not gone on with; a move that is refused and leaves the state
as it was is none. So the sequences that are told of as covered are more than the moves that were played.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction

from bluezone.documents.errors import DocumentError
from bluezone.portal.errors import PortalError
from bluezone.protocol.errors import ProtocolError
from bluezone.rollout.errors import RolloutError
from tests.support.two.promise import Move, Promise, World

REFUSALS = (PortalError, RolloutError, DocumentError, ProtocolError, IntegrityError)


@dataclass
class Played:
    """What came of it."""

    moves: int = 0
    """That were played, refused ones too."""
    states: int = 0
    """Different ones that somebody could go on from."""
    covered: int = 0
    """Sequences that are accounted for: played, or like one that was."""
    is_whole: bool = True
    """Whether nothing was left out because time was over."""
    lost: list[str] = field(default_factory=list)
    """The first sequence by which the promise was broken, move by move."""
    seconds: float = 0.0
    """Of the processor."""


def _never() -> bool:
    return False


@dataclass
class _Game:
    promise: Promise
    most: int
    is_patient: bool
    is_over: Callable[[], bool]
    played: Played = field(default_factory=Played)
    seen: dict[Hashable, tuple[int, int]] = field(default_factory=dict)
    """Of a state: with how many moves to go it was left, and how many sequences went on from there."""


def play(
    promise: Promise,
    world: World,
    *,
    length: int,
    most: int = 10**9,
    is_patient: bool = True,
    is_over: Callable[[], bool] = _never,
) -> Played:
    """Plays all sequences up to this length, or until a promise is broken, so many moves were played, or time is
    over. Whoever is not patient waits before a second act as long as anybody, and before a first one plays that alone.
    """
    game, began = _Game(promise, most, is_patient, is_over), time.process_time()
    _go_on(game, world, [], length)
    game.played.seconds = time.process_time() - began
    return game.played


def _go_on(game: _Game, world: World, way: list[str], left: int) -> int:
    """How many sequences go on from here."""
    if left == 0 or game.played.lost or game.played.moves >= game.most:
        return 0
    here = _state(game, world)
    known = game.seen.get(here)
    if known is not None and known[0] >= left:
        game.played.covered += known[1]
        return known[1]
    game.played.states += 1
    count = 0
    for wait in game.promise.waits:
        later = world.branched()
        later.now += wait
        before = _state(game, later)
        for move in list(game.promise.moves(later)):
            goes_on = left if way or not wait or game.is_patient else 1
            count += _branch(game, later.branched(), before, (move, [*way, _said(move, wait)]), goes_on)
    game.seen[here] = (left, count)
    return count


def _branch(game: _Game, world: World, before: Hashable, step: tuple[Move, list[str]], left: int) -> int:
    """Plays one move, and goes on from what it leads to."""
    move, way = step
    if game.is_over():
        game.played.is_whole = False
        return 0
    if game.played.lost or game.played.moves >= game.most:
        return 0
    with _undone():
        game.played.moves += 1
        game.played.covered += 1
        refused = _is_refused(move, world)
        if refused and _state(game, world) == before:
            return 1
        if game.promise.broken(world):
            if not game.promise.unless(world):
                game.played.lost = way
            return 1
        return 1 + _go_on(game, world, way, left - 1)


def _is_refused(move: Move, world: World) -> bool:
    try:
        move.play(world)
    except REFUSALS:
        return True
    return False


def _said(move: Move, wait: dt.timedelta) -> str:
    return f"after {wait}: {move.name}" if wait else move.name


def _state(game: _Game, world: World) -> Hashable:
    return (
        world.now.time(),
        tuple(world.players),
        tuple(sorted((name, repr(value)) for name, value in world.known.items())),
        world.drawn,
        game.promise.state(world),
    )


@contextmanager
def _undone() -> Iterator[None]:
    """What happens within is as if it had not."""
    within = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(within)
        transaction.savepoint_commit(within)
