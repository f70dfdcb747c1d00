"""Walking a promise's game at random, every act through its service, to see whether its states say enough.

A player (`playing.py`) goes on once from ways that lead to one state. Here two ways that come to one state are compared
instead: they are offered the same moves but for numbers of rows, and where these are the same, too, the same move is
let in or refused, comes to the same state, and breaks the promise or does not. A state that leaves out what the rest of
the game asks for is told by the first two ways that are answered differently.
"""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Hashable
from dataclasses import dataclass, field

from django.db import transaction

from tests.support.two.playing import REFUSALS, Game, state_of, undone
from tests.support.two.promise import Move, Promise, World
from tests.support.two.recalling import Recalled, with_one_salt

_Way = tuple[str, ...]
_NUMBER = re.compile(r"\d+")


@dataclass
class Walked:
    """What came of it."""

    compared: int = 0
    """Answers that could be held against those of another way to the same state."""
    differ: list[tuple[_Way, _Way]] = field(default_factory=list)
    """Two ways to one state that were answered differently, the last act told with its answer."""
    _answers: dict[Hashable, tuple[Hashable, _Way]] = field(default_factory=dict)

    def note(self, asked: Hashable, answer: Hashable, way: _Way) -> None:
        if asked not in self._answers:
            self._answers[asked] = (answer, way)
            return
        before, other = self._answers[asked]
        self.compared += 1
        if before != answer:
            self.differ.append((other, way))


def walk(promise: Promise, begun: World, *, length: int, walks: int, chance: random.Random) -> Walked:
    """Walks so many ways of so many acts, each act and each wait before it drawn."""
    game, walked = Game(promise, begun, length, recalled=Recalled(recalls=False)), Walked()
    with with_one_salt():
        for _ in range(walks):
            with undone():
                _walk_once(game, walked, chance)
    return walked


def _walk_once(game: Game, walked: Walked, chance: random.Random) -> None:
    world, way = game.begun.branched(), ()
    for left in reversed(range(game.length)):
        wait = chance.choice(game.promise.waits)
        world.now += wait
        here = state_of(game, world, left, acts=left + 1)
        if game.is_broken(world):
            return
        moves = game.moves(world)
        move = chance.choice(moves)
        refused = _is_refused(move, world)
        way = (*way, _said(move, wait, refused=refused))
        offered = tuple(one.name for one in moves)
        walked.note((here, left), sorted(_NUMBER.sub("#", name) for name in offered), way)
        there = state_of(game, world, left, acts=left) if left else None
        walked.note((here, left, offered, move.name), (refused, there, game.is_broken(world)), way)


def _said(move: Move, wait: dt.timedelta, *, refused: bool) -> str:
    return f"after {wait}: {move.name}{' (refused)' if refused else ''}"


def _is_refused(move: Move, world: World) -> bool:
    """As a page does it: what is refused half-way is undone."""
    try:
        with transaction.atomic():
            move.play(world)
    except REFUSALS:
        return True
    return False
