"""Writes of exposures and what they stand on. Each keeps `is_alive` true to its meaning and leaves a line in the
audit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from bluezone.portal.as_read import digest_of, require_as_read
from bluezone.portal.audit.services import record_write
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.portal.tracing.levels import hold, relevel
from bluezone.portal.tracing.meetings import LONGEST_REASON, Meeting, Piece
from bluezone.portal.tracing.models import Evidence, Exposure, ExposureCounter, Involvement


@transaction.atomic
def record_exposure(
    *,
    actor: Staff,
    source: Involvement,
    target: Involvement,
    meeting: Meeting,
    evidence: Sequence[Piece | Evidence],
    now: dt.datetime,
) -> Exposure:
    """Notes that one person may have infected another, and what says so: told now, or waiting in the inbox. Raises
    RefusedError."""
    meeting.require_past(now.date())
    if source.pk == target.pk:
        raise RefusedError("nobody is exposed to themselves")
    if source.outbreak_id != target.outbreak_id:
        raise RefusedError("both people must belong to the same outbreak")
    if not evidence:
        raise RefusedError("an exposure stands on one piece of evidence at least")
    hold(source.outbreak)
    for end in (source, target):  # whoever was moved meanwhile stands where they are now
        end.refresh_from_db()
    exposure = exposure_of(source, target, meeting, number=next_numbers(now.year, 1)[0], actor=actor, now=now)
    exposure.save()
    for piece in evidence:
        if isinstance(piece, Piece):
            _keep(piece, exposure, actor, now)
    _hang([piece for piece in evidence if isinstance(piece, Evidence)], exposure)
    relevel(exposure.outbreak, [target.pk])
    note_on(exposure, actor, "tracing.expose", now)
    return exposure


@transaction.atomic
def add_waiting_evidence(*, actor: Staff, exposure: Exposure, evidence: Sequence[Evidence], now: dt.datetime) -> None:
    """Lets pieces that wait in the inbox speak for an exposure, all of them or none. Raises RefusedError."""
    exposure = locked_exposure(exposure)
    _require_standing(exposure)
    _hang(evidence, exposure)
    refresh_alive(exposure)
    origins = sorted({piece.origin for piece in evidence})
    note_on(exposure, actor, "tracing.evidence", now, origins=origins, pieces=len(evidence))


@transaction.atomic
def add_evidence(*, actor: Staff, exposure: Exposure, evidence: Piece, read: str, now: dt.datetime) -> Evidence:
    """Lets one more piece of evidence speak for an exposure, told now. Raises RefusedError."""
    exposure = locked_exposure(exposure, read)
    _require_standing(exposure)
    kept = _keep(evidence, exposure, actor, now)
    refresh_alive(exposure)
    note_on(exposure, actor, "tracing.evidence", now, origin=kept.origin)
    return kept


@transaction.atomic
def withdraw_exposure(*, actor: Staff, exposure: Exposure, reason: str, read: str, now: dt.datetime) -> None:
    """Says that this meeting does not count, and why; what spoke for it stays. Raises RefusedError."""
    reason = said_reason(reason)
    exposure = locked_exposure(exposure, read)
    _require_standing(exposure)
    exposure.withdrawn_by, exposure.withdrawn_at, exposure.reason, exposure.is_alive = actor, now, reason, False
    exposure.save(update_fields=["withdrawn_by", "withdrawn_at", "reason", "is_alive"])
    relevel(exposure.outbreak, [exposure.target_id])
    note_on(exposure, actor, "tracing.withdraw", now)


@transaction.atomic
def withdraw_evidence(
    *, actor: Staff | None, evidence: Evidence, reason: str, now: dt.datetime, read: str | None = None
) -> None:
    """Takes one piece back, and leaves the others; with the last one that holds its exposure counts no more. Nobody
    acts where its owner took it back, and nothing was read then. Raises RefusedError."""
    reason = said_reason(reason)
    held = Evidence.objects.select_related("exposure").get(pk=evidence.pk)
    exposure = locked_exposure(held.exposure, read) if held.exposure is not None else None
    piece = Evidence.objects.select_for_update(of=("self",)).get(pk=held.pk)
    if piece.withdrawn_at is not None or piece.exposure_id != held.exposure_id:
        raise RefusedError("this evidence is withdrawn already")
    piece.withdrawn_by, piece.withdrawn_at, piece.reason = actor, now, reason
    piece.save(update_fields=["withdrawn_by", "withdrawn_at", "reason"])
    if exposure is None:
        record_write(actor=actor, act="tracing.withdraw_evidence", now=now, subjects=[("evidence", piece.pk)])
        return
    refresh_alive(exposure)
    note_on(exposure, actor, "tracing.withdraw_evidence", now, origin=piece.origin)


def refresh_alive(exposure: Exposure) -> None:
    """Sets whether a locked exposure counts: nobody withdrew it, and one piece of evidence holds; and the levels that
    hang on it."""
    counts = exposure.withdrawn_at is None and exposure.evidence.filter(withdrawn_at=None).exists()
    if counts == exposure.is_alive:
        return
    exposure.is_alive = counts
    exposure.save(update_fields=["is_alive"])
    relevel(exposure.outbreak, [exposure.target_id])


def locked_exposure(exposure: Exposure, read: str | None = None) -> Exposure:
    """Holds the exposure as it stands now until the transaction ends. Raises ChangedError where it is not what was
    read."""
    hold(exposure.outbreak)  # first, as whoever computes levels does: the other way round two would wait for each other
    held = (
        Exposure.objects.select_for_update(of=("self",))
        .select_related("source", "target", "outbreak")
        .get(pk=exposure.pk)
    )
    if read is not None:
        require_as_read(read, digest_of_exposure(held))
    return held


def digest_of_exposure(exposure: Exposure) -> str:
    """Names what an exposure says and what it stands on, for the forms that decide on it."""
    pieces = exposure.evidence.order_by("pk").values_list("pk", "withdrawn_at", "confidence")
    said = (exposure.source_id, exposure.target_id, exposure.first_day, exposure.last_day, exposure.kind)
    return digest_of(exposure.number, *said, exposure.place, exposure.certainty, exposure.withdrawn_at, list(pieces))


def note_on(exposure: Exposure, actor: Staff | None, act: str, now: dt.datetime, **detail: object) -> None:
    """Writes the audit's line about an exposure and the people at both its ends, where the target is."""
    subjects = [
        ("exposure", exposure.number),
        ("person", exposure.source.person_id),
        ("person", exposure.target.person_id),
    ]
    record_write(actor=actor, act=act, now=now, subjects=subjects, path=exposure.target_path, detail=detail)


