"""Corrections of where a case has been: what was noted wrongly is said anew, or withdrawn, with the reason.

What stands on a place follows it. Whoever was exposed there was exposed on the days that are said now, and what the
place's accounts told of it moves along; where nobody says any more that the case was there, these accounts speak for
nothing. Other evidence of the same meeting stays, and so does the meeting as long as one piece holds.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from bluezone.portal.audit.services import record_write
from bluezone.portal.cases.services import subjects_of
from bluezone.portal.identity.models import Staff
from bluezone.portal.places.models import Unit
from bluezone.portal.tracing.landmarks import as_said, days_at, held_landmark
from bluezone.portal.tracing.landmarks_seen import source_of
from bluezone.portal.tracing.levels import hold, relevel
from bluezone.portal.tracing.models import Evidence, Exposure, Landmark, Outbreak
from bluezone.portal.tracing.services import said_reason


@transaction.atomic
def correct_landmark(
    *,
    actor: Staff,
    landmark: Landmark,
    place: str,
    unit: Unit,
    begins: dt.datetime,
    ends: dt.datetime,
    reason: str,
    read: str,
    now: dt.datetime,
    what: str = "",
    is_public: bool = False,
) -> None:
    """Says anew where a case has been, and why; whoever was exposed there was so on these days. Raises RefusedError,
    and ChangedError where it is not what was read."""
    reason, (place, what) = said_reason(reason), as_said(place, what, begins, ends, now)
    outbreaks = _held_outbreaks(landmark)
    held = held_landmark(landmark, read)
    exposures, pieces = _exposures_at(held), list(_told_by(held))
    held.corrections = [*held.corrections, _as_it_stood(held, actor, reason, now)]
    held.place, held.unit, held.path, held.what, held.is_public = place, unit, unit.path, what, is_public
    held.begins, held.ends = begins, ends
    held.save()
    first, last = days_at(held, now)
    exposures.update(first_day=first, last_day=last)
    for piece in pieces:
        piece.says, piece.day_from, piece.day_to = {"place": place}, first, last
    Evidence.objects.bulk_update(pieces, ["says", "day_from", "day_to"])
    _follow(held, outbreaks, actor, "tracing.correct_landmark", now)


@transaction.atomic
def withdraw_landmark(*, actor: Staff, landmark: Landmark, reason: str, read: str, now: dt.datetime) -> None:
    """Says that a case was not here after all, and why; what its accounts told of others speaks for nothing any more.
    Raises RefusedError, and ChangedError where it is not what was read."""
    reason, outbreaks = said_reason(reason), _held_outbreaks(landmark)
    held = held_landmark(landmark, read)
    pieces = [piece.pk for piece in _told_by(held)]
    held.withdrawn_by, held.withdrawn_at, held.reason = actor, now, reason
    held.save(update_fields=["withdrawn_by", "withdrawn_at", "reason"])
    Evidence.objects.filter(pk__in=pieces).update(withdrawn_by=actor, withdrawn_at=now, reason=reason)
    holds = Evidence.objects.filter(exposure=OuterRef("pk"), withdrawn_at=None)
    _exposures_at(held).filter(~Exists(holds)).update(is_alive=False)
    _follow(held, outbreaks, actor, "tracing.withdraw_landmark", now)


def _held_outbreaks(landmark: Landmark) -> list[Outbreak]:
    """Holds the outbreaks of whoever was exposed here, and the case's own."""
    numbers = {source_of(landmark).outbreak_id, *_exposures_at(landmark).values_list("outbreak", flat=True)}
    found = list(Outbreak.objects.filter(pk__in=numbers).order_by("pk"))
    for one in found:
        hold(one)
    return found


def _exposures_at(landmark: Landmark) -> QuerySet[Exposure]:
    """Exposures at this place that nobody withdrew."""
    return Exposure.objects.filter(landmark=landmark, withdrawn_at=None)


def _told_by(landmark: Landmark) -> Iterator[Evidence]:
    """Pieces that hold and say nothing but what an account of this place says."""
    pieces = Evidence.objects.filter(exposure__in=_exposures_at(landmark), withdrawn_at=None, origin_key="")
    return (piece for piece in pieces.order_by("pk") if piece.says == {"place": landmark.place})


def _as_it_stood(landmark: Landmark, actor: Staff, reason: str, now: dt.datetime) -> dict[str, str]:
    return {
        "place": landmark.place,
        "commune": landmark.unit.name,
        "begins": landmark.begins.isoformat(),
        "ends": landmark.ends.isoformat(),
        "by": actor.full_name,
        "at": now.isoformat(),
        "reason": reason,
    }


def _follow(landmark: Landmark, outbreaks: list[Outbreak], actor: Staff, act: str, now: dt.datetime) -> None:
    """Brings levels up to date of whoever was exposed here, and writes the audit's line about all of them."""
    exposed = _exposures_at(landmark).order_by("pk")
    targets = list(exposed.values_list("outbreak", "target", "target__person"))
    for outbreak in outbreaks:
        relevel(outbreak, [target for of, target, _ in targets if of == outbreak.pk])
    subjects = [("landmark", landmark.pk), *subjects_of(landmark.case), *(("person", one) for *_, one in targets)]
    detail = {"exposures": len(targets)}
    record_write(actor=actor, act=act, now=now, subjects=subjects, path=landmark.path, detail=detail)
