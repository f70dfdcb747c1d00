"""The desk in figures: what came in day by day, how long it takes, how far it gets, and where. It names nobody.

Four weeks, because a code's handle is erased thirty days after the code ended. Cases that were none, or were opened
twice, are not counted.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.db.models import Count, Exists, ExpressionWrapper, Func, IntegerField, OuterRef, QuerySet
from django.utils.translation import get_language, gettext

from bluezone.portal.cases.days import DayOfDate, DayOfMoment
from bluezone.portal.cases.models import Case, GivenCode
from bluezone.portal.frame.figures import figures_of
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import paths_for
from bluezone.portal.places.models import Unit
from bluezone.portal.places.paths import SEPARATOR, rows_within
from bluezone.portal.world import VIET_NAM
from bluezone.vietnam.days import full_date
from bluezone.vietnam.numbers import grouped
from bluezone.webui.charts import Column, Columns, Funnel, Step, distribution

_ACT = "cases.figures"
WEEKS = 4
DAYS = 7 * WEEKS
MOST_COMMUNES = 24
"""Small pictures on one page; what is beyond is said."""
_SMALL_HEIGHT, _SMALL_WIDTH = 64, 160
_BESIDE_WIDTH = 240


@dataclass(frozen=True, slots=True)
class DeskFigures:
    """The pictures of one page."""

    opened: Columns
    coded: Columns
    funnel: Funnel
    until_opened: Columns | None
    """None where no case was opened, as below."""
    until_confirmed: Columns | None
    communes: tuple[Columns, ...]
    """Cases by week, the commune with the most first."""
    more: int
    """Communes with cases for which there was no room."""


_Opened = tuple[str, dt.date, int]
"""A commune's path, a day, and how many cases were opened there on it."""


def desk_figures_now(staff: Staff, now: dt.datetime) -> DeskFigures:
    """Figures of the province in which this person works, counted once for all who work there and look while they are
    good (`frame/figures.py`)."""
    whose = (_ACT, get_language(), paths_for(staff, _ACT), now.date())
    return figures_of(whose, now, lambda: desk_figures(staff, now.date()))


def desk_figures(staff: Staff, today: dt.date) -> DeskFigures:
    """Figures of the province in which this person works, counted anew."""
    first = today - dt.timedelta(days=DAYS - 1)
    cases = _cases(staff, first)
    opened, codes = _opened(cases), list(_codes(staff, first, cases))
    by_commune, of_days = Counter[str](), Counter[dt.date]()
    for commune, day, count in opened:
        by_commune[commune] += count
        of_days[day] += count
    was_opened, was_confirmed = DayOfMoment("opened_at"), DayOfMoment("confirmed_at")
    return DeskFigures(
        opened=by_day(gettext("Cases opened"), of_days, today),
        coded=by_day(gettext("Codes given out"), Counter(day for _, day, _, _ in codes), today),
        funnel=_funnel(sum(of_days.values()), [(case, state) for case, _, state, is_counted in codes if is_counted]),
        until_opened=delays(
            gettext("From first symptoms to the case"), _days_between(cases, DayOfDate("onset"), was_opened)
        ),
        until_confirmed=delays(
            gettext("From the case to the second person's word"),
            _days_between(cases.filter(confirmed_at__isnull=False), was_opened, was_confirmed),
        ),
        communes=tuple(_weeks(opened, by_commune, first)),
        more=max(len(by_commune) - MOST_COMMUNES, 0),
    )


def by_day(title: str, counts: Mapping[dt.date, int], today: dt.date) -> Columns:
    """Columns of the last four weeks, today's last."""
    days = [today - dt.timedelta(days=ago) for ago in reversed(range(DAYS))]
    columns = tuple(Column(full_date(day), f"{day:%d/%m}", counts.get(day, 0)) for day in days)
    return Columns(title, columns, said=_said)


def delays(title: str, days: list[int]) -> Columns | None:
    """Draws how long something took each time, with the median; nothing where it never happened."""
    if not days:
        return None
    return distribution(
        title,
        [max(day, 0) for day in days],
        named=lambda day: gettext("%(days)s days") % {"days": day},
        beyond=lambda day: gettext("more than %(days)s days") % {"days": day},
        median=_half,
        said=_said,
    )


