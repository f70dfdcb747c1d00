"""The sums as pages show them: by clause, with the maker's counts and published rates beside; and one that opens."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bluezone.portal.directives.models import CorrectionRecord, FigureRecord, Participant, PublishedRate
from bluezone.portal.directives.policy import above_of
from bluezone.portal.directives.selectors.beside import COUNTED_STATES
from bluezone.portal.directives.selectors.columns import below
from bluezone.portal.directives.selectors.inclusion import inclusion_of
from bluezone.portal.directives.selectors.measuring import measured_at
from bluezone.portal.directives.selectors.totals import Totals, nothing_below, totals_of
from bluezone.portal.directives.selectors.watching import Piece, pieces_behind, proposed_first
from bluezone.rollout.consolidation.coverage import Bought
from bluezone.rollout.consolidation.measuring import Measured
from bluezone.rollout.directive.counting import Indicator, Rate
from bluezone.rollout.directive.letter import Directive, Instruction
from bluezone.rollout.reports.findings import Rule
from bluezone.rollout.reports.quotients import Quotient
from bluezone.rollout.reports.validating import Entered, validate
from bluezone.vietnam.words import Words

_MOST_WITH_EVIDENCE = 200
"""Parts of one figure that show their evidence at once; where there are more, each report does."""


@dataclass(frozen=True, slots=True)
class Total:
    """One indicator at the top: what was reported, and beside it what the maker counted."""

    indicator: Indicator
    value: int | None
    vendor: int | None


@dataclass(frozen=True, slots=True)
class SummedRate:
    """A rate at the top, what it buys where people are counted, and what somebody published."""

    rate: Rate
    quotient: Quotient | None
    bought: Bought | None
    published: PublishedRate | None
    flag: Words | None
    """Why the published rate is not the quotient."""


@dataclass(frozen=True, slots=True)
class Block:
    """One instruction with its totals and rates."""

    place: str
    quote: str
    instruction: Instruction
    totals: tuple[Total, ...]
    rates: tuple[SummedRate, ...]
    nothing: tuple[tuple[str, str], ...]
    """(name of the participant, reason)."""
    measured: Measured | None
    """What doors saw, beside what was reported."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a sum: a sum below, or an office's own figure with what stands behind it."""

    participant: Participant
    value: int
    is_sum: bool
    as_of: dt.datetime | None = None
    file: str | None = None
    correction: CorrectionRecord | None = None
    pieces: tuple[Piece, ...] = ()

    @property
    def reason(self) -> str:
        """Why another count was put in its place, once its own office has agreed."""
        correction = self.correction
        return correction.note if correction is not None and correction.confirmed_at is not None else ""

    @property
    def says_something(self) -> bool:
        """Whether somebody's own words stand on it: whoever says where a poster hangs may name who lives there, and
        whoever says why a figure was wrong, who counted."""
        return bool(self.pieces or self.reason)


def sums_context(directive: Directive, top: Participant, now: dt.datetime) -> dict[str, Any]:
    """The page of sums: everything below one participant, clause by clause."""
    sheet = _Sheet(directive, top, now)
    blocks = [
        sheet.block(place, paragraph.text, instruction)
        for clause in directive.clauses
        for place, paragraph in clause.places()
        for instruction in paragraph.instructions
    ]
    return {
        "record": top.directive,
        "blocks": blocks,
        "rates": directive.rates,
        "inclusion": inclusion_of(top),
    }


def figure_context(directive: Directive, of: Participant, indicator: str) -> dict[str, Any]:
    """The page of one participant's figure, and of everything that it consists of, one step down."""
    totals = totals_of(of)
    return {
        "record": of.directive,
        "of": of,
        "trail": [*reversed(list(above_of(of)))],
        "indicator": directive.indicator(indicator),
        "value": totals.reported.get(indicator),
        "vendor": totals.vendor.get(indicator),
        "parts_shown": parts_of(directive, of, indicator),
        "rates": [(rate, totals.rate(rate)) for rate in directive.rates_of(indicator)],
        "quote": _quote(directive, indicator),
    }


