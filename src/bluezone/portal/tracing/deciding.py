"""Acts of the exposure inbox: somebody makes an exposure of evidence, hangs it on one, closes it, notes what was told.

Each act decides on what its page showed, and holds the pieces: of two colleagues the second is told that something has
changed, and nothing is lost.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.db import transaction

from bluezone.portal.as_read import require_as_read
from bluezone.portal.audit.services import record_write
from bluezone.portal.cases.models import Case, Person
from bluezone.portal.cases.persons import note_person
from bluezone.portal.cases.services import SENT_AGAIN
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.portal.places.models import Unit
from bluezone.portal.tracing.gathering import put_in, put_together
from bluezone.portal.tracing.inbox import digest_of_meeting, exposures_like, pieces_beside
from bluezone.portal.tracing.involving import involve, outbreak_at
from bluezone.portal.tracing.levels import hold
from bluezone.portal.tracing.marking import mark_of_name, mark_of_phone
from bluezone.portal.tracing.meetings import LONGEST_REASON, Meeting, Piece
from bluezone.portal.tracing.models import Evidence, Exposure, Outbreak
from bluezone.portal.tracing.services import add_waiting_evidence, record_exposure

TOLD_BY = (Evidence.Origin.INTERVIEW, Evidence.Origin.CHECK_IN, Evidence.Origin.CALL)
"""How an officer comes to hear of a meeting: somebody was asked; somebody's phone warned them of a place whose code
they had scanned, which the phone tells its owner alone; somebody answered what loudspeakers said."""


@dataclass(frozen=True, slots=True)
class Exposed:
    """Whoever was exposed, where the portal does not know them yet."""

    full_name: str
    phone: str
    unit: Unit
    birth_year: int | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody told of a meeting, as it is typed."""

    full_name: str
    unit: Unit
    phone: str = ""
    birth_year: int | None = None
    case: Case | None = None
    place: str = ""
    first_day: dt.date | None = None
    last_day: dt.date | None = None
    origin: Evidence.Origin = Evidence.Origin.INTERVIEW
    """One of TOLD_BY."""

    def __post_init__(self) -> None:
        if self.origin not in TOLD_BY:
            raise RefusedError("nobody tells an officer of a meeting in this way")


@transaction.atomic
def make_exposure(
    *,
    actor: Staff,
    piece: Evidence,
    chosen: Collection[int],
    source: Case,
    exposed: Person | Exposed,
    meeting: Meeting,
    read: str,
    now: dt.datetime,
    entropy: Callable[[int], bytes],
) -> Exposure:
    """Makes one exposure of the chosen pieces: each hangs on it by itself. Raises RefusedError, and ChangedError where
    something has changed since it was read."""
    held, left = _held(actor, piece, chosen, read)
    person = exposed if isinstance(exposed, Person) else _noted(exposed, now, entropy)
    outbreak = outbreak_at(source.path, source.onset)
    made = record_exposure(
        actor=actor,
        source=involve(outbreak, source.person),
        target=involve(outbreak, person),
        meeting=meeting,
        evidence=held,
        now=now,
    )
    put_together(left)
    return made


@transaction.atomic
def attach_evidence(
    *, actor: Staff, piece: Evidence, chosen: Collection[int], exposure: Exposure, read: str, now: dt.datetime
) -> None:
    """Hangs the chosen pieces on an exposure that was shown beside them. Raises RefusedError, and ChangedError."""
    held, left = _held(actor, piece, chosen, read)
    add_waiting_evidence(actor=actor, exposure=exposure, evidence=held, now=now)
    put_together(left)


@transaction.atomic
def close_evidence(
    *,
    actor: Staff,
    piece: Evidence,
    chosen: Collection[int],
    outcome: Evidence.Outcome,
    reason: str,
    read: str,
    now: dt.datetime,
) -> None:
    """Closes the chosen pieces without an exposure. Raises RefusedError, and ChangedError."""
    reason = " ".join(reason.split())
    if len(reason) > LONGEST_REASON:
        raise RefusedError("please say why, in up to 200 characters")
    held, left = _held(actor, piece, chosen, read)
    numbers = [one.pk for one in held]
    Evidence.objects.filter(pk__in=numbers).update(outcome=outcome, reason=reason, closed_by=actor, closed_at=now)
    about = [("evidence", number) for number in numbers]
    record_write(
        actor=actor, act="tracing.close", now=now, subjects=about, path=piece.path, detail={"outcome": outcome.value}
    )
    put_together(left)


@transaction.atomic
def note_what_was_told(*, actor: Staff, note: Note, now: dt.datetime) -> Evidence:
    """Puts what somebody told of a meeting into the inbox. A form that comes again, because an answer was lost or a key
    was pressed twice, tells nothing more: the first piece is returned. Raises RefusedError."""
    told = Piece(note.origin, _said(note), confidence=2, day_from=note.first_day, day_to=note.last_day)
    Meeting(first_day=note.first_day, last_day=note.last_day, place=note.place).require_past(now.date())
    outbreak = outbreak_at(note.unit.path, now.date())
    hold(outbreak)  # whoever notes at the same time waits, and finds this one
    if (again := _noted_just_now(actor, outbreak, note, told, now)) is not None:
        return again
    row = Evidence(
        outbreak=outbreak,
        path=note.unit.path,
        origin=told.origin,
        says=dict(told.says),
        confidence=told.confidence,
        day_from=told.day_from,
        day_to=told.day_to,
        entered_by=actor,
        entered_at=now,
        name_mark=mark_of_name(note.full_name),
        phone_mark=mark_of_phone(note.phone),
    )
    put_in([row])
    record_write(actor=actor, act="tracing.note", now=now, subjects=[("evidence", row.pk)], path=row.path)
    return row


def _noted_just_now(actor: Staff, outbreak: Outbreak, note: Note, told: Piece, now: dt.datetime) -> Evidence | None:
    mine = Evidence.objects.filter(outbreak=outbreak, path=note.unit.path, origin=told.origin, entered_by=actor)
    standing = mine.filter(entered_at__gt=now - SENT_AGAIN, withdrawn_at=None, outcome="")
    alike = standing.filter(day_from=told.day_from, day_to=told.day_to)
    return next((one for one in alike if one.says == dict(told.says)), None)


def _held(actor: Staff, piece: Evidence, chosen: Collection[int], read: str) -> tuple[list[Evidence], list[Evidence]]:
    """The chosen pieces and the others of what was shown, held until the transaction ends."""
    hold(piece.outbreak)  # first, as everybody who changes exposures does
    shown = list(pieces_beside(actor, piece).select_for_update(of=("self",)))
    require_as_read(read, digest_of_meeting(shown, exposures_like(actor, shown)))
    held = [one for one in shown if one.pk in chosen]
    if not held:
        raise RefusedError("please choose a piece of evidence at least")
    return held, [one for one in shown if one.pk not in chosen]


def _noted(exposed: Exposed, now: dt.datetime, entropy: Callable[[int], bytes]) -> Person:
    return note_person(
        full_name=exposed.full_name,
        phone=exposed.phone,
        unit=exposed.unit,
        birth_year=exposed.birth_year,
        now=now,
        entropy=entropy,
    )


def _said(note: Note) -> dict[str, str | int]:
    said: dict[str, str | int | None] = {
        "name": note.full_name,
        "phone": note.phone,
        "birth_year": note.birth_year,
        "case": note.case.number if note.case else "",
        "place": note.place,
    }
    return {name: value for name, value in said.items() if value}
