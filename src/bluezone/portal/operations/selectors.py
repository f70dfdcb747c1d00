"""Reads of the clock: every work with what came of it, and how old the last backup is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from bluezone.portal.app import Work
from bluezone.portal.operations.backups import last_backup, last_restored
from bluezone.portal.operations.clock import every_work
from bluezone.portal.operations.models import WorkRecord
from bluezone.portal.settings.chosen import CONFIGURATION

OLD_BACKUP = dt.timedelta(days=2)
LONG_UNTRIED = dt.timedelta(days=14)
"""The timer restores a copy each Sunday."""


@dataclass(frozen=True, slots=True)
class WorkView:
    """One work as an administrator sees it."""

    work: Work
    record: WorkRecord | None
    """None before any worker has looked."""
    is_off: bool
    """The operator has not switched it on."""
    waits: bool = False
    """It erases, and this portal doubts its clock."""


@dataclass(frozen=True, slots=True)
class BackupView:
    """What this portal knows of its backups."""

    is_known: bool
    """Whether it would know: of a store that other tools back up it does not."""
    at: dt.datetime | None
    is_old: bool
    restored_at: dt.datetime | None = None
    """When a copy was last restored aside, and its audit read to the end."""
    is_untried: bool = False
    """Whether that is long ago, or never was."""


def works_with_outcome(*, doubts_clock: bool) -> list[WorkView]:
    """Every work, in the order of the apps."""
    records, off = WorkRecord.objects.in_bulk(), switched_off()
    return [
        WorkView(work, records.get(work.name), work.name in off, doubts_clock and work.erases) for work in every_work()
    ]


def switched_off() -> set[str]:
    """Names of works that do nothing as this portal was started."""
    return {"operations.erase"} if settings.RETENTION_TERMS is None else set()


def backup_of(now: dt.datetime) -> BackupView:
    """The last backup that was written by this program; a store on PostgreSQL is backed up by its own tools, and a
    training by nobody."""
    if CONFIGURATION.data is None or CONFIGURATION.database is not None or settings.TRAINING:
        return BackupView(is_known=False, at=None, is_old=False)
    at, tried = last_backup(CONFIGURATION.data), last_restored(CONFIGURATION.data)
    return BackupView(
        is_known=True,
        at=at,
        is_old=at is None or now - at > OLD_BACKUP,
        restored_at=tried,
        is_untried=tried is None or now - tried > LONG_UNTRIED,
    )


def works_page(now: dt.datetime, *, doubts_clock: bool) -> dict[str, Any]:
    """Everything that the page of the clock shows."""
    works = works_with_outcome(doubts_clock=doubts_clock)
    return {"works": works, "backup": backup_of(now), "doubted_now": now if doubts_clock else None}