def parts_of(directive: Directive, of: Participant, indicator: str) -> list[Part]:
    """Parts of a sum: the participant's own figure first, then one for everybody who reports to it."""
    rows = FigureRecord.objects.filter(
        below(of, "report__participant__", itself=True), indicator=indicator, report__state__in=COUNTED_STATES
    )
    columns = ("report__participant", "report__participant__line", "value", "report__as_of", "file")
    corrections = CorrectionRecord.objects.filter(
        below(of, "participant__", itself=True), indicator=indicator, withdrawn_at=None
    ).select_related("by", "confirmed_by")
    corrected = {row.participant_id: row for row in proposed_first(corrections)}
    children = list(of.reporters.order_by("place"))
    child_of = {child.line: child for child in children}
    above = set(of.reporters.filter(reporters__isnull=False).values_list("pk", flat=True))
    own: list[Part] = []
    leaves: dict[int, Part] = {}
    sums: dict[int, int] = {}
    for pk, line, value, as_of, file in rows.values_list(*columns):
        correction = corrected.get(pk)
        counts = correction.becomes if correction is not None and correction.confirmed_at else value
        if pk == of.pk:
            own.append(Part(of, counts, is_sum=False, as_of=as_of, file=file, correction=correction))
            continue
        child = child_of[_step(line, of.line)]
        sums[child.pk] = sums.get(child.pk, 0) + counts
        if child.pk not in above:
            leaves[child.pk] = Part(child, counts, is_sum=False, as_of=as_of, file=file, correction=correction)
    shown = [leaves.get(child.pk) or Part(child, sums[child.pk], is_sum=True) for child in children if child.pk in sums]
    return _with_pieces(directive, [*own, *shown], indicator)


def flags_of(directive: Directive, totals: Totals, published: Mapping[str, PublishedRate]) -> dict[str, Words]:
    """Remarks of the core on published rates that are not the quotient, by rate."""
    found = {}
    for rate, row in published.items():
        entered = Entered(directive, tuple(totals.reported), totals.reported, published={rate: row.text})
        said = [finding.words for finding in validate(entered) if finding.rule is Rule.PUBLISHED]
        if said:
            found[rate] = said[0]
    return found


class _Sheet:
    """All values that the blocks of one page are read from."""

    def __init__(self, directive: Directive, top: Participant, now: dt.datetime) -> None:
        self._directive = directive
        self.totals = totals_of(top)
        self._published = {row.rate: row for row in PublishedRate.objects.filter(participant=top)}
        self._flags = flags_of(directive, self.totals, self._published)
        self._nothing = nothing_below(top)
        self._measured = measured_at(directive, top, now)

    def block(self, place: str, quote: str, instruction: Instruction) -> Block:
        """The block of one instruction."""
        return Block(
            place,
            quote,
            instruction,
            tuple(map(self._total, instruction.indicators)),
            tuple(self._rate(rate) for rate in self._directive.rates if rate.numerator in instruction.indicators),
            tuple(self._nothing.get(instruction.id, ())),
            self._measured.get(instruction.id),
        )

    def _total(self, name: str) -> Total:
        indicator = self._directive.indicator(name)
        vendor = self.totals.vendor.get(name) if indicator.vendor_feed else None
        return Total(indicator, self.totals.reported.get(name), vendor)

    def _rate(self, rate: Rate) -> SummedRate:
        quotient = self.totals.rate(rate)
        of_people = self._directive.indicator(rate.numerator).vendor_feed
        bought = Bought(quotient) if quotient is not None and of_people else None
        return SummedRate(rate, quotient, bought, self._published.get(rate.id), self._flags.get(rate.id))


def _with_pieces(directive: Directive, parts: list[Part], indicator: str) -> list[Part]:
    if len(parts) > _MOST_WITH_EVIDENCE:
        return parts
    behind = pieces_behind(directive, [part.participant.pk for part in parts if not part.is_sum], indicator)
    return [
        Part(
            part.participant,
            part.value,
            part.is_sum,
            part.as_of,
            part.file,
            part.correction,
            tuple(behind.get(part.participant.pk, ())) if not part.is_sum else (),
        )
        for part in parts
    ]


def _step(line: str, start: str) -> str:
    """The part of this line that ends at whoever stands directly below `start`."""
    return start + line[len(start) :].split("/", 1)[0] + "/"


def _quote(directive: Directive, indicator: str) -> tuple[str, str]:
    """The paragraph that asks for the indicator: its place and its words."""
    return next(
        (place, paragraph.text)
        for clause in directive.clauses
        for place, paragraph in clause.places()
        for instruction in paragraph.instructions
        if indicator in instruction.indicators
    )
