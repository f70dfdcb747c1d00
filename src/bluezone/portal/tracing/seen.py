"""An outbreak in figures: its curve, how long each step takes, who found meetings first, how many each case infected.

Cases are those of the reader's own province, and nobody is named; how many each infected is counted of the whole
outbreak, because infections do not stop at a border. Every question is asked once, however long the outbreak is.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import get_language, gettext

from bluezone.lists.exporting.columns import ExportColumn, Exported
from bluezone.portal.cases.figures import delays
from bluezone.portal.cases.models import Case, Classification
from bluezone.portal.frame.exports import Export
from bluezone.portal.frame.figures import figures_of
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import paths_for
from bluezone.portal.places.paths import rows_within
from bluezone.portal.tracing.graph import graph_of_cases
from bluezone.portal.tracing.models import Evidence, Exposure, Involvement, Outbreak
from bluezone.portal.tracing.selectors import PersonView, seen_by
from bluezone.portal.world import VIET_NAM
from bluezone.trace.outbreak import EVER
from bluezone.trace.reproduction import Cohort, Reproduction, reproduction_of
from bluezone.vietnam.days import full_date
from bluezone.vietnam.numbers import grouped
from bluezone.vietnam.words import Words
from bluezone.webui.charts import Column, Columns

ACT = "tracing.outbreaks"
MOST_LISTED = 200
"""Cases behind one column of the curve that a page tells one by one."""
WEEK = 7
_MOST_DAYS, _MOST_WEEKS = 60, 110
_Value = Classification.Value
HELD = (_Value.CONFIRMED, _Value.PROBABLE, _Value.SUSPECTED)
"""What a curve is drawn of; what turned out to be no case is in none."""
COLUMNS = (
    ExportColumn(Words("Ngày khởi phát", "Day of onset"), 14),
    ExportColumn(Words("Xác định", "Confirmed"), 12),
    ExportColumn(Words("Có thể", "Probable"), 12),
    ExportColumn(Words("Nghi ngờ", "Suspected"), 12),
)


@dataclass(frozen=True, slots=True)
class CaseSeen:
    """A case as far as it is counted."""

    person: int
    onset: dt.date
    held: str
    opened: dt.date
    confirmed: dt.date | None
    traced: dt.date | None
    """When the first meeting of the person was entered."""


@dataclass(frozen=True, slots=True)
class Found:
    """How many meetings one kind of evidence was the first to tell of."""

    origin: str
    first: int
    also_told: int
    """Of these, how many an interview told of as well."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One column of the curve: its days, and how many fell ill on them."""

    first: dt.date
    last: dt.date
    counts: tuple[int, ...]
    """In the order of HELD."""


@dataclass(frozen=True, slots=True)
class CohortSeen:
    """Cases of one week, as the page says them."""

    first: dt.date
    last: dt.date
    cases: int
    mean: Decimal
    low: Decimal
    high: Decimal
    is_finished: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """The figures of one outbreak."""

    bars: tuple[Bar, ...]
    until_opened: Columns | None
    until_confirmed: Columns | None
    until_traced: Columns | None
    found: tuple[Found, ...]
    reproduction: Reproduction
    too_early: int
    """Cases whose onset lies so long before the others that the curve does not reach them."""

    @property
    def meetings(self) -> int:
        return sum(one.first for one in self.found)

    @property
    def by_app(self) -> int:
        """How many of a hundred meetings a phone was the first to tell of: of who was near, or of a place."""
        told = sum(one.first for one in self.found if one.origin in {Evidence.Origin.APP, Evidence.Origin.CHECK_IN})
        return round(100 * told / self.meetings) if self.meetings else 0

    def curves(self) -> list[Columns]:
        """A picture of each kind of which there is any case, all of one height for one number."""
        sums = [sum(bar.counts[at] for bar in self.bars) for at in range(len(HELD))]
        most = max((count for bar in self.bars for count in bar.counts), default=0)
        return [
            Columns(str(value.label), tuple(_column(bar, at) for bar in self.bars), said=said, most=most)
            for at, value in enumerate(HELD)
            if sums[at]
        ]

    def cohorts(self) -> list[CohortSeen]:
        """How many cases of each week infected."""
        return [_cohort(one) for one in self.reproduction.cohorts]


