"""Quarantines go with people when two records become one, and go back when they were two
(`cases/merging.py`, the setting PERSON_FOLLOWERS; after tracing, which moves their places in outbreaks)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from bluezone.portal.cases.models import Person
from bluezone.portal.isolation.course import OPEN
from bluezone.portal.isolation.models import Stay
from bluezone.portal.tracing.models import Involvement

Moved = dict[str, Any]


def join_persons(*, kept: Person, merged: Person, now: dt.datetime) -> list[Moved]:  # noqa: ARG001 - as every follower
    """Moves the stays of the merged person to the place of whoever is kept, in each outbreak; what that was. One that
    is open stays where whoever is kept has an open one, too: somebody has to decide which of them goes on."""
    places = Involvement.objects.filter(person=merged, stays__isnull=False).distinct().order_by("pk")
    return [told for one in places if (told := _joined(one, kept))["stays"]]


def part_persons(*, merged: Person, moved: list[Moved]) -> None:
    """Moves back what went to whoever was kept."""
    for told in moved:
        back = Involvement.objects.get(pk=told["from"], person=merged)
        Stay.objects.filter(pk__in=told["stays"], involvement=told["to"]).update(involvement=back)


def _joined(gone: Involvement, kept: Person) -> Moved:
    place = kept.involvements.get(outbreak=gone.outbreak_id)
    theirs = gone.stays.order_by("pk")
    if place.stays.filter(state__in=OPEN).exists():
        theirs = theirs.exclude(state__in=OPEN)
    stays = list(theirs.values_list("pk", flat=True))
    Stay.objects.filter(pk__in=stays).update(involvement=place)
    return {"from": gone.pk, "to": place.pk, "stays": stays}