def codes_of_late(staff: Staff, today: dt.date) -> Columns | None:
    """Codes of the last four weeks as a picture beside a list; none while there is nothing to draw."""
    first = today - dt.timedelta(days=DAYS - 1)
    given = Counter(day for _, day, _, _ in _codes(staff, first, Case.objects.none()))
    return beside_a_list(by_day(gettext("Codes given out in four weeks, by day"), given, today))


def beside_a_list(chart: Columns) -> Columns | None:
    """Makes a chart small enough to stand beside a list; none while all its columns are empty."""
    return replace(chart, height=_SMALL_HEIGHT, width=_BESIDE_WIDTH) if chart.total else None


def _cases(staff: Staff, first: dt.date) -> QuerySet[Case]:
    rows = rows_within(Case.objects.filter(opened_at__gte=_begin(first)), paths_for(staff, _ACT))
    return rows.exclude(reason__in=(Case.Reason.NO_CASE, Case.Reason.DOUBLE)).order_by()


def _opened(cases: QuerySet[Case]) -> list[_Opened]:
    """Counts cases by commune and day. The store counts: a month of a province is tens of thousands of cases."""
    counted = cases.values_list("path", DayOfMoment("opened_at")).annotate(count=Count("pk"))
    return [(_commune(path), dt.date.fromordinal(day), count) for path, day, count in counted]


def _days_between(cases: QuerySet[Case], begin: Func, end: Func) -> list[int]:
    """How many days lie between two moments of each case, the shortest first."""
    counted = cases.values_list(ExpressionWrapper(end - begin, IntegerField())).annotate(count=Count("pk"))
    return [days for days, count in sorted(counted) for _ in range(count)]


def _codes(staff: Staff, first: dt.date, counted: QuerySet[Case]) -> Iterable[tuple[int, dt.date, str, bool]]:
    """Codes of these days, of whatever case: of which, given out on which day, what became of them, and whether the
    case is among those that are counted."""
    within = rows_within(Case.objects.all(), paths_for(staff, _ACT))
    theirs = Exists(within.filter(pk=OuterRef("case")))  # the cases of a nation are not listed for the codes of a month
    rows = GivenCode.objects.filter(theirs, issued_at__gte=_begin(first))
    rows = rows.annotate(is_counted=Exists(counted.filter(pk=OuterRef("case"))))
    told = rows.values_list("case_id", "issued_at", "state", "is_counted")
    return ((case, issued.astimezone(VIET_NAM).date(), state, is_counted) for case, issued, state, is_counted in told)


def _begin(first: dt.date) -> dt.datetime:
    return dt.datetime.combine(first, dt.time(), VIET_NAM)


def _funnel(opened: int, codes: list[tuple[int, str]]) -> Funnel:
    coded = {case for case, _ in codes}
    used = {case for case, state in codes if state == GivenCode.State.REDEEMED}
    steps = (
        Step(gettext("Cases opened"), opened),
        Step(gettext("given a code"), len(coded)),
        Step(gettext("warned others with it"), len(used)),
    )
    return Funnel(gettext("How far cases get"), steps, said=_said)


def _half(day: int) -> str:
    return gettext("half within %(days)s days") % {"days": day} if day else gettext("half on the same day")


def _weeks(opened: Iterable[_Opened], by_commune: Counter[str], first: dt.date) -> Iterable[Columns]:
    """One small picture a commune, all of one height."""
    counts = Counter[tuple[str, int]]()
    for commune, day, count in opened:
        counts[commune, (day - first).days // 7] += count
    names = dict(Unit.objects.filter(path__in=by_commune).values_list("path", "name"))
    most = max(counts.values(), default=0)
    for path in sorted(by_commune, key=lambda path: (-by_commune[path], path))[:MOST_COMMUNES]:
        weeks = [_week(first, week, counts[path, week]) for week in range(WEEKS)]
        yield Columns(
            names.get(path, path), tuple(weeks), said=_said, most=most, height=_SMALL_HEIGHT, width=_SMALL_WIDTH
        )


def _week(first: dt.date, week: int, count: int) -> Column:
    begins = first + dt.timedelta(days=7 * week)
    ends = begins + dt.timedelta(days=6)
    return Column(f"{begins:%d/%m} – {full_date(ends)}", f"{ends:%d/%m}", count)


def _commune(path: str) -> str:
    """The path of the commune: of a hamlet, what it lies in."""
    return "".join(step + SEPARATOR for step in path.split(SEPARATOR)[:2])


def _said(number: int) -> str:
    return grouped(number, "en" if get_language() == "en" else "vi")
