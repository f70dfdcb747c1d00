"""Counts what `bluezone/indicators/catalogue.py` names, from the rooms' own rows: by the day in Viet Nam and the
path of a place. Nobody is named, and nothing of a row is kept but where and when it counts.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import Count, Min, OuterRef, QuerySet, Subquery

from bluezone.portal.cases.models import Classification, GivenCode
from bluezone.portal.directives.models import Participant
from bluezone.portal.directives.selectors.columns import rows_of, standing
from bluezone.portal.field.models import TeamDay
from bluezone.portal.followup.answers import Outcome
from bluezone.portal.followup.models import Visit
from bluezone.portal.isolation.course import State
from bluezone.portal.isolation.models import Kind, Stay
from bluezone.portal.posts.models import HourCount
from bluezone.portal.sampling.models import Sample
from bluezone.portal.tracing.graph import confirmed_cases
from bluezone.portal.tracing.models import Exposure, Involvement
from bluezone.portal.world import VIET_NAM
from bluezone.rollout.consolidation.deadlines import Standing

_ONE_DAY = dt.timedelta(days=1)
_INSTANT = dt.timedelta(microseconds=1)
_AT_ONCE = 5_000
_SEEN = ("live", "shown", "not_running", "none")
_SENT = {Standing.ON_TIME: "on_time", Standing.SENT_LATE: "late", Standing.LATE: "missing"}


@dataclass(frozen=True, slots=True)
class Span:
    """Whole days in Viet Nam, the first and the last among them."""

    first: dt.date
    last: dt.date

    @property
    def moments(self) -> tuple[dt.datetime, dt.datetime]:
        """The first moment, and the first behind them."""
        begins, ends = (dt.datetime.combine(day, dt.time(), VIET_NAM) for day in (self.first, self.last + _ONE_DAY))
        return begins, ends

    def within(self, column: str) -> dict[str, dt.datetime]:
        """The condition that a moment lies within."""
        begins, ends = self.moments
        return {f"{column}__gte": begins, f"{column}__lt": ends}

    def holds(self, moment: dt.datetime) -> bool:
        """Whether it lies within."""
        begins, ends = self.moments
        return begins <= moment < ends


Counted = tuple[dt.date, str, str, int]
"""A day, a path, an indicator, and how many."""


def counted_in(span: Span, now: dt.datetime) -> Counter[tuple[dt.date, str, str]]:
    """Counts everything on these days, by day, path and indicator."""
    found: Counter[tuple[dt.date, str, str]] = Counter()
    counts: tuple[Callable[[Span], Iterator[Counted]], ...] = (*_COUNTS, partial(_reports, now=now))
    for count in counts:
        for day, path, indicator, number in count(span):
            found[day, path, indicator] += number
    return found


def _cases(span: Span) -> Iterator[Counted]:
    held = Classification.objects.filter(case=OuterRef("pk"), value=Classification.Value.CONFIRMED)
    rows = confirmed_cases().annotate(first_held=Subquery(held.order_by("pk").values("at")[:1]))
    for path, at in _each(rows.filter(**span.within("first_held")), "path", "first_held"):
        yield _day(at), path, "cases.confirmed", 1


def _contacts(span: Span) -> Iterator[Counted]:
    met = Exposure.objects.filter(target=OuterRef("pk"), is_alive=True).order_by()
    asked = Visit.objects.filter(watch__involvement=OuterRef("pk"), at__gte=OuterRef("entered"))
    reached = asked.exclude(outcome=Outcome.NOT_REACHED).order_by("at").values("at")[:1]
    rows = Involvement.objects.filter(level__in=(1, 2), person__merged_into=None)
    rows = rows.annotate(entered=Subquery(met.values("target").annotate(first=Min("entered_at")).values("first")))
    rows = rows.filter(**span.within("entered")).annotate(reached=Subquery(reached))
    for path, level, entered, at in _each(rows, "path", "level", "entered", "reached"):
        yield _day(entered), path, f"contacts.f{level}.{_how_soon(entered, at)}", 1


def _how_soon(entered: dt.datetime, reached: dt.datetime | None) -> str:
    if reached is None:
        return "not_yet"
    if reached - entered <= _ONE_DAY:
        return "within_24h"
    return "within_48h" if reached - entered <= 2 * _ONE_DAY else "later"


def _stays(span: Span) -> Iterator[Counted]:
    begun = Stay.objects.filter(state__in=(State.APART, State.ENDED), first_day__range=(span.first, span.last))
    ended = Stay.objects.filter(state=State.ENDED, ended_on__range=(span.first, span.last))
    for what, day, rows in (("begun", "first_day", begun), ("ended", "ended_on", ended)):
        for on, path, kind, number in _sums(rows, day, "involvement__path", "kind"):
            yield on, path, f"isolation.{'home' if kind == Kind.HOME else 'centre'}.{what}", number


def _samples(span: Span) -> Iterator[Counted]:
    rows = Sample.objects.filter(taken_on__range=(span.first, span.last))
    for on, path, value, number in _sums(rows, "taken_on", "path", "value"):
        yield on, path, f"samples.{value or 'open'}", number


def _rounds(span: Span) -> Iterator[Counted]:
    rows = TeamDay.objects.filter(day__range=(span.first, span.last))
    sums = ("helped", "installed", "no_smartphone", "refused")
    for day, path, helped, installed, without, refused in _each(rows, "day", "path", *sums):
        yield day, path, "field.installed", installed
        yield day, path, "field.helped", helped - installed
        yield day, path, "field.no_smartphone", without
        yield day, path, "field.refused", refused


def _doors(span: Span) -> Iterator[Counted]:
    rows = HourCount.objects.filter(**span.within("hour"), rows__gt=0)
    places = set[tuple[dt.date, str, int]]()
    for path, place, hour, visitors, *seen in _each(rows, "post__path", "post__premises", "hour", "visitors", *_SEEN):
        day = _day(hour)
        places.add((day, path, place))
        for name, number in zip((*_SEEN, "unseen"), (*seen, visitors - sum(seen)), strict=True):
            yield day, path, f"doors.visitors.{name}", number
    yield from ((day, path, "doors.premises", 1) for day, path, _ in places)


def _codes(span: Span) -> Iterator[Counted]:
    rows = GivenCode.objects.filter(**span.within("issued_at"))
    for path, state, at in _each(rows, "case__path", "state", "issued_at"):
        yield _day(at), path, f"codes.{'used' if state == GivenCode.State.REDEEMED else 'unused'}", 1


def _reports(span: Span, now: dt.datetime) -> Iterator[Counted]:
    """Counts by the deadline with extensions, as the office's own page has it; the last moment in time has its day."""
    for top in Participant.objects.filter(reports_to=None).select_related("directive"):
        due = [row for row in rows_of(top) if span.holds(row.due - _INSTANT)]
        paths = dict(Participant.objects.filter(pk__in=[row.pk for row in due]).values_list("pk", "path"))
        for row in due:
            name = _SENT.get(standing(row.due, row.submitted_at, now))
            if name is not None:
                yield _day(row.due - _INSTANT), paths[row.pk], f"reports.{name}", 1


_COUNTS: tuple[Callable[[Span], Iterator[Counted]], ...] = (
    _cases,
    _contacts,
    _stays,
    _samples,
    _rounds,
    _doors,
    _codes,
)


def _sums(rows: QuerySet[Any], *by: str) -> Iterator[tuple[Any, ...]]:
    yield from rows.order_by().values_list(*by).annotate(number=Count("pk"))


def _each(rows: QuerySet[Any], *columns: str) -> Iterator[tuple[Any, ...]]:
    yield from rows.order_by().values_list(*columns).iterator(chunk_size=_AT_ONCE)


def _day(moment: dt.datetime) -> dt.date:
    return moment.astimezone(VIET_NAM).date()