def seen_now(staff: Staff, outbreak: Outbreak, now: dt.datetime) -> Seen:
    """Figures of an outbreak, counted once for all who work in a province and look while they are good."""
    whose = ("tracing.seen", outbreak.pk, get_language(), paths_for(staff, ACT))
    return figures_of(whose, now, lambda: seen(staff, outbreak))


def seen(staff: Staff, outbreak: Outbreak) -> Seen:
    """Figures of an outbreak, counted anew."""
    cases = cases_seen(staff, outbreak)
    bars = _bars(cases)
    confirmed = [one for one in cases if one.confirmed is not None]
    told = [(one.traced - one.confirmed).days for one in confirmed if one.traced and one.confirmed]
    waited = [(one.confirmed - one.opened).days for one in confirmed if one.confirmed]
    return Seen(
        bars=bars,
        until_opened=delays(
            gettext("From first symptoms to the case"), [(one.opened - one.onset).days for one in cases]
        ),
        until_confirmed=delays(gettext("From the case to its confirmation"), waited),
        until_traced=delays(gettext("From confirmation to the first contact that was entered"), told),
        found=_found(staff, outbreak),
        reproduction=_reproduction(outbreak),
        too_early=sum(1 for one in cases if bars and one.onset < bars[0].first),
    )


def cases_seen(staff: Staff, outbreak: Outbreak) -> list[CaseSeen]:
    """Cases of one's province that belong to an outbreak and are held to be one."""
    confirmed = Min("classifications__at", filter=Q(classifications__value=_Value.CONFIRMED))
    rows = _rows(staff, outbreak).annotate(confirmed_first=confirmed)
    traced = _traced(outbreak)
    return [
        CaseSeen(person, onset, held, _day(opened), _day_or_none(moment), _day_or_none(traced.get(person)))
        for person, onset, held, opened, moment in rows.values_list(
            "person_id", "onset", "held", "opened_at", "confirmed_first"
        )
    ]


def people_behind(staff: Staff, outbreak: Outbreak, first: dt.date, last: dt.date) -> list[tuple[dt.date, PersonView]]:
    """Whoever of one's province fell ill on these days, as this reader sees them; the first of many."""
    rows = _rows(staff, outbreak).filter(onset__range=(first, last))[:MOST_LISTED]
    onsets = dict(rows.values_list("person_id", "onset"))
    people = Involvement.objects.filter(outbreak=outbreak, person__in=onsets).select_related("person", "unit__parent")
    found = [(onsets[one.person_id], seen_by(staff, one)) for one in people]
    return sorted(found, key=lambda told: (told[0], told[1].key))


def curve_file(staff: Staff, outbreak: Outbreak) -> Export[Bar]:
    """Puts the curve on its way as figures: a row a column, and nobody's name."""
    return Export(
        name="curve",
        act="tracing.curve",
        path=outbreak.path,
        columns=COLUMNS,
        chunks=[_bars(cases_seen(staff, outbreak))],
        row=_cells,
    )


def days_in(asked: Mapping[str, str]) -> tuple[dt.date, dt.date] | None:
    """Reads the days of one column from an address; None where it names none, or nonsense."""
    try:
        first, last = (dt.date.fromisoformat(asked.get(name, "")) for name in ("from", "to"))
    except ValueError:
        return None
    return first, last


def said(number: int) -> str:
    """A count as this reader writes it."""
    return grouped(number, "en" if get_language() == "en" else "vi")


def _traced(outbreak: Outbreak) -> dict[int, dt.datetime]:
    """When the first meeting of each case was entered: one pass over them, because asked of each case by itself a
    database may read all meetings of the outbreak again."""
    rows = Exposure.objects.filter(outbreak=outbreak, source__level=0).order_by()
    first = rows.values("source__person").annotate(entered=Min("entered_at"))
    return dict(first.values_list("source__person", "entered"))


