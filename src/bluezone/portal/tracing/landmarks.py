"""Writes of landmarks: where a case has been, and who else was there."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from bluezone.portal.audit.services import record_write
from bluezone.portal.cases.models import Case
from bluezone.portal.cases.services import locked_case, require_open, subjects_of
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.portal.places.models import Unit
from bluezone.portal.tracing.meetings import LONGEST_AGO, LONGEST_PLACE, LONGEST_REASON
from bluezone.portal.tracing.models import Evidence, Involvement, Landmark, Presence

_LONGEST = dt.timedelta(days=14)


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
    """Notes that a case was at this place then. Raises RefusedError."""
    place, what = " ".join(place.split()), " ".join(what.split())
    if not 2 <= len(place) <= LONGEST_PLACE or len(what) > LONGEST_REASON:
        raise RefusedError("a place has 2 to 120 characters, and what happened there up to 200")
    if not begins < ends <= begins + _LONGEST:
        raise RefusedError("somebody was at a place from an earlier to a later moment, for 14 days at most")
    if not now - LONGEST_AGO <= begins <= now:
        raise RefusedError("somebody was there in the future, or too long ago")
    case = locked_case(case)
    require_open(case)
    landmark = Landmark.objects.create(
        case=case,
        place=place,
        unit=unit,
        path=unit.path,
        begins=begins,
        ends=ends,
        what=what,
        is_public=is_public,
        entered_by=actor,
        entered_at=now,
    )
    subjects = [("landmark", landmark.pk), *subjects_of(case)]
    record_write(actor=actor, act="tracing.landmark", now=now, subjects=subjects, path=landmark.path)
    return landmark


@transaction.atomic
def note_presence(
    *, actor: Staff, landmark: Landmark, involvement: Involvement, origin: str, now: dt.datetime
) -> Presence:
    """Notes that somebody else was there, by this account; said again, it stands as it stood. Raises RefusedError."""
    if origin not in Evidence.Origin.values:
        raise RefusedError("please say where this evidence comes from")
    if landmark.case.person_id == involvement.person_id:
        raise RefusedError("the case itself was there in any event")
    presence, _ = Presence.objects.get_or_create(landmark=landmark, involvement=involvement, origin=origin)
    subjects = [("landmark", landmark.pk), ("person", involvement.person_id)]
    record_write(actor=actor, act="tracing.presence", now=now, subjects=subjects, path=landmark.path)
    return presence
