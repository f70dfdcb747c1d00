"""The keeper of evidence that hangs on no exposure yet: takes what rooms offer, puts together what probably tells of
one meeting, and ends pieces with their things (`frame/evidence.py`).

A piece is taken once. What probably tells of one meeting is found when a piece comes, within its transaction; by that
nothing is joined, a person does it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from typing import Any, TypeVar

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy, override

from bluezone.portal.audit.services import record_write
from bluezone.portal.frame.evidence import Offered
from bluezone.portal.identity.models import Staff
from bluezone.portal.tracing.involving import outbreak_at
from bluezone.portal.tracing.likeness import Told, meetings_among
from bluezone.portal.tracing.marking import mark_of_name, mark_of_phone
from bluezone.portal.tracing.models import Evidence, Exposure, Outbreak
from bluezone.portal.tracing.services import locked_exposure, note_on, refresh_alive
from bluezone.portal.tracing.urgency import Weighed, rank_of
from bluezone.vietnam.folding import fold_words

OVER = gettext_lazy("nobody made anything of it while it was kept")
WAITING = Q(exposure=None, closed_at=None, withdrawn_at=None)
_AT_ONCE = 1_000
T = TypeVar("T")


@transaction.atomic
def take(*, offered: Sequence[Offered], actor: Staff | None, now: dt.datetime) -> None:
    """Takes pieces that are not here yet, and puts each beside those that probably tell of the same meeting."""
    known = set(_keys_here(offered))
    new = {(piece.origin, piece.key): piece for piece in offered if (piece.origin, piece.key) not in known}
    places = {path: outbreak_at(path, now.date()) for path in {piece.path for piece in new.values()}}
    rows = [
        Evidence(
            outbreak=places[piece.path],
            path=piece.path,
            origin=piece.origin,
            origin_key=piece.key,
            says=dict(piece.says),
            confidence=piece.confidence,
            day_from=piece.first_day,
            day_to=piece.last_day,
            entered_by=actor,
            entered_at=now,
            name_mark=mark_of_name(piece.name),
            phone_mark=mark_of_phone(piece.phone),
        )
        for piece in new.values()
    ]
    put_in(rows)


@transaction.atomic
def put_in(rows: Sequence[Evidence]) -> None:
    """Puts new pieces into the inbox. Whoever puts some in at the same time waits, and finds these."""
    list(Outbreak.objects.select_for_update().filter(pk__in={row.outbreak_id for row in rows}).order_by("pk"))
    put_together(Evidence.objects.bulk_create(rows, _AT_ONCE))


@transaction.atomic
def end(*, origins: Collection[str], keys: Collection[str], why: Any, now: dt.datetime) -> None:
    """Withdraws pieces whose things are gone, each alone, and forgets what they said. An exposure that stood on nothing
    else counts no more."""
    pieces = Evidence.objects.filter(origin__in=origins, origin_key__in=keys)
    numbers = pieces.filter(exposure__isnull=False).values_list("exposure", flat=True)
    exposures = [locked_exposure(one) for one in Exposure.objects.filter(pk__in=set(numbers)).order_by("pk")]
    standing = pieces.filter(withdrawn_at=None)
    ended = list(standing.select_for_update(of=("self",)).order_by("pk"))
    standing.update(withdrawn_at=now, withdrawn_by=None, reason=as_kept(why))
    pieces.update(**_FORGOTTEN)
    for exposure in exposures:
        if any(piece.exposure_id == exposure.pk for piece in ended):
            note_on(exposure, None, "tracing.withdraw_evidence", now)
            refresh_alive(exposure)
    _note_ended([piece for piece in ended if piece.exposure_id is None], now)
    put_together(_beside(ended))


@transaction.atomic
def forget_what_is_over(before: dt.datetime, now: dt.datetime) -> int:
    """Forgets what pieces said that came long ago; how many pieces."""
    return _forget(Evidence.objects.filter(entered_at__lt=before), now)


@transaction.atomic
def forget(*, origin: str, keys: Sequence[str], now: dt.datetime) -> int:
    """Forgets what was told by things that are erased because their time is over; how many pieces."""
    return sum(_forget(Evidence.objects.filter(origin=origin, origin_key__in=part), now) for part in _in_parts(keys))


def put_together(pieces: Iterable[Evidence]) -> None:
    """Finds anew which pieces probably tell of one meeting, of these and of all that they touch."""
    touched = {piece.pk: piece for piece in pieces}
    if not touched:
        return
    marks = {mark for piece in touched.values() for mark in (piece.name_mark, piece.phone_mark) if mark}
    found = {*_meetings_with(marks), *(piece.meeting for piece in touched.values() if piece.meeting)}
    for part in _in_parts(sorted(found)):
        touched |= {piece.pk: piece for piece in waiting_evidence().filter(meeting__in=part)}
    for meeting in meetings_among(told_by(piece) for piece in touched.values() if _waits(piece)):
        rank = rank_of([weighed(touched[one.id]) for one in meeting.pieces])
        for one in meeting.pieces:
            touched[one.id].meeting, touched[one.id].rank = meeting.id, rank
    Evidence.objects.bulk_update(touched.values(), ["meeting", "rank"], _AT_ONCE // 4)


def waiting_evidence() -> QuerySet[Evidence]:
    """Every piece that hangs on nothing yet."""
    return Evidence.objects.filter(WAITING)


def told_by(piece: Evidence) -> Told:
    """The piece as far as it is compared."""
    birth_year = piece.says.get("birth_year")
    return Told(
        piece.pk,
        piece.origin,
        phone=piece.phone_mark,
        name=piece.name_mark,
        birth_year=birth_year if isinstance(birth_year, int) else None,
        first_day=piece.day_from,
        last_day=piece.day_to,
        case=str(piece.says.get("case", "")),
        place=fold_words(str(piece.says.get("place", ""))),
        commune=piece.path,
    )


def weighed(piece: Evidence) -> Weighed:
    """The piece as far as it says how soon to look."""
    return Weighed(piece.origin, piece.confidence, piece.says)


_FORGOTTEN = {"says": {}, "name_mark": "", "phone_mark": ""}


def _forget(pieces: QuerySet[Evidence], now: dt.datetime) -> int:
    """An exposure that somebody made of them stands: it is what a person found. What still hangs on nothing ends."""
    standing, knowing = pieces.filter(WAITING), pieces.exclude(says={}, name_mark="", phone_mark="")
    touched = set(standing.values_list("pk", flat=True)) | set(knowing.values_list("pk", flat=True))
    knowing.update(**_FORGOTTEN)
    standing.update(withdrawn_at=now, withdrawn_by=None, reason=as_kept(OVER))
    return len(touched)


def as_kept(why: Any) -> str:
    """Says a reason in the portal's own language, as people type theirs."""
    with override(settings.LANGUAGE_CODE):
        return str(why)


