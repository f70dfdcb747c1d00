"""Reads of how follow-up goes: by commune, by whoever asked, and whose days are over."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet, Value

from bluezone.portal.followup.models import Visit, Watch
from bluezone.portal.followup.plan import ONE_DAY
from bluezone.portal.followup.selectors import Followed, first_of, followed_in, midnight, open_tasks_within
from bluezone.portal.frame.figures import figures_of as kept_figures
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import paths_for
from bluezone.portal.places.models import Unit
from bluezone.portal.places.paths import few_within, rows_within
from bluezone.portal.world import VIET_NAM

FIGURES = "followup.figures"
OVER_SINCE = dt.timedelta(days=7)
MOST_OVER = 100
_NOTHING = (0, 0, 0)


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

    by: int
    """Of the staff."""
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
    asked = sorted(_told_in(staff, now), key=lambda one: (-one[2], one[1] or "", one[0] or 0))
    over = _over_by_day(staff, now)
    return Figures(
        communes=_communes_of(staff, now),
        asked=[Asked(by, name or "", times) for by, name, times in asked if by is not None],
        own=sum(times for by, _, times in asked if by is None),
        over=followed_in(staff, _last_of(staff, over), now),
        over_count=sum(over.values()),
    )


def _told_in(staff: Staff, now: dt.datetime) -> QuerySet[Visit, tuple[int | None, str | None, int]]:
    """Counts answers of today by whoever asked; of whom nobody did, people gave them by their own code."""
    today = Visit.objects.filter(at__gte=midnight(now), at__lte=now)
    told = few_within(today, paths_for(staff, FIGURES), by="watch__path")
    return told.order_by().values_list("by", "by__full_name").annotate(times=Count("pk"))


def _communes_of(staff: Staff, now: dt.datetime) -> list[Commune]:
    """Counts once for colleagues of one reach (`frame/figures.py`): of a province a hundred thousand people."""
    paths = paths_for(staff, FIGURES)
    return kept_figures((FIGURES, paths, midnight(now)), now, lambda: _communes(paths, now))


def _communes(paths: tuple[str, ...], now: dt.datetime) -> list[Commune]:
    today = now.astimezone(VIET_NAM).date()
    rows = rows_within(Watch.objects.filter(first_day__lte=today, last_day__gte=today), paths)
    counted = rows.values_list("path").annotate(
        followed=Count("*"),  # rows: keys stand in no index of these columns on PostgreSQL
        due=Count(Value(1), filter=Q(due_at__lte=now)),
        missed=Count(Value(1), filter=Q(due_at__lt=midnight(now))),
    )
    ended = rows_within(Watch.objects.filter(last_day=today - ONE_DAY), paths).values_list("path")
    over = dict(ended.annotate(people=Count("*")).order_by())
    open_ones = open_tasks_within(paths)
    ill = dict(open_ones.annotate(lies=F("lies_at")).values_list("lies").annotate(people=Count("pk")).order_by())
    told = {path: tuple(figures) for path, *figures in counted.order_by()}
    return _folded(
        {path: (*told.get(path, _NOTHING), ill.get(path, 0), over.get(path, 0)) for path in told | ill | over}
    )


def _folded(told: dict[str, tuple[int, ...]]) -> list[Commune]:
    communes: dict[int, Commune] = {}
    for unit in Unit.objects.filter(path__in=told).select_related("parent"):
        at = unit.commune
        one = communes.setdefault(at.pk, Commune(at))
        followed, due, missed, ill, over = told[unit.path]
        one.followed, one.due, one.missed = one.followed + followed, one.due + due, one.missed + missed
        one.over, one.ill = one.over + over, one.ill + ill
    return sorted(communes.values(), key=lambda one: (-one.missed, one.unit.sort_key, one.unit.pk))


def _over_by_day(staff: Staff, now: dt.datetime) -> dict[dt.date, int]:
    """How many people's days ended on each day of a week, the last day first. A day is asked for by itself: an index
    has it with its places, and no row of any other day is looked at."""
    today = now.astimezone(VIET_NAM).date()
    days = [today - back * ONE_DAY for back in range(1, OVER_SINCE.days + 1)]
    rows = rows_within(Watch.objects.filter(last_day__in=days), paths_for(staff, FIGURES))
    found = dict(rows.order_by().values_list("last_day").annotate(people=Count("pk")))
    return {day: found[day] for day in days if day in found}


def _last_of(staff: Staff, over: dict[dt.date, int]) -> list[Watch]:
    """Reads whoever's days ended last, each day's people by their place."""
    found = list[Watch]()
    for day in over:
        if len(found) < MOST_OVER:
            found += first_of(_ended_on(staff, day).order_by("path", "pk"), MOST_OVER - len(found))
    return found


def _ended_on(staff: Staff, day: dt.date) -> QuerySet[Watch]:
    return rows_within(Watch.objects.filter(last_day=day), paths_for(staff, FIGURES))