def next_numbers(year: int, count: int) -> list[str]:
    """Takes this many numbers of exposures; whoever asks meanwhile waits and gets the next ones."""
    counter, _ = ExposureCounter.objects.select_for_update().get_or_create(year=year)
    first = counter.last + 1
    counter.last += count
    counter.save()
    return [f"EX-{year}-{number:05d}" for number in range(first, first + count)]


def exposure_of(
    source: Involvement, target: Involvement, meeting: Meeting, *, number: str, actor: Staff, now: dt.datetime
) -> Exposure:
    """Makes the row of a meeting of two people where they are now, all that is known of it; keeps nothing yet."""
    return Exposure(
        number=number,
        outbreak_id=source.outbreak_id,
        source=source,
        target=target,
        first_day=meeting.first_day,
        last_day=meeting.last_day,
        first_is_estimated=meeting.first_is_estimated,
        last_is_estimated=meeting.last_is_estimated,
        landmark=meeting.landmark,
        place=meeting.place,
        kind=meeting.kind,
        closest_cm=meeting.closest_cm,
        minutes=meeting.minutes,
        masks=meeting.masks,
        certainty=meeting.certainty,
        source_path=source.path,
        target_path=target.path,
        entered_by=actor,
        entered_at=now,
    )


def evidence_of(piece: Piece, exposure: Exposure, actor: Staff | None, now: dt.datetime) -> Evidence:
    """Makes the row of a piece that speaks for an exposure; keeps nothing yet."""
    return Evidence(
        exposure=exposure,
        outbreak_id=exposure.outbreak_id,
        path=exposure.target_path,
        origin=piece.origin,
        origin_key=piece.origin_key,
        says=dict(piece.says),
        confidence=piece.confidence,
        day_from=piece.day_from,
        day_to=piece.day_to,
        entered_by=actor,
        entered_at=now,
    )


def said_reason(reason: str) -> str:
    """Returns why, as it is kept. Raises RefusedError."""
    reason = " ".join(reason.split())
    if not 3 <= len(reason) <= LONGEST_REASON:
        raise RefusedError("please say why, in up to 200 characters")
    return reason


def _hang(waiting: Sequence[Evidence], exposure: Exposure) -> None:
    """Hangs pieces of the inbox on an exposure, all in one go: an officer decides on a handful at once."""
    numbers = {piece.pk for piece in waiting}
    still = Evidence.objects.filter(pk__in=numbers, exposure=None, closed_at=None, withdrawn_at=None)
    if numbers and still.update(exposure=exposure) != len(numbers):
        raise RefusedError("a colleague was faster: this evidence does not wait any more")


def _keep(piece: Piece, exposure: Exposure, actor: Staff | None, now: dt.datetime) -> Evidence:
    if piece.origin_key and Evidence.objects.filter(origin=piece.origin, origin_key=piece.origin_key).exists():
        raise RefusedError("this evidence is here already")
    kept = evidence_of(piece, exposure, actor, now)
    kept.save()
    return kept


def _require_standing(exposure: Exposure) -> None:
    if exposure.withdrawn_at is not None:
        raise RefusedError("this exposure is withdrawn already")
