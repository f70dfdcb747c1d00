"""Writing to the audit, inside the transaction of the act itself: no act without its line, no line without its act."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, NotRequired, TypedDict, Unpack

from django.db import transaction

from bluezone.portal.audit.chain import Line
from bluezone.portal.audit.models import Act, Entry, Head, Subject
from bluezone.portal.audit.words import known_actions
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


def record_write(*, act: str, **line: Unpack[_Told]) -> Entry:
    """Writes the line that says that somebody changed something."""
    return _append(Act.WRITE, act, **line)


def record_read(*, act: str, **line: Unpack[_Told]) -> Entry:
    """Writes the line that says that somebody was shown something."""
    return _append(Act.READ, act, **line)


@transaction.atomic
def _append(kind: Act, act: str, **told: Unpack[_Told]) -> Entry:
    if act not in known_actions():
        raise ValueError(f"{act} has no words in the audit; its app's apps.py gives them")
    actor, now, subjects = told["actor"], told["now"], told["subjects"]
    path, detail = told.get("path", ""), told.get("detail", {})
    head, _ = Head.objects.select_for_update().get_or_create(pk=1)
    about = sorted({(kind_of, str(key)) for kind_of, key in subjects})
    name = actor.full_name if actor is not None else COMMAND_LINE
    number = head.number + 1
    line = Line(number, now, actor.pk if actor else None, name, act, kind, path, detail, about, head.hash)
    entry = Entry.objects.create(
        number=number,
        at=now,
        actor=actor,
        actor_name=name,
        act=act,
        kind=kind,
        path=path,
        detail=dict(detail),
        previous_hash=head.hash,
        hash=line.hash(),
    )
    Subject.objects.bulk_create(Subject(entry=entry, kind=kind_of, key=key) for kind_of, key in about)
    head.number, head.hash = number, entry.hash
    head.save()
    return entry
