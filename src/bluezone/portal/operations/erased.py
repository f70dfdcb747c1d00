"""When what is over was last erased, by whichever portal or command, or since when nobody has: one row of the table of
works, which is nobody's work. So the doctor knows it also where several portals serve from one store.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings

from bluezone.portal.operations.models import WorkRecord

ERASED = "operations.erased"
LATE, LONG = dt.timedelta(days=2), dt.timedelta(days=31)
"""It is done every night; what is promised to be gone after 30 days is there after 31 without a run."""
_NEVER = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)
"""Nobody claims the row, and it is never late."""


@dataclass(frozen=True, slots=True)
class ErasingView:
    """What this portal knows of the erasing of what is over."""

    is_known: bool
    """Whether it would know: a portal that never served has not begun to wait for it, and a training erases nobody."""
    at: dt.datetime | None = None
    """When it was last done, by a command or by the portal's clock."""
    is_late: bool = False
    is_long: bool = False
    """Whether it was not done for so long that things are here which should be gone."""


def note_erased(now: dt.datetime) -> None:
    """Notes that what is over was erased, also where nothing was."""
    WorkRecord.objects.update_or_create(
        name=ERASED, defaults={"next_at": _NEVER, "ended_at": now}, create_defaults=_row(began_at=now, ended_at=now)
    )


def note_waiting(now: dt.datetime) -> None:
    """Notes since when somebody should have it erased, where nobody ever has."""
    WorkRecord.objects.get_or_create(name=ERASED, defaults=_row(began_at=now))


def _row(**moments: dt.datetime) -> dict[str, object]:
    return {"name": ERASED, "next_at": _NEVER, **moments}


def erasing_of(now: dt.datetime) -> ErasingView:
    """When it was last done, and whether that is long ago."""
    row = None if settings.TRAINING else WorkRecord.objects.filter(name=ERASED).first()
    since = None if row is None else row.ended_at or row.began_at
    if row is None or since is None:
        return ErasingView(is_known=False)
    return ErasingView(is_known=True, at=row.ended_at, is_late=now - since > LATE, is_long=now - since > LONG)