def _rows(staff: Staff, outbreak: Outbreak) -> QuerySet[Case]:
    newest = Classification.objects.filter(case=OuterRef("pk")).order_by("-pk").values("value")[:1]
    involved = Involvement.objects.filter(outbreak=outbreak).values("person")
    rows = rows_within(Case.objects.filter(person__in=involved), paths_for(staff, ACT))
    if outbreak.path:
        rows = rows_within(rows, (outbreak.path,)).filter(onset__gte=outbreak.begins)
    if outbreak.path and outbreak.ended is not None:
        rows = rows.filter(onset__lte=outbreak.ended)
    rows = rows.annotate(held=Subquery(newest)).filter(held__in=HELD).exclude(reason=Case.Reason.DOUBLE)
    return rows.order_by("onset", "pk")


def _bars(cases: Iterable[CaseSeen]) -> tuple[Bar, ...]:
    """Days where there are few of them, otherwise weeks, and of these the last."""
    counts = Counter((one.onset, one.held) for one in cases)
    if not counts:
        return ()
    first, last = min(counts)[0], max(counts)[0]
    each = 1 if (last - first).days < _MOST_DAYS else WEEK
    days_shown = min((last - first).days // each + 1, _MOST_WEEKS)
    begins = last - dt.timedelta(days=each * days_shown - 1)
    found = [[0] * len(HELD) for _ in range(days_shown)]
    for (onset, held), people in counts.items():
        if onset >= begins:
            found[(onset - begins).days // each][HELD.index(_Value(held))] += people
    return tuple(
        Bar(
            begins + dt.timedelta(days=at * each),
            begins + dt.timedelta(days=at * each + each - 1),
            tuple(one),
        )
        for at, one in enumerate(found)
    )


def _column(bar: Bar, at: int) -> Column:
    days = full_date(bar.first) if bar.first == bar.last else f"{bar.first:%d/%m} – {full_date(bar.last)}"
    return Column(days, f"{bar.last:%d/%m}", bar.counts[at])


def _found(staff: Staff, outbreak: Outbreak) -> tuple[Found, ...]:
    """Counts by kind of evidence, whatever told of most meetings first at the head. A meeting of which no piece holds
    counts no more, and is in none until the portal's clock has noted that."""
    holding = Evidence.objects.filter(exposure=OuterRef("pk"), withdrawn_at=None)
    first = holding.order_by("entered_at", "pk").values("origin")[:1]
    interview = Exists(holding.filter(origin=Evidence.Origin.INTERVIEW))
    rows = Exposure.objects.filter(outbreak=outbreak, is_alive=True)
    rows = rows_within(rows, paths_for(staff, ACT), by="target_path")
    rows = rows.annotate(first=Subquery(first), told=interview).exclude(first=None).order_by()
    counted, also = Counter[str](), Counter[str]()
    for origin, told, meetings in (
        rows.values("first", "told").annotate(meetings=Count("pk")).values_list("first", "told", "meetings")
    ):
        counted[origin] += meetings
        also[origin] += meetings if told else 0
    ordered = sorted(counted, key=lambda origin: (-counted[origin], origin))
    return tuple(Found(origin, counted[origin], also[origin]) for origin in ordered)


def _reproduction(outbreak: Outbreak) -> Reproduction:
    graph = graph_of_cases(outbreak)
    onsets = [graph.onsets[at].toordinal() if at in graph.onsets else EVER for at in range(len(graph.nodes))]
    return reproduction_of(graph.numbers, onsets, WEEK)


def _cohort(one: Cohort) -> CohortSeen:
    first, last = (dt.date.fromordinal(day) for day in (one.first_day, one.last_day))
    mean, low, high = (Decimal(f"{value:.2f}") for value in (one.mean, one.low, one.high))
    return CohortSeen(first, last, one.cases, mean, low, high, one.is_finished)


def _cells(bar: Bar) -> list[Exported]:
    return [bar.first, *bar.counts]


def _day(moment: dt.datetime) -> dt.date:
    return moment.astimezone(VIET_NAM).date()


def _day_or_none(moment: dt.datetime | None) -> dt.date | None:
    return None if moment is None else _day(moment)
