"""Whoever lives somewhere goes on living there when two records become one, and does not when they were two
(`cases/merging.py`, the setting PERSON_FOLLOWERS; after tracing, which moves their places in outbreaks)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from bluezone.portal.cases.models import Person
from bluezone.portal.households.models import Member
from bluezone.portal.tracing.models import Involvement

Moved = dict[str, Any]


def join_persons(*, kept: Person, merged: Person, now: dt.datetime) -> list[Moved]:  # noqa: ARG001 - as every follower
    """Moves the merged person's place in a household to whoever is kept, unless they live in one; what that was."""
    theirs = Member.objects.filter(involvement__person=merged).select_related("involvement").order_by("pk")
    return [told for one in theirs if (told := _joined(one, kept))]


def part_persons(*, merged: Person, moved: list[Moved]) -> None:
    """Moves back what went to whoever was kept, as far as it is still there."""
    for told in moved:
        back = Involvement.objects.get(pk=told["from"], person=merged)
        Member.objects.filter(pk=told["member"], involvement=told["to"]).update(involvement=back)


def _joined(gone: Member, kept: Person) -> Moved:
    place = kept.involvements.get(outbreak=gone.involvement.outbreak_id)
    if Member.objects.filter(involvement=place).exists():
        return {}
    told = {"member": gone.pk, "from": gone.involvement_id, "to": place.pk}
    Member.objects.filter(pk=gone.pk).update(involvement=place)
    return told
