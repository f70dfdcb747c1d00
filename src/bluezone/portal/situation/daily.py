"""Reads of an outbreak's state at one moment, by commune: sums, and nobody's name."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from typing import Any

from django.db.models import Count, F, QuerySet

from bluezone.portal.as_read import digest_of
from bluezone.portal.cases.models import Case
from bluezone.portal.followup.models import Watch
from bluezone.portal.followup.selectors import midnight, open_tasks_within
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import paths_for
from bluezone.portal.isolation.course import State
from bluezone.portal.isolation.models import Kind, Stay
from bluezone.portal.places.models import Level, Unit
from bluezone.portal.places.paths import rows_within
from bluezone.portal.situation.counts import CommuneDay, Counts
from bluezone.portal.tracing.models import Involvement, Outbreak
from bluezone.portal.world import VIET_NAM

SEE = "situation.see"


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
        return sum((one.counts for one in self.communes), Counts())

    @property
    def digest(self) -> str:
        """Names the figures, whatever the minute."""
        day = self.at.astimezone(VIET_NAM).date()
        return digest_of(self.outbreak.pk, day, [(one.name, astuple(one.counts)) for one in self.communes])


def situation_of(staff: Staff, outbreak: Outbreak, now: dt.datetime) -> Situation:
    """Counts the state of an outbreak in this person's units."""
    paths = paths_for(staff, SEE)
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for name, counted in _counted(outbreak, paths, now).items():
        for path, count in counted:
            found[path][name] = count
    communes = _folded({path: Counts(**counts) for path, counts in found.items()})
    ordered = sorted(communes, key=lambda one: (-one[1].confirmed, one[0].sort_key, one[0].pk))
    return Situation(outbreak, now, tuple(CommuneDay(unit.name, counts) for unit, counts in ordered))


def _counted(outbreak: Outbreak, paths: tuple[str, ...], now: dt.datetime) -> dict[str, Iterable[tuple[str, int]]]:
    """Asks for each count by the path of a unit."""
    today = now.astimezone(VIET_NAM).date()
    here = rows_within(Involvement.objects.filter(outbreak=outbreak, person__merged_into=None), paths)
    cases = _confirmed(outbreak, paths)
    watched = Watch.objects.filter(involvement__outbreak=outbreak, first_day__lte=today, last_day__gte=today)
    followed = rows_within(watched, paths)
    ill = open_tasks_within(paths).filter(watch__involvement__outbreak=outbreak).annotate(lies=F("lies_at"))
    stays = Stay.objects.filter(involvement__outbreak=outbreak, state=State.APART)
    apart = rows_within(stays, paths, by="involvement__path")
    return {
        "confirmed": _by_path(cases),
        "confirmed_today": _by_path(cases.filter(confirmed_at__gte=midnight(now))),
        "contacts": _by_path(here.filter(level=1)),
        "contacts_of_contacts": _by_path(here.filter(level=2)),
        "followed": _by_path(followed),
        "missed": _by_path(followed.filter(due_at__lt=midnight(now))),
        "ill": _by_path(ill, "lies"),
        "at_home": _by_path(apart.filter(kind=Kind.HOME), "involvement__path"),
        "in_centres": _by_path(apart.exclude(kind=Kind.HOME), "involvement__path"),
    }


def _confirmed(outbreak: Outbreak, paths: tuple[str, ...]) -> QuerySet[Case]:
    involved = Involvement.objects.filter(outbreak=outbreak).values("person")
    rows = Case.objects.filter(person__in=involved, state=Case.State.CONFIRMED)
    return rows_within(rows.exclude(reason=Case.Reason.DOUBLE), paths)


def _by_path(rows: QuerySet[Any], by: str = "path") -> Iterable[tuple[str, int]]:
    counted: Iterable[tuple[str, int]] = rows.order_by().values_list(by).annotate(count=Count("pk"))
    return counted


def _folded(told: dict[str, Counts]) -> list[tuple[Unit, Counts]]:
    """Counts hamlets with their communes."""
    communes: dict[int, tuple[Unit, Counts]] = {}
    for unit in Unit.objects.filter(path__in=told).select_related("parent"):
        at = unit.parent if unit.level == Level.HAMLET and unit.parent is not None else unit
        _, before = communes.get(at.pk, (at, Counts()))
        communes[at.pk] = at, before + told[unit.path]
    return list(communes.values())
