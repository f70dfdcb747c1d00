"""An act that is tried in many states is played by its service once for each answer that it gets.

Whatever an act does hangs on the moment, on what the players know, and on what the database answers: nothing here has a
clock or chance of its own. So whoever tries it again asks the same, up to the first answer that differs. What was asked
is kept as a tree: a question, and behind each answer the next one, and at the end what came of it. An act is tried
again by putting the kept questions, writes too; where an answer comes that never came, all of it is taken back and the
service itself is played. The audit's chain would tell any two histories apart, and no game asks it: its lines are
written by services alone.
"""

from __future__ import annotations

import itertools
import re
import sqlite3
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar
from unittest import mock

from django.contrib.auth.hashers import BasePasswordHasher
from django.db import connection
from django.db.backends.sqlite3.base import SQLiteCursorWrapper

from tests.support.two.promise import World

Found = TypeVar("Found")
Question = tuple[str, Any]
"""A statement with its parameters, or one of those below with a name."""
_NOW, _PLAYERS, _DRAWN, _KNOWN, _ALL_KNOWN = "now", "players", "drawn", "known", "all that is known"
_CHAIN = re.compile(r'INSERT INTO "audit_|UPDATE "audit_head"|SELECT number, hash FROM "audit_head"')
_WRITES_NOTHING = ("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK", _NOW, _PLAYERS, _DRAWN, _KNOWN, _ALL_KNOWN)
_OF_THE_WORLD: dict[str, Callable[[World, Any], Hashable]] = {
    _NOW: lambda world, _: world.now,
    _PLAYERS: lambda world, _: tuple(world.players),
    _DRAWN: lambda world, _: world.drawn,
    _KNOWN: lambda world, name: repr(world.known[name]) if name in world.known else None,
    _ALL_KNOWN: lambda world, _: tuple(sorted((name, repr(value)) for name, value in world.known.items())),
}


@dataclass(slots=True)
class _Asked:
    """A question, and what comes behind each of its answers."""

    question: Question
    answers: dict[Hashable, Any] = field(default_factory=dict)


@dataclass(slots=True)
class _Heard:
    asked: list[tuple[Question, Hashable]] = field(default_factory=list)
    is_whole: bool = True
    """Not where the database refused a statement: whether it does hangs on more than on what was answered before."""

    @property
    def writes_nothing(self) -> bool:
        return self.is_whole and all(question[0].startswith(_WRITES_NOTHING) for question, _ in self.asked)


@dataclass(frozen=True, slots=True)
class Came:
    """What came of an act."""

    refused: bool
    changes_nothing: bool
    """Surely: it was refused, nothing was written, and nobody knows more."""
    becomes: dict[str, Any]
    """Of the world, where it is another one now."""
    learnt: dict[str, Any]
    forgotten: frozenset[str]

    def happens_to(self, world: World) -> None:
        for name, value in self.becomes.items():
            setattr(world, name, list(value) if name == _PLAYERS else value)
        world.known.update(self.learnt)
        for name in self.forgotten:
            del world.known[name]


@dataclass
class Recalled:
    """What was asked and answered in one game; nothing of it where `recalls` says no, and on another database."""

    recalls: bool = True
    trees: dict[Hashable, Any] = field(default_factory=dict)
    again: int = 0
    """So often no service was needed."""
    anew: int = 0

    @property
    def _can_recall(self) -> bool:
        return self.recalls and connection.vendor == "sqlite"

    def read(self, what: str, world: World, reading: Callable[[World], Found]) -> Found:
        """What a function of the world says that writes nothing."""
        if not self._can_recall:
            return reading(world)
        is_known, found = self._followed(what, world)
        if is_known:
            return found  # type: ignore[no-any-return] # what `reading` said before
        heard = _Heard()
        with _listening(heard):
            said = reading(_Watched(world, heard))
        self._keep(what, heard, said)
        return said

    def play(self, name: str, world: World, playing: Callable[[World], bool]) -> Came:
        """What comes of an act of this name; `playing` says whether it was refused."""
        if not self._can_recall:
            return Came(playing(world), False, {}, {}, frozenset())
        is_known, came = self._within_a_savepoint(f"plays {name}", world)
        if not is_known:
            came = self._played_anew(f"plays {name}", world, playing)
        came.happens_to(world)
        return came  # type: ignore[no-any-return] # kept as what it is

    def _played_anew(self, what: str, world: World, playing: Callable[[World], bool]) -> Came:
        heard = _Heard()
        watched = _Watched(world, heard)
        with _listening(heard):
            refused = playing(watched)
        came = watched.came(refused=refused)
        self._keep(what, heard, came)
        return came

    def _within_a_savepoint(self, what: str, world: World) -> tuple[bool, Any]:
        raw = connection.connection
        raw.execute("SAVEPOINT recalled")
        is_known, came = self._followed(what, world)
        if not is_known:
            raw.execute("ROLLBACK TO recalled")
        raw.execute("RELEASE recalled")
        return is_known, came

    def _followed(self, what: str, world: World) -> tuple[bool, Any]:
        """Whether all of it was answered as at some time before, and what came of it then."""
        branches, at, raw = self.trees, what, connection.connection
        while (found := branches.get(at)) is not None:
            if not isinstance(found, _Asked):
                self.again += 1
                return True, found[0]
            (asked, more), branches = found.question, found.answers
            try:
                of_the_world = _OF_THE_WORLD.get(asked)
                at = of_the_world(world, more) if of_the_world else _answer(raw.execute(asked, more), asked)
            except sqlite3.Error:
                break
        self.anew += 1
        return False, None

    def _keep(self, what: str, heard: _Heard, came: object) -> None:
        branches, at = self.trees, what
        if not heard.is_whole:
            return
        for question, answer in heard.asked:
            found = branches.get(at)
            if not isinstance(found, _Asked) or found.question != question:
                found = branches[at] = _Asked(question)
            branches, at = found.answers, answer
        branches[at] = (came,)


