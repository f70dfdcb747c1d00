"""The desk in figures: what came in day by day, how long it takes, how far it gets, and where. It names nobody.

Four weeks, because a code's handle is erased thirty days after the code ended. Cases that were none, or were opened
twice, are not counted.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.db.models import Exists, OuterRef
from django.utils.translation import get_language, gettext

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


@dataclass(frozen=True, slots=True)
class _Counted:
    """A case as far as it is counted."""

    number: int
    path: str
    onset: dt.date
    opened: dt.date
    confirmed: dt.date | None


def desk_figures_now(staff: Staff, now: dt.datetime) -> DeskFigures:
    """Figures of the province in which this person works, counted once for all who work there and look while they are
    good (`frame/figures.py`)."""
    whose = (_ACT, get_language(), paths_for(staff, _ACT), now.date())
    return figures_of(whose, now, lambda: desk_figures(staff, now.date()))


def desk_figures(staff: Staff, today: dt.date) -> DeskFigures:
    """Figures of the province in which this person works, counted anew."""
    first = today - dt.timedelta(days=DAYS - 1)
    cases, codes = _cases(staff, first), _codes(staff, first)
    counted = {one.number for one in cases}
    confirmed = [(one.confirmed - one.opened).days for one in cases if one.confirmed is not None]
    by_commune = Counter(_commune(one.path) for one in cases)
    return DeskFigures(
        opened=by_day(gettext("Cases opened"), Counter(one.opened for one in cases), today),
        coded=by_day(gettext("Codes given out"), Counter(day for _, day, _ in codes), today),
        funnel=_funnel(len(cases), [(case, state) for case, _, state in codes if case in counted]),
        until_opened=delays(gettext("From first symptoms to the case"), [(o.opened - o.onset).days for o in cases]),
        until_confirmed=delays(gettext("From the case to the second person's word"), confirmed),
        communes=tuple(_weeks(cases, by_commune, first)),
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
    given = Counter(day for _, day, _ in _codes(staff, first))
    return beside_a_list(by_day(gettext("Codes given out in four weeks, by day"), given, today))


def beside_a_list(chart: Columns) -> Columns | None:
    """Makes a chart small enough to stand beside a list; none while all its columns are empty."""
    return replace(chart, height=_SMALL_HEIGHT, width=_BESIDE_WIDTH) if chart.total else None


def _cases(staff: Staff, first: dt.date) -> list[_Counted]:
    since = dt.datetime.combine(first, dt.time(), VIET_NAM)
    rows = rows_within(Case.objects.filter(opened_at__gte=since), paths_for(staff, _ACT))
    rows = rows.exclude(reason__in=(Case.Reason.NO_CASE, Case.Reason.DOUBLE)).order_by("pk")
    return [
        _Counted(number, path, onset, _day(opened), _day(confirmed) if confirmed else None)
        for number, path, onset, opened, confirmed in rows.values_list(
            "pk", "path", "onset", "opened_at", "confirmed_at"
        )
    ]


def _codes(staff: Staff, first: dt.date) -> list[tuple[int, dt.date, str]]:
    """Codes of these days, of whatever case: of which, given out on which day, what became of them."""
    since = dt.datetime.combine(first, dt.time(), VIET_NAM)
    within = rows_within(Case.objects.all(), paths_for(staff, _ACT))
    theirs = Exists(within.filter(pk=OuterRef("case")))  # the cases of a nation are not listed for the codes of a month
    rows = GivenCode.objects.filter(theirs, issued_at__gte=since)
    return [(case, _day(issued), state) for case, issued, state in rows.values_list("case_id", "issued_at", "state")]


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


def _weeks(cases: Iterable[_Counted], by_commune: Counter[str], first: dt.date) -> Iterable[Columns]:
    """One small picture a commune, all of one height."""
    counts = Counter((_commune(one.path), (one.opened - first).days // 7) for one in cases)
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


def _day(moment: dt.datetime) -> dt.date:
    return moment.astimezone(VIET_NAM).date()


def _said(number: int) -> str:
    return grouped(number, "en" if get_language() == "en" else "vi")
