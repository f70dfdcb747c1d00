"""Samples go with people when two records become one, and go back when they were two
(`cases/merging.py`, the setting PERSON_FOLLOWERS; after tracing, which moves their places in outbreaks)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from bluezone.portal.cases.models import Person
from bluezone.portal.sampling.models import Due, Member, Order
from bluezone.portal.sampling.planning import follow_levels
from bluezone.portal.tracing.models import Involvement

Moved = dict[str, Any]


def join_persons(*, kept: Person, merged: Person, now: dt.datetime) -> list[Moved]:  # noqa: ARG001 - as every follower
    """Moves the samples of the merged person to the place of whoever is kept, in each outbreak; what that was. Who
    stood in one pool under both records stays there once."""
    sampled = Member.objects.filter(involvement__person=merged).values("involvement")
    ordered = Order.objects.filter(involvement__person=merged).values("involvement")
    places = Involvement.objects.filter(pk__in=sampled.union(ordered)).order_by("pk")
    return [_joined(one, kept) for one in places]


def part_persons(*, merged: Person, moved: list[Moved]) -> None:
    """Moves back what went to whoever was kept, as far as it is still there."""
    for told in moved:
        back = Involvement.objects.get(pk=told["from"], person=merged)
        _move(told, source=told["to"], to=back.pk)


def _joined(gone: Involvement, kept: Person) -> Moved:
    place = kept.involvements.get(outbreak=gone.outbreak_id)
    own = place.samples.values("sample")
    members = list(gone.samples.exclude(sample__in=own).order_by("pk").values_list("pk", flat=True))
    orders = gone.test_orders.order_by("pk")
    if place.test_orders.filter(ended_at=None).exists():
        orders = orders.exclude(ended_at=None)
    told = {"from": gone.pk, "to": place.pk, "members": members, "orders": list(orders.values_list("pk", flat=True))}
    _move(told, source=gone.pk, to=place.pk)
    return told


def _move(told: Moved, *, source: int, to: int) -> None:
    Member.objects.filter(pk__in=told["members"], involvement=source).update(involvement=to)
    Order.objects.filter(pk__in=told["orders"], involvement=source).update(involvement=to)
    Due.objects.filter(involvement__in=(source, to)).update(wanted_on=None, wanted_until=None)
    follow_levels([source, to])