@contextmanager
def with_one_salt() -> Iterator[None]:
    """A password's hash hangs on the password alone, so that two ways to one state meet there."""
    with mock.patch.object(BasePasswordHasher, "salt", return_value="one grain of it"):
        yield


class _Watched(World):
    """A world that notes what was asked of it, and what became of it."""

    def __init__(self, world: World, heard: _Heard) -> None:
        self._before, self._heard = world, heard
        self._own: dict[str, Any] = {}
        self.facts, self.ahead, self.acts = world.facts, world.ahead, world.acts
        self._knows = _Known(world, heard)

    def __getattribute__(self, name: str) -> Any:
        if name not in {_NOW, _PLAYERS, _DRAWN}:
            return object.__getattribute__(self, "_knows" if name == _KNOWN else name)
        if name not in self._own:
            value = getattr(self._before, name)
            self._heard.asked.append(((name, None), _OF_THE_WORLD[name](self._before, None)))
            self._own[name] = list(value) if name == _PLAYERS else value
        return self._own[name]

    def __setattr__(self, name: str, value: Any) -> None:
        if name in {_NOW, _PLAYERS, _DRAWN}:
            self._own[name] = value
        elif name != _KNOWN:
            object.__setattr__(self, name, value)

    def came(self, *, refused: bool) -> Came:
        becomes = {name: value for name, value in self._own.items() if value != getattr(self._before, name)}
        learnt, forgotten = self._knows.changes()
        changes_nothing = refused and self._heard.writes_nothing and not (becomes or learnt or forgotten)
        return Came(refused, changes_nothing, becomes, learnt, forgotten)


class _Known(dict[str, Any]):
    """What is known: one thing asked by its name is one question, and whoever looks through all asks for all."""

    def __init__(self, world: World, heard: _Heard) -> None:
        super().__init__(world.known)
        self._world, self._heard = world, heard
        self._touched: set[str] = set()
        self._all = False

    def changes(self) -> tuple[dict[str, Any], frozenset[str]]:
        gone = frozenset(name for name in self._touched if not dict.__contains__(self, name))
        held = {name: dict.__getitem__(self, name) for name in self._touched - gone}
        return held, gone & self._world.known.keys()

    def _ask(self, name: str) -> None:
        if name not in self._touched and not self._all:
            self._heard.asked.append(((_KNOWN, name), _OF_THE_WORLD[_KNOWN](self._world, name)))

    def _ask_all(self) -> None:
        if not self._all:
            self._heard.asked.append(((_ALL_KNOWN, None), _OF_THE_WORLD[_ALL_KNOWN](self._world, None)))
        self._all = True

    def __getitem__(self, name: str) -> Any:
        self._ask(name)
        return super().__getitem__(name)

    def get(self, name: str, instead: Any = None) -> Any:
        self._ask(name)
        return super().get(name, instead)

    def __contains__(self, name: object) -> bool:
        self._ask(str(name))
        return super().__contains__(name)

    def __setitem__(self, name: str, value: Any) -> None:
        self._touched.add(name)
        super().__setitem__(name, value)

    def __delitem__(self, name: str) -> None:
        self._ask(name)
        self._touched.add(name)
        super().__delitem__(name)

    def __ior__(self, more: Any) -> Any:
        for name, value in more.items():
            self[name] = value
        return self

    def __iter__(self) -> Iterator[str]:
        self._ask_all()
        return super().__iter__()

    def __len__(self) -> int:
        self._ask_all()
        return super().__len__()

    def keys(self) -> Any:
        self._ask_all()
        return super().keys()

    def values(self) -> Any:
        self._ask_all()
        return super().values()

    def items(self) -> Any:
        self._ask_all()
        return super().items()


def _answer(cursor: Any, sql: str) -> Hashable:
    lines = tuple(cursor.fetchall())
    return lines if sql.startswith("SELECT") else (lines, cursor.rowcount)


class _Cursor(SQLiteCursorWrapper):
    """Notes each statement with its answer, and hands the answer on."""

    def __init__(self, of: Any, heard: _Heard) -> None:
        super().__init__(of)
        self._heard = heard
        self._left: Iterator[Any] = iter(())

    def execute(self, query: str, parameters: Any = None) -> _Cursor:
        sql = query if parameters is None else self.convert_query(query)
        given = () if parameters is None else tuple(parameters)
        try:
            sqlite3.Cursor.execute(self, sql, given)
        except sqlite3.Error:
            self._heard.is_whole = False
            raise
        lines = tuple(super().fetchall())
        self._left = iter(lines)
        if not _CHAIN.match(sql):
            self._heard.asked.append(((sql, given), lines if sql.startswith("SELECT") else (lines, self.rowcount)))
        return self

    def executemany(self, query: str, parameters: Any) -> _Cursor:
        for given in parameters:
            self.execute(query, given)
        return self

    def fetchone(self) -> Any:
        return next(self._left, None)

    def fetchmany(self, size: int | None = None) -> list[Any]:
        return list(itertools.islice(self._left, size or self.arraysize))

    def fetchall(self) -> list[Any]:
        return list(self._left)

    def __iter__(self) -> _Cursor:
        return self

    def __next__(self) -> Any:
        return next(self._left)


@contextmanager
def _listening(heard: _Heard) -> Iterator[None]:
    def cursor(_name: object = None) -> _Cursor:
        return connection.connection.cursor(factory=lambda of: _Cursor(of, heard))  # type: ignore[no-any-return]

    with mock.patch.object(connection, "create_cursor", cursor):
        yield
