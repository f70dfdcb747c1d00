"""The dashboard, straight from the database: who has reported, when, and what coverage that shows.

Columns are read, not reports: ten thousand offices are counted in a fraction of a second. The rules for a rate are the
core's; sums that open stand in `sums`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from bluezone.portal.directives.models import (
    Assigned,
    CorrectionRecord,
    DirectiveRecord,
    FigureRecord,
    Participant,
)
from bluezone.portal.directives.selectors.beside import COUNTED_STATES
from bluezone.portal.directives.selectors.columns import Row, below, rows_of, standing
from bluezone.portal.world import VIET_NAM
from bluezone.rollout.consolidation.coverage import Bought, needed_for
from bluezone.rollout.consolidation.deadlines import Reminding, Standing, reminding_moment
from bluezone.rollout.directive.counting import Rate
from bluezone.rollout.directive.letter import Directive
from bluezone.rollout.reports.quotients import Quotient, quotient_of
from bluezone.vietnam.words import Words

MOST_TILES = 400
RANKED = 50
_BANDS = (Decimal(5), Decimal(10), Decimal(20), Decimal(40))
"""Percent: the borders between the five shades of a tile."""
_GOAL_PERCENT = 50


@dataclass(frozen=True, slots=True)
class Group:
    """How many of one kind have reported."""

    words: Words
    expected: int
    on_time: int
    sent_late: int
    late: int
    open: int

    @property
    def received(self) -> Quotient:
        """The share of reports that came in."""
        return Quotient(self.on_time + self.sent_late, self.expected)

    @property
    def timely(self) -> Quotient:
        """The share of reports that came in time."""
        return Quotient(self.on_time, self.expected)


@dataclass(frozen=True, slots=True)
class Ranked:
    """One office's rate."""

    rank: int
    key: str
    name: str
    bought: Bought
    band: int


@dataclass(frozen=True, slots=True)
class Day:
    """How many had reported by the end of a day."""

    date: dt.date
    received: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """One rate over everybody, and office by office."""

    rate: Rate
    whole: Bought | None
    ranked: tuple[Ranked, ...]
    offices: int
    """That have such a rate; not all of them need be ranked here."""
    without: int
    """Offices that are asked for it and have no approved figures yet."""
    needed: int | None
    """How many of the people counted must run the app for half of all contacts to be seen."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Everything that the dashboard shows."""

    whole: Group | None
    kinds: tuple[Group, ...]
    days: tuple[Day, ...]
    """To the last day of the deadline that all have."""
    after: int
    """Reports that came on later days, with more time or without."""
    coverage: Coverage | None
    reminders: tuple[tuple[int, dt.datetime], ...]


def progress(
    directive: Directive, top: Participant, now: dt.datetime, rate: str, *, most: int | None = RANKED
) -> Progress:
    """The state of everybody below this participant. Without a known `rate`, the first one of people is taken; `most`
    are ranked, all where they are few enough for tiles.
    """
    rows, record = rows_of(top), top.directive
    stands = {row.pk: standing(row.due, row.submitted_at, now) for row in rows}
    kinds = {kind.id: kind.words for kind in directive.kinds}
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.kind, []).append(row)
    chosen, sent = _rate(directive, rate), _sent_by_day(rows, now)
    return Progress(
        _group(Words("Tất cả", "All"), rows, stands) if rows else None,
        tuple(_group(kinds.get(kind, Words(kind, kind)), members, stands) for kind, members in groups.items()),
        _days(record, sent, now),
        sum(count for day, count in sent.items() if day > last_day_of(record.due)),
        _coverage(directive, top, rows, chosen, most) if chosen else None,
        tuple((kind.value, reminding_moment(directive.reporting.due, kind)) for kind in Reminding),
    )


def _group(words: Words, rows: list[Row], stands: dict[int, Standing]) -> Group:
    def many(wanted: Standing) -> int:
        return sum(1 for row in rows if stands[row.pk] is wanted)

    on_time, sent_late = many(Standing.ON_TIME), many(Standing.SENT_LATE)
    return Group(words, len(rows), on_time, sent_late, many(Standing.LATE), many(Standing.OPEN))


def last_day_of(due: dt.datetime) -> dt.date:
    """The last day on which a report is in time: a deadline is the first moment that is too late."""
    return (due - dt.timedelta(microseconds=1)).astimezone(VIET_NAM).date()