def _waits(piece: Evidence) -> bool:
    return piece.exposure_id is None and piece.closed_at is None and piece.withdrawn_at is None


def _keys_here(offered: Sequence[Offered]) -> Iterable[tuple[str, str]]:
    for part in _in_parts(offered):
        origins, keys = {piece.origin for piece in part}, [piece.key for piece in part]
        yield from Evidence.objects.filter(origin__in=origins, origin_key__in=keys).values_list("origin", "origin_key")


def _meetings_with(marks: Collection[str]) -> Iterable[int]:
    """Meetings of which a piece carries one of these marks."""
    for part in _in_parts(sorted(marks)):
        under = waiting_evidence().filter(Q(name_mark__in=part) | Q(phone_mark__in=part), meeting__gt=0)
        yield from under.order_by().values_list("meeting", flat=True).distinct()


def _beside(ended: Sequence[Evidence]) -> Iterable[Evidence]:
    """Pieces that stood together with those that ended."""
    for part in _in_parts(sorted({piece.meeting for piece in ended if piece.meeting})):
        yield from waiting_evidence().filter(meeting__in=part)


def _note_ended(ended: Sequence[Evidence], now: dt.datetime) -> None:
    for path in sorted({piece.path for piece in ended}):
        about = [("evidence", piece.pk) for piece in ended if piece.path == path]
        record_write(actor=None, act="tracing.evidence_ended", now=now, subjects=about, path=path)


def _in_parts(things: Sequence[T]) -> Iterable[Sequence[T]]:
    return (things[start : start + _AT_ONCE] for start in range(0, len(things), _AT_ONCE))
