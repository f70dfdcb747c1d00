"""Writing to the audit, inside the transaction of the act itself: no act without its line, no line without its act."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NotRequired, TypedDict, Unpack

from django.db import connection, transaction

from bluezone.portal.audit.chain import Line
from bluezone.portal.audit.committing import Together
from bluezone.portal.audit.models import Act, Entry, Head, Subject
from bluezone.portal.audit.words import known_actions
from bluezone.portal.identity.models import Staff

COMMAND_LINE = "bluezone portal"
_AT_ONCE = 300
"""Subjects in a statement: SQLite counts its parameters."""
_READ_HEAD = 'SELECT number, hash FROM "audit_head" WHERE id = 1'
_KEEP_HEAD = 'UPDATE "audit_head" SET number = %s, hash = %s WHERE id = 1'
Subjects = Iterable[tuple[str, object]]
"""(kind, key) of everything that a line is about."""


class _Told(TypedDict):
    actor: Staff | None
    now: dt.datetime
    subjects: Subjects
    path: NotRequired[str]
    detail: NotRequired[Mapping[str, Any]]


def record_write(*, act: str, **line: Unpack[_Told]) -> Entry:
    """Writes the line that says that somebody changed something."""
    return _append(Act.WRITE, act, **line)


def record_read(*, act: str, **line: Unpack[_Told]) -> Entry:
    """Writes the line that says that somebody was shown something."""
    return _append(Act.READ, act, **line)


@dataclass(frozen=True, slots=True)
class _Said:
    """All of a line but its place in the chain."""

    kind: Act
    act: str
    actor: Staff | None
    at: dt.datetime
    path: str
    detail: Mapping[str, Any]
    about: Sequence[tuple[str, str]]


def _append(kind: Act, act: str, **told: Unpack[_Told]) -> Entry:
    if act not in known_actions():
        raise ValueError(f"{act} has no words in the audit; its app's apps.py gives them")
    about = sorted({(kind_of, str(key)) for kind_of, key in told["subjects"]})
    said = _Said(kind, act, told["actor"], told["now"], told.get("path", ""), told.get("detail", {}), about)
    return _write([said])[0] if connection.in_atomic_block else _TOGETHER.add(said)


@transaction.atomic
def _write(lines: Sequence[_Said]) -> list[Entry]:
    """Chains the lines, one after the other, and keeps them all or none."""
    head = _held_head()
    entries = []
    for said in lines:
        entries.append(_chained(said, head))
        head.number, head.hash = entries[-1].number, entries[-1].hash
    Entry.objects.bulk_create(entries)
    Subject.objects.bulk_create(
        [
            Subject(entry_id=entry.number, kind=kind_of, key=key)
            for entry, said in zip(entries, lines, strict=True)
            for kind_of, key in said.about
        ],
        _AT_ONCE,
    )
    _keep(head)
    return entries


def _held_head() -> Head:
    """Locks the end of the chain. It is read and kept in SQL that is written here: nearly every page does both, and to
    make two such statements took Django as long as all the rest of a line."""
    lock = connection.ops.for_update_sql() if connection.features.has_select_for_update else ""
    with connection.cursor() as cursor:
        cursor.execute(f"{_READ_HEAD} {lock}")
        found = cursor.fetchone()
    return Head.objects.select_for_update().get_or_create(pk=1)[0] if found is None else Head(1, *found)


def _keep(head: Head) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_KEEP_HEAD, [head.number, head.hash])


def _chained(said: _Said, head: Head) -> Entry:
    name = said.actor.full_name if said.actor is not None else COMMAND_LINE
    actor = said.actor.pk if said.actor is not None else None
    line = Line(
        head.number + 1, said.at, actor, name, said.act, said.kind, said.path, said.detail, said.about, head.hash
    )
    return Entry(
        number=line.number,
        at=said.at,
        actor=said.actor,
        actor_name=name,
        act=said.act,
        kind=said.kind,
        path=said.path,
        detail=dict(said.detail),
        previous_hash=head.hash,
        hash=line.hash(),
    )


_TOGETHER: Together[_Said, Entry] = Together(_write)