def _sent_by_day(rows: list[Row], now: dt.datetime) -> dict[dt.date, int]:
    """How many came on each day."""
    sent: dict[dt.date, int] = {}
    for row in rows:
        if row.submitted_at is not None:
            day = row.submitted_at.astimezone(now.tzinfo).date()
            sent[day] = sent.get(day, 0) + 1
    return sent


def _days(record: DirectiveRecord, sent: dict[dt.date, int], now: dt.datetime) -> tuple[Day, ...]:
    """Reports by day, from the letter to the last day, however late it is now; nothing of the future."""
    found: list[Day] = []
    total, day = 0, record.date
    while day <= min(now.date(), last_day_of(record.due)):
        total += sent.get(day, 0)
        found.append(Day(day, total))
        day += dt.timedelta(days=1)
    return tuple(found)


def _rate(directive: Directive, wanted: str) -> Rate | None:
    of_people = [rate for rate in directive.rates if directive.indicator(rate.numerator).vendor_feed]
    named = [rate for rate in directive.rates if rate.id == wanted]
    return next(iter([*named, *of_people, *directive.rates]), None)


def _coverage(directive: Directive, top: Participant, rows: list[Row], rate: Rate, most: int | None) -> Coverage:
    counts = _counts(top, rate)
    shares = [
        (row, part, whole)
        for row in rows
        if (found := counts.get(row.pk)) is not None
        and (part := found.get(rate.numerator)) is not None
        and (whole := found.get(rate.denominator))
        and part <= whole
    ]
    shares.sort(key=lambda share: -_in_order(share))
    numerator = sum(values.get(rate.numerator, 0) for values in counts.values())
    denominator = sum(values.get(rate.denominator, 0) for values in counts.values())
    whole_share = quotient_of(numerator, denominator)
    is_of_people = directive.indicator(rate.numerator).vendor_feed
    shown = shares if most is None or len(shares) <= MOST_TILES else shares[:most]
    return Coverage(
        rate,
        Bought(whole_share) if whole_share else None,
        _ranked(shown),
        len(shares),
        _asked(directive, top, rate, rows) - len(shares),
        needed_for(_GOAL_PERCENT, denominator) if is_of_people and denominator else None,
    )


def _counts(top: Participant, rate: Rate) -> dict[int, dict[str, int]]:
    """Approved counts by participant, corrected where the reporter agreed."""
    wanted = (rate.numerator, rate.denominator)
    figures = FigureRecord.objects.filter(
        below(top, "report__participant__", itself=True), indicator__in=wanted, report__state__in=COUNTED_STATES
    )
    found: dict[int, dict[str, int]] = {}
    for pk, indicator, value in figures.values_list("report__participant", "indicator", "value"):
        found.setdefault(pk, {})[indicator] = value
    corrections = CorrectionRecord.objects.filter(
        below(top, "participant__", itself=True), indicator__in=wanted, withdrawn_at=None, confirmed_at__isnull=False
    )
    for pk, indicator, value in corrections.values_list("participant", "indicator", "becomes"):
        if indicator in found.get(pk, {}):
            found[pk][indicator] = value
    return found


def _ranked(shares: list[tuple[Row, int, int]]) -> tuple[Ranked, ...]:
    """Ranks the offices; equal shares have one rank."""
    found: list[Ranked] = []
    for _, equal in groupby(shares, key=_in_order):
        rank = len(found) + 1
        found += [_at_rank(rank, row, Quotient(part, whole)) for row, part, whole in equal]
    return tuple(found)


def _at_rank(rank: int, row: Row, share: Quotient) -> Ranked:
    return Ranked(rank, row.key, row.name, Bought(share), _band(share))


def _in_order(share: tuple[Row, int, int]) -> int:
    """A whole number that is greater for a greater share; two different shares of counts differ far above its grain."""
    return share[1] * 10**24 // share[2]


def _band(quotient: Quotient) -> int:
    percent = quotient.percent()
    return sum(1 for border in _BANDS if percent >= border)


def _asked(directive: Directive, top: Participant, rate: Rate, rows: list[Row]) -> int:
    """How many of these are asked for the rate's numerator."""
    instruction = next(one.id for _, one in directive.instructions() if rate.numerator in one.indicators)
    asked = Assigned.objects.filter(below(top, "participant__", itself=True), instruction=instruction)
    told = set(asked.values_list("participant", flat=True))
    return sum(1 for row in rows if row.pk in told)
