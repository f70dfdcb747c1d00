"""The portal's one clock: runs what every app does by itself, each work once however many workers look.

A worker claims a work by one update that only one of them wins, and runs it outside any transaction; the work sees to
its own. Whoever is killed in between leaves a row that is held; once that is over, the next worker runs it. So a work
may be begun again, and each is written so that this does no harm. What fails is noted without a word of its message,
is done again in its turn, and keeps no other from being done.

While the world doubts its clock, works that erase wait (docs/decisions/0055-a-clock-that-leapt.md). The clock is
looked at anew before each of them, which erases by the moment that was read right before: a clock leaps whenever it
leaps.

A work that counts everybody holds an interpreter for as long as it counts. So a service that answers pages claims such
a work and has it begun elsewhere (`Elsewhere`), under the name by which it claimed; whoever runs it there notes what
came of it, and the service notes the end of one that could not.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

import structlog
from django.db import DatabaseError
from django.db.models import F, Max, Q, QuerySet
from django.utils.module_loading import import_string

from bluezone.portal.app import Work, portal_apps
from bluezone.portal.audit.models import Entry
from bluezone.portal.errors import PortalError
from bluezone.portal.frame.troubles import where_of
from bluezone.portal.operations.models import WorkRecord
from bluezone.portal.world import World

HELD = dt.timedelta(minutes=15)
"""Longer than any work takes; a dead worker's is done again after this."""
_MOST_CHARACTERS = 200
_log = structlog.get_logger("bluezone.portal")


class Elsewhere(Protocol):
    """A place where works that count everybody are run, one after the other."""

    def is_free(self) -> bool:
        """Whether none is running there."""

    def begin(self, work: str, holder: str) -> None:
        """Begins a work that was claimed under this name, and waits for nothing."""


def every_work() -> list[Work]:
    """Every work of every app."""
    return [work for app in portal_apps() for work in app.works]


def run_due(
    world: World, holder: str, works: Sequence[Work] | None = None, elsewhere: Elsewhere | None = None
) -> list[str]:
    """Runs what is due, one after the other, under the name of this worker, or has it begun elsewhere; the names of
    what it ran and began."""
    known = {work.name: work for work in (every_work() if works is None else works)}
    is_doubted = world.doubts_clock()
    _set(known, world.now())
    may_run = [name for name, work in known.items() if not (is_doubted and work.erases)]
    due = WorkRecord.objects.filter(_free(world.now()), name__in=may_run).order_by("next_at", "name")
    ran = []
    for name in list(due.values_list("name", flat=True)):
        its_world = _believed(world) if known[name].erases else world
        if its_world is not None and _began(known[name], its_world, holder, elsewhere):
            ran.append(name)
    return ran


def run_claimed(world: World, name: str, holder: str, works: Sequence[Work] | None = None) -> bool:
    """Runs a work that was claimed under this name, and notes what came of it; whether it was still claimed so."""
    work = next(one for one in (every_work() if works is None else works) if one.name == name)
    if not _own(name, holder).exists():
        return False
    _run(work, world, holder)
    return True


def note_fall(world: World, name: str, holder: str, how: str) -> None:
    """Notes that whoever ran a claimed work ended and noted nothing; it is done again in its turn."""
    work = next(one for one in every_work() if one.name == name)
    if _fail(work, world.now(), holder, how):
        _log.error("a work failed", work=name, error=how)


def give_back(name: str, holder: str) -> None:
    """Lets go of a claimed work that was not done: it stays due."""
    _own(name, holder).update(holder="", held_until=None)


def last_erased() -> dt.datetime | None:
    """When a work that erases last was begun and came to its end. While the clock is in doubt none is, so no wrong one
    notes it here, as it would in lines of the audit; of a portal in which none ever ran, these say more than
    nothing."""
    erasing = WorkRecord.objects.filter(name__in=[work.name for work in every_work() if work.erases])
    last: dt.datetime | None = erasing.aggregate(last=Max("ended_at"))["last"]
    return last or Entry.objects.aggregate(last=Max("at"))["last"]


def _believed(world: World) -> World | None:
    """The world at one moment; None while its clock is in doubt."""
    now = world.now()  # before the look, which notices whatever leapt until then
    return None if world.doubts_clock() else replace(world, clock=lambda: now)


def _set(known: dict[str, Work], now: dt.datetime) -> None:
    """Enters works that have no row yet, due at once but for those of a certain time of the day; and has a work that is
    set further ahead than it ever is due now: the clock was put back.
    """
    rows = dict(WorkRecord.objects.filter(name__in=known).values_list("name", "next_at"))
    missing = [WorkRecord(name=one.name, next_at=_first(one, now)) for one in known.values() if one.name not in rows]
    if missing:
        WorkRecord.objects.bulk_create(missing, ignore_conflicts=True)
    astray = [name for name, next_at in rows.items() if next_at > now + known[name].every]
    if astray:
        WorkRecord.objects.filter(name__in=astray).update(next_at=now)


def _first(work: Work, now: dt.datetime) -> dt.datetime:
    return work.next_after(now) if work.at is not None else now


def _free(now: dt.datetime) -> Q:
    """Due, and held by nobody who could still be alive; a hold beyond every measure is of a clock that was put back."""
    return Q(next_at__lte=now) & (Q(held_until=None) | Q(held_until__lte=now) | Q(held_until__gt=now + HELD))


def _claimed(name: str, holder: str, now: dt.datetime) -> bool:
    """Whether this worker got it: the update itself asks again whether it is free, so two never do."""
    held = {"holder": holder, "held_until": now + HELD, "began_at": now}
    return bool(WorkRecord.objects.filter(_free(now), pk=name).update(**held))


def _began(work: Work, world: World, holder: str, elsewhere: Elsewhere | None) -> bool:
    """Runs a due work or has it begun elsewhere, unless another worker has it or something runs there."""
    place = elsewhere if work.counts_everybody else None
    if (place is not None and not place.is_free()) or not _claimed(work.name, holder, world.now()):
        return False
    if place is None:
        _run(work, world, holder)
    else:
        place.begin(work.name, holder)
    return True


def _run(work: Work, world: World, holder: str) -> None:
    try:
        done = int(import_string(work.run)(world))
    except DatabaseError:
        raise  # the store's fault: nothing could be noted either; the row is free again once its time is over
    except Exception as error:  # noqa: BLE001 - one work must not keep others from being done
        _note_failure(work, world.now(), holder, error)
        return
    _own(work.name, holder).update(**_let_go(work, world.now()), done=done, failures=0)


def _note_failure(work: Work, now: dt.datetime, holder: str, error: Exception) -> None:
    where = where_of(error)
    if not isinstance(error, PortalError):  # nobody foresaw it: the operator's log tells the whole way
        _log.error("a work failed", work=work.name, error=type(error).__name__, where=where)
    _fail(work, now, holder, " ".join([type(error).__name__, *where[-1:]]))


def _fail(work: Work, now: dt.datetime, holder: str, failure: str) -> bool:
    noted = {"failed_at": now, "failure": failure[:_MOST_CHARACTERS], "failures": F("failures") + 1}
    return bool(_own(work.name, holder).update(**_let_go(work, now), **noted))


def _own(name: str, holder: str) -> QuerySet[WorkRecord]:
    """The row, while it is still this worker's: one that took too long has lost it to another."""
    return WorkRecord.objects.filter(pk=name, holder=holder)


def _let_go(work: Work, now: dt.datetime) -> dict[str, object]:
    return {"holder": "", "held_until": None, "ended_at": now, "next_at": work.next_after(now)}
