"""Writing to the audit, inside the transaction of the act itself: no act without its line, no line without its act."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NotRequired, TypedDict, Unpack

from django.db import DataError, IntegrityError, connection, transaction

from bluezone.portal.audit.chain import Line, as_kept
from bluezone.portal.audit.committing import Together
from bluezone.portal.audit.keeping import held_end, keep
from bluezone.portal.audit.models import Act
from bluezone.portal.audit.words import known_actions
from bluezone.portal.deadlocks import gave_way
from bluezone.portal.identity.models import Staff

COMMAND_LINE = "bluezone portal"
Subjects = Iterable[tuple[str, object]]
"""(kind, key) of everything that a line is about."""


class _Told(TypedDict):
    actor: Staff | None
    now: dt.datetime
    subjects: Subjects
    path: NotRequired[str]
    detail: NotRequired[Mapping[str, Any]]


def record_write(*, act: str, **line: Unpack[_Told]) -> Line:
    """Writes the line that says that somebody changed something."""
    return _append(Act.WRITE, act, **line)


def record_read(*, act: str, **line: Unpack[_Told]) -> Line:
    """Writes the line that says that somebody was shown something."""
    return _append(Act.READ, act, **line)


@dataclass(frozen=True, slots=True)
class _Said:
    """All of a line but its place in the chain."""

    kind: str
    act: str
    actor: Staff | None
    at: dt.datetime
    path: str
    detail: Mapping[str, Any]
    about: Sequence[tuple[str, str]]


def _append(kind: Act, act: str, **told: Unpack[_Told]) -> Line:
    if act not in known_actions():
        raise ValueError(f"{act} has no words in the audit; its app's apps.py gives them")
    about = sorted({(kind_of, str(key)) for kind_of, key in told["subjects"]})
    detail = as_kept(told.get("detail", {}))
    said = _Said(kind.value, act, told["actor"], told["now"], told.get("path", ""), detail, about)
    return _write([said])[0] if connection.in_atomic_block else _TOGETHER.add(said)


@transaction.atomic
def _write(lines: Sequence[_Said]) -> list[Line]:
    """Chains the lines, one after the other, and keeps them all or none."""
    number, last = held_end()
    chained: list[tuple[Line, str]] = []
    for said in lines:
        number += 1
        line = _behind(last, number, said)
        last = line.hash()
        chained.append((line, last))
    keep(chained)
    return [line for line, _ in chained]


def _behind(last: str, number: int, said: _Said) -> Line:
    actor, name = (said.actor.pk, said.actor.full_name) if said.actor is not None else (None, COMMAND_LINE)
    return Line(number, said.at, actor, name, said.act, said.kind, said.path, said.detail, said.about, last)


def _is_of_one(error: Exception) -> bool:
    """A database that refuses a value, or an actor who is gone, has rolled all back; and Python refuses before it asks.
    So has one that ended the transaction because somebody holds one actor's row and waits for the end of the chain."""
    return isinstance(error, DataError | IntegrityError | TypeError | ValueError) or gave_way(error)


_TOGETHER: Together[_Said, Line] = Together(_write, _is_of_one)
