"""Writes of landmarks: where a case has been, who else was there, and whom the case may have infected there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from django.db import transaction

from bluezone.portal.as_read import require_as_read
from bluezone.portal.audit.services import record_write
from bluezone.portal.cases.models import Case
from bluezone.portal.cases.services import locked_case, require_open, subjects_of
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import sees_name
from bluezone.portal.places.models import Unit
from bluezone.portal.places.paths import rows_within
from bluezone.portal.tracing.contacts import mark_of
from bluezone.portal.tracing.landmarks_seen import digest_of_landmark, exposures_at, presences_of, source_of
from bluezone.portal.tracing.levels import hold
from bluezone.portal.tracing.meetings import LONGEST_AGO, LONGEST_PLACE, LONGEST_REASON, Meeting, Piece
from bluezone.portal.tracing.models import Evidence, Exposure, Involvement, Landmark, Presence
from bluezone.portal.tracing.selectors import own_paths
from bluezone.portal.tracing.services import record_exposure
from bluezone.portal.tracing.transferring import enter_person
from bluezone.portal.world import VIET_NAM

_LONGEST = dt.timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Somebody:
    """Somebody who was at a place, as an account names them."""

    full_name: str
    unit: Unit
    phone: str = ""
    birth_year: int | None = None


@transaction.atomic
def record_landmark(
    *,
    actor: Staff,
    case: Case,
    place: str,
    unit: Unit,
    begins: dt.datetime,
    ends: dt.datetime,
    now: dt.datetime,
    what: str = "",
    is_public: bool = False,
) -> Landmark:
    """Notes that a case was at this place then. What stands there already, word by word, is returned instead: a form
    that comes again notes nothing twice. Raises RefusedError."""
    place, what = as_said(place, what, begins, ends, now)
    case = locked_case(case)
    require_open(case)
    said = {"case": case, "place": place, "unit": unit, "begins": begins, "ends": ends, "what": what}
    standing = Landmark.objects.filter(**said, is_public=is_public, entered_by=actor, withdrawn_at=None)
    if (again := standing.first()) is not None:
        return again
    landmark = Landmark.objects.create(
        **said,
        path=unit.path,
        is_public=is_public,
        entered_by=actor,
        entered_at=now,
    )
    subjects = [("landmark", landmark.pk), *subjects_of(case)]
    record_write(actor=actor, act="tracing.landmark", now=now, subjects=subjects, path=landmark.path)
    return landmark


def as_said(place: str, what: str, begins: dt.datetime, ends: dt.datetime, now: dt.datetime) -> tuple[str, str]:
    """Returns the place and what happened there, as they are kept. Raises RefusedError for what cannot have been."""
    place, what = " ".join(place.split()), " ".join(what.split())
    if not 2 <= len(place) <= LONGEST_PLACE or len(what) > LONGEST_REASON:
        raise RefusedError("a place has 2 to 120 characters, and what happened there up to 200")
    if not begins < ends <= begins + _LONGEST:
        raise RefusedError("somebody was at a place from an earlier to a later moment, for 14 days at most")
    if not now - LONGEST_AGO <= begins <= now:
        raise RefusedError("somebody was there in the future, or too long ago")
    return place, what


@transaction.atomic
def note_presence(
    *, actor: Staff, landmark: Landmark, involvement: Involvement, origin: str, now: dt.datetime
) -> Presence:
    """Notes that somebody else was there, by this account; said again, it stands as it stood. Raises RefusedError."""
    if origin not in Evidence.Origin.values:
        raise RefusedError("please say where this evidence comes from")
    held_landmark(landmark)
    if landmark.case.person_id == involvement.person_id:
        raise RefusedError("the case itself was there in any event")
    if involvement.outbreak_id != source_of(landmark).outbreak_id:
        raise RefusedError("both people must belong to the same outbreak")
    presence, _ = Presence.objects.get_or_create(landmark=landmark, involvement=involvement, origin=origin)
    subjects = [("landmark", landmark.pk), ("person", involvement.person_id)]
    record_write(actor=actor, act="tracing.presence", now=now, subjects=subjects, path=landmark.path)
    return presence


@transaction.atomic
def note_those_named(
    *,
    actor: Staff,
    landmark: Landmark,
    people: Sequence[Somebody],
    origin: str,
    now: dt.datetime,
    entropy: Callable[[int], bytes],
) -> list[Presence]:
    """Enters people whom an account names as having been there. Raises RefusedError, and then nobody was entered."""
    if not people:
        raise RefusedError("please name one person at least")
    source = source_of(landmark)
    hold(source.outbreak)
    known, found = _known_to(actor, landmark), []
    home = landmark.unit if sees_name(actor, "tracing.see", landmark) else source.unit
    for one in people:
        mark = mark_of(one.full_name, one.phone)
        if mark in known:
            raise RefusedError("one of these people is noted here already")
        known.add(mark)
        place = enter_person(
            actor=actor,
            outbreak=source.outbreak,
            home=home,
            full_name=one.full_name,
            phone=one.phone,
            unit=one.unit,
            birth_year=one.birth_year,
            now=now,
            entropy=entropy,
        )
        found.append(note_presence(actor=actor, landmark=landmark, involvement=place, origin=origin, now=now))
    return found


@transaction.atomic
def expose_those_there(
    *,
    actor: Staff,
    landmark: Landmark,
    chosen: Collection[int],
    kind: str,
    certainty: int,
    read: str,
    now: dt.datetime,
) -> list[Exposure]:
    """Notes that the case may have infected these people here; every account of them becomes a piece of evidence.
    Raises RefusedError, and ChangedError where it is not what was read."""
    source = source_of(landmark)
    hold(source.outbreak)
    landmark = held_landmark(landmark, read)
    if not chosen:
        raise RefusedError("please choose one person at least")
    known, (first, last) = exposures_at(landmark), days_at(landmark, now)
    meeting = Meeting(kind=kind, first_day=first, last_day=last, landmark=landmark, certainty=certainty)
    accounts: dict[int, list[Piece]] = {}
    for one in presences_of(landmark):
        piece = Piece(one.origin, {"place": landmark.place}, confidence=certainty, day_from=first, day_to=last)
        accounts.setdefault(one.involvement_id, []).append(piece)
    if not accounts.keys() - known.keys() >= set(chosen):
        raise RefusedError("one of these people was not there, or is noted as exposed already")
    people = Involvement.objects.filter(pk__in=chosen).order_by("pk")
    return [
        record_exposure(actor=actor, source=source, target=one, meeting=meeting, evidence=accounts[one.pk], now=now)
        for one in people
    ]


def held_landmark(landmark: Landmark, read: str | None = None) -> Landmark:
    """Holds a place as it stands now until the transaction ends. Raises RefusedError where it was withdrawn, and
    ChangedError where it is not what was read."""
    rows = Landmark.objects.select_for_update(of=("self",), no_key=True).select_related("case__person", "unit")
    held = rows.get(pk=landmark.pk)
    if held.withdrawn_at is not None:
        raise RefusedError("it was said meanwhile that the case was not here")
    if read is not None:
        require_as_read(read, digest_of_landmark(held))
    return held


def days_at(landmark: Landmark, now: dt.datetime) -> tuple[dt.date, dt.date]:
    """Returns the first and the last day of a stay, as far as it is over."""
    first, last = (moment.astimezone(VIET_NAM).date() for moment in (landmark.begins, landmark.ends))
    return first, min(last, now.date())


def _known_to(actor: Staff, landmark: Landmark) -> set[tuple[str, str]]:
    """Names and numbers of whoever is noted here, as far as the actor sees them: whoever tries names out learns
    nothing of people elsewhere (`contacts.py`)."""
    noted = rows_within(landmark.presences.all(), own_paths(actor), by="involvement__path")
    named = noted.values_list("involvement__person__full_name", "involvement__person__phone")
    return {mark_of(name, phone) for name, phone in named}
