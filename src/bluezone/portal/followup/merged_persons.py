"""What people answered goes with them when two become one, and goes back when they were two
(`cases/merging.py`, the setting PERSON_FOLLOWERS; after tracing, which moves their places in outbreaks)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from bluezone.portal.cases.models import Person
from bluezone.portal.followup.models import Task, Visit, Watch
from bluezone.portal.followup.planning import follow_levels

Moved = dict[str, Any]


def join_persons(*, kept: Person, merged: Person, now: dt.datetime) -> list[Moved]:  # noqa: ARG001 - as every follower
    """Moves what the merged person answered to the place of whoever is kept, in each outbreak; what that was."""
    theirs = Watch.objects.filter(involvement__person=merged).select_related("involvement").order_by("pk")
    return [told for one in theirs if (told := _joined(one, kept))]


def part_persons(*, merged: Person, moved: list[Moved]) -> None:
    """Moves back what went to whoever was kept, as far as it is still there."""
    for told in moved:
        back = Watch.objects.get(pk=told["from"], involvement__person=merged)
        _move(told, source=told["to"], to=back.pk)
        _refresh(told["to"], back.pk)


def _joined(gone: Watch, kept: Person) -> Moved:
    """Nothing is moved where nobody was asked; whoever is kept has a place in the outbreak by now."""
    visits, tasks = (list(rows.order_by("pk").values_list("pk", flat=True)) for rows in (gone.visits, gone.tasks))
    if not visits:
        return {}
    place = kept.involvements.get(outbreak=gone.involvement.outbreak_id)
    own, _ = Watch.objects.get_or_create(involvement=place, defaults={"path": place.path})
    if own.tasks.filter(done_at=None).exists():
        waiting = set(gone.tasks.filter(done_at=None).values_list("pk", flat=True))
        tasks = [one for one in tasks if one not in waiting]  # one is open already
    told = {"from": gone.pk, "to": own.pk, "visits": visits, "tasks": tasks}
    _move(told, source=gone.pk, to=own.pk)
    _refresh(gone.pk, own.pk)
    return told


def _move(told: Moved, *, source: int, to: int) -> None:
    Visit.objects.filter(pk__in=told["visits"], watch=source).update(watch=to)
    Task.objects.filter(pk__in=told["tasks"], watch=source).update(watch=to)


def _refresh(*watches: int) -> None:
    follow_levels(Watch.objects.filter(pk__in=watches).values_list("involvement", flat=True))
