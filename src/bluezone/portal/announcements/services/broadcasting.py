"""The schedule of a commune's loudspeakers, and the log of what was read."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from bluezone.portal.announcements.models import Announcement, Broadcast
from bluezone.portal.announcements.services.proving import prove
from bluezone.portal.audit.services import record_write
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.portal.places.models import Unit

FURTHEST_AHEAD = dt.timedelta(days=90)
LONGEST_AGO = dt.timedelta(days=31)
"""A log is kept up within the month; what is older nobody remembers."""
MOST_MINUTES = 120


@transaction.atomic
def plan_broadcast(
    *, actor: Staff, announcement: Announcement, unit: Unit, day: dt.date, slot: dt.time, now: dt.datetime
) -> Broadcast:
    """Plans a slot. Raises RefusedError for words that are not approved, a slot that is taken, a day too far away."""
    if announcement.state != Announcement.State.APPROVED:
        raise RefusedError("only an approved announcement is read aloud")
    if not now.date() - LONGEST_AGO <= day <= now.date() + FURTHEST_AHEAD:
        raise RefusedError("the day lies too far away")
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)  # two who plan the same slot act one after the other
    if Broadcast.objects.filter(unit=unit, day=day, slot=slot, left_out_at=None).exists():
        raise RefusedError("something is read at this time already")
    made = Broadcast.objects.create(
        announcement=announcement,
        unit=unit,
        path=unit.path,
        day=day,
        slot=slot.replace(second=0, microsecond=0),
        planned_by=actor,
        planned_at=now,
    )
    _note(actor, "announcements.plan", made, now)
    return made


@transaction.atomic
def log_broadcast(*, actor: Staff, row: Broadcast, minutes: int, now: dt.datetime) -> None:
    """Notes that a slot was read, and took so long; where it carries out a directive, that is evidence by itself.
    Raises RefusedError before its time, for no length, and the second time.
    """
    row = _open(row)
    if row.begins > now:
        raise RefusedError("its time has not come yet")
    if not 1 <= minutes <= MOST_MINUTES:
        raise RefusedError("a broadcast takes 1 to 120 minutes")
    row.minutes, row.read_by, row.read_at = minutes, actor, now
    row.save(update_fields=["minutes", "read_by", "read_at"])
    _note(actor, "announcements.read", row, now)
    prove(actor=actor, row=row, now=now)


@transaction.atomic
def leave_out_broadcast(*, actor: Staff, row: Broadcast, now: dt.datetime) -> None:
    """Notes that a slot was not, or will not be, read; the line stays. Raises RefusedError once it was read."""
    row = _open(row)
    row.left_out_by, row.left_out_at = actor, now
    row.save(update_fields=["left_out_by", "left_out_at"])
    _note(actor, "announcements.leave_out", row, now)


def _open(row: Broadcast) -> Broadcast:
    rows = Broadcast.objects.select_for_update(of=("self",)).select_related("announcement__directive", "unit")
    row = rows.get(pk=row.pk)
    if row.read_at is not None or row.left_out_at is not None:
        raise RefusedError("this slot is settled")
    return row


def _note(actor: Staff, act: str, row: Broadcast, now: dt.datetime) -> None:
    record_write(
        actor=actor,
        act=act,
        now=now,
        subjects=[("announcement", row.announcement_id)],
        path=row.path,
        detail={"day": str(row.day), "slot": f"{row.slot:%H:%M}", "minutes": row.minutes},
    )
