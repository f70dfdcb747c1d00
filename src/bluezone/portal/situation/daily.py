"""Reads of an outbreak's state at one moment, by commune: sums, and nobody's name."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from bluezone.portal.as_read import digest_of
from bluezone.portal.cases.models import Classification, Person
from bluezone.portal.followup.models import Watch
from bluezone.portal.followup.selectors import midnight, open_tasks_within
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import paths_for
from bluezone.portal.isolation.course import State
from bluezone.portal.isolation.models import Kind, Stay
from bluezone.portal.places.models import Unit
from bluezone.portal.places.paths import rows_within
from bluezone.portal.situation.counts import CommuneDay, Counts, together
from bluezone.portal.tracing.graph import confirmed_cases
from bluezone.portal.tracing.models import Involvement, Outbreak
from bluezone.portal.world import VIET_NAM

SEE = "situation.see"
_OfAPath = tuple[str, dict[str, int]]
"""The path of a unit, and what is counted there."""


@dataclass(frozen=True, slots=True)
class Situation:
    """The state of one outbreak in somebody's units."""

    outbreak: Outbreak
    at: dt.datetime
    communes: tuple[CommuneDay, ...]
    """Those of which there is anything to tell, by confirmed cases."""

    @property
    def whole(self) -> Counts:
        """All communes together."""
        return together(self.communes)

    @property
    def digest(self) -> str:
        """Names the figures, whatever the minute."""
        day = self.at.astimezone(VIET_NAM).date()
        return digest_of(self.outbreak.pk, day, [(one.name, astuple(one.counts)) for one in self.communes])


def situation_of(staff: Staff, outbreak: Outbreak, now: dt.datetime) -> Situation:
    """Counts the state of an outbreak in this person's units."""
    return situation_within(paths_for(staff, SEE), outbreak, now)


def situation_within(paths: tuple[str, ...], outbreak: Outbreak, now: dt.datetime) -> Situation:
    """Counts the state of an outbreak under these units."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for path, counts in _counted(outbreak, paths, now):
        found[path] |= counts
    communes = _folded({path: Counts(**counts) for path, counts in found.items()})
    ordered = sorted(communes, key=lambda one: (-one[1].confirmed, one[0].sort_key, one[0].pk))
    return Situation(outbreak, now, tuple(CommuneDay(unit.key, unit.name, counts) for unit, counts in ordered))


def _counted(outbreak: Outbreak, paths: tuple[str, ...], now: dt.datetime) -> Iterator[_OfAPath]:
    """Asks once of each kind of row that there are many of, so that none is looked up for two counts."""
    today, since = now.astimezone(VIET_NAM).date(), midnight(now)
    others = Person.objects.filter(merged_into__isnull=False)
    met = Involvement.objects.filter(outbreak=outbreak, level__in=(1, 2)).exclude(person__in=others)
    watched = Watch.objects.filter(involvement__outbreak=outbreak, first_day__lte=today, last_day__gte=today)
    ill = open_tasks_within(paths).filter(watch__involvement__outbreak=outbreak).annotate(lies=F("lies_at"))
    stays = Stay.objects.filter(involvement__outbreak=outbreak, state=State.APART)
    apart = rows_within(stays, paths, by="involvement__path")
    cases = _confirmed(outbreak, paths)
    yield from _by_path(cases, confirmed=Q())
    yield from _by_path(cases.filter(first_held__gte=since), confirmed_today=Q())
    yield from _by_path(rows_within(met, paths), contacts=Q(level=1), contacts_of_contacts=Q(level=2))
    yield from _by_path(rows_within(watched, paths), followed=Q(), missed=Q(due_at__lt=since))
    yield from _by_path(ill, "lies", ill=Q())
    yield from _by_path(apart, "involvement__path", at_home=Q(kind=Kind.HOME), in_centres=~Q(kind=Kind.HOME))


def _confirmed(outbreak: Outbreak, paths: tuple[str, ...]) -> QuerySet[Any]:
    """Cases of which it is held that they are, with the moment at which that was held first: also those that are over,
    and those that a list brought. Who is F0 in another outbreak is none of this one."""
    ill = Involvement.objects.filter(outbreak=outbreak, level=0).values("person")
    held = Classification.objects.filter(case=OuterRef("pk"), value=Classification.Value.CONFIRMED)
    rows = confirmed_cases().filter(person__in=ill).annotate(first_held=Subquery(held.order_by("pk").values("at")[:1]))
    return rows_within(rows, paths)


def _by_path(rows: QuerySet[Any], by: str = "path", **kinds: Q) -> Iterator[_OfAPath]:
    counts = {name: Count("pk", filter=kind) if kind else Count("pk") for name, kind in kinds.items()}
    for path, *found in rows.order_by().values_list(by).annotate(**counts):
        yield path, dict(zip(kinds, found, strict=True))


def _folded(told: dict[str, Counts]) -> list[tuple[Unit, Counts]]:
    """Counts hamlets with their communes."""
    communes: dict[int, tuple[Unit, Counts]] = {}
    for unit in Unit.objects.filter(path__in=told).select_related("parent"):
        at = unit.commune
        _, before = communes.get(at.pk, (at, Counts()))
        communes[at.pk] = at, before + told[unit.path]
    return list(communes.values())
