"""Reads of how follow-up goes: by commune, by whoever asked, and whose days are over."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet

from bluezone.portal.followup.models import Visit, Watch
from bluezone.portal.followup.selectors import Followed, followed_all, midnight, open_tasks_within
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import paths_for
from bluezone.portal.places.models import Unit
from bluezone.portal.places.paths import rows_within
from bluezone.portal.world import VIET_NAM

FIGURES = "followup.figures"
OVER_SINCE = dt.timedelta(days=7)
MOST_OVER = 100
_NOTHING = (0, 0, 0, 0)


@dataclass(slots=True)
class Commune:
    """How it goes in one commune; its hamlets count with it."""

    unit: Unit
    followed: int = 0
    """Whose days are not over."""
    due: int = 0
    missed: int = 0
    """Of whom an answer is due since yesterday or longer."""
    ill: int = 0
    """With symptoms of which nobody has said what was done."""
    over: int = 0
    """Whose last day was yesterday."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How many times somebody asked today."""

    name: str
    times: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What a supervisor looks at."""

    communes: list[Commune]
    asked: list[Asked]
    own: int
    """Answers of today that people gave by their own code."""
    over: list[Followed]
    """Whose days ended within a week, the last first."""
    over_count: int


def figures_of(staff: Staff, now: dt.datetime) -> Figures:
    """How follow-up goes in this person's units today."""
    told = rows_within(
        Visit.objects.filter(at__gte=midnight(now), at__lte=now), paths_for(staff, FIGURES), by="watch__path"
    )
    by_whom = told.filter(by__isnull=False).values_list("by", "by__full_name").annotate(times=Count("pk"))
    over = _over_in(staff, now)
    return Figures(
        communes=_communes(staff, now),
        asked=[Asked(name, times) for _, name, times in by_whom.order_by("-times", "by__full_name", "by")],
        own=told.filter(by=None).count(),
        over=followed_all(staff, over.order_by("-last_day", "pk"), MOST_OVER, now),
        over_count=over.count(),
    )


def _communes(staff: Staff, now: dt.datetime) -> list[Commune]:
    today = now.astimezone(VIET_NAM).date()
    yesterday, is_on = today - dt.timedelta(days=1), Q(last_day__gte=today)
    recent = Watch.objects.filter(first_day__lte=today, last_day__gte=yesterday)
    rows = rows_within(recent, paths_for(staff, FIGURES))
    counted = rows.values_list("path").annotate(
        followed=Count("pk", filter=is_on),
        due=Count("pk", filter=is_on & Q(due_at__lte=now)),
        missed=Count("pk", filter=is_on & Q(due_at__lt=midnight(now))),
        over=Count("pk", filter=Q(last_day=yesterday)),
    )
    open_ones = open_tasks_within(paths_for(staff, FIGURES))
    ill = dict(open_ones.annotate(lies=F("lies_at")).values_list("lies").annotate(people=Count("pk")).order_by())
    told = {path: tuple(figures) for path, *figures in counted.order_by()}
    return _folded({path: (*told.get(path, _NOTHING), ill.get(path, 0)) for path in told | ill})


def _folded(told: dict[str, tuple[int, ...]]) -> list[Commune]:
    communes: dict[int, Commune] = {}
    for unit in Unit.objects.filter(path__in=told).select_related("parent"):
        at = unit.commune
        one = communes.setdefault(at.pk, Commune(at))
        followed, due, missed, over, ill = told[unit.path]
        one.followed, one.due, one.missed = one.followed + followed, one.due + due, one.missed + missed
        one.over, one.ill = one.over + over, one.ill + ill
    return sorted(communes.values(), key=lambda one: (-one.missed, one.unit.sort_key, one.unit.pk))


def _over_in(staff: Staff, now: dt.datetime) -> QuerySet[Watch]:
    today = now.astimezone(VIET_NAM).date()
    ended = Watch.objects.filter(last_day__lt=today, last_day__gte=today - OVER_SINCE)
    return rows_within(ended, paths_for(staff, FIGURES))
