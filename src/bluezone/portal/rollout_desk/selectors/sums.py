"""The sums as pages show them: by clause, with the maker's counts and published rates beside; and one that opens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bluezone.portal.lists.words import Words
from bluezone.portal.rollout.consolidation.consolidating import Consolidation, Part
from bluezone.portal.rollout.consolidation.coverage import Bought
from bluezone.portal.rollout.directive.counting import Indicator, Rate
from bluezone.portal.rollout.directive.letter import Instruction
from bluezone.portal.rollout.reports.findings import Rule
from bluezone.portal.rollout.reports.quotients import Quotient
from bluezone.portal.rollout.reports.report import Report
from bluezone.portal.rollout.reports.validating import Entered, validate
from bluezone.portal.rollout_desk.models import CorrectionRecord, Participant, PublishedRate
from bluezone.portal.rollout_desk.policy import above_of
from bluezone.portal.rollout_desk.selectors.cores import Office
from bluezone.portal.rollout_desk.selectors.watching import Piece, pieces_of


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
    """One instruction."""

    place: str
    quote: str
    instruction: Instruction
    totals: tuple[Total, ...]
    rates: tuple[SummedRate, ...]
    nothing: tuple[tuple[str, str], ...]
    """(name of the participant, reason)."""


@dataclass(frozen=True, slots=True)
class ShownPart:
    """One part of a sum: a sum below, or an office's own figure with what stands behind it."""

    part: Part
    participant: Participant
    is_sum: bool
    correction: CorrectionRecord | None
    pieces: tuple[Piece, ...]


def facts_of_sums(
    office: Office, consolidation: Consolidation, top: Participant, reports: Mapping[str, Report]
) -> dict[str, Any]:
    published = {row.rate: row for row in PublishedRate.objects.filter(participant=top)}
    flags = _flags(office, consolidation, top, published)
    blocks = [
        _block(office, consolidation, top, place, paragraph.text, instruction, published, flags)
        for clause in office.directive.clauses
        for place, paragraph in clause.places()
        for instruction in paragraph.instructions
    ]
    counted = sum(1 for key in reports if consolidation.is_counted(key))
    return {
        "record": office.record,
        "post": top,
        "blocks": blocks,
        "rates": office.directive.rates,
        "counted": counted,
        "expected": len(office.expectation.reports),
    }


def facts_of_figure(office: Office, consolidation: Consolidation, of: Participant, indicator: str) -> dict[str, Any]:
    """The figure of one participant and everything that it consists of, one step down."""
    rows = {row.key: row for row in office.record.participants.all()}
    corrections = CorrectionRecord.objects.filter(
        participant__directive=office.record, indicator=indicator, withdrawn_at=None
    ).select_related("by", "confirmed_by")
    corrected = {row.participant_id: row for row in corrections}
    shown = [
        ShownPart(
            part,
            rows[part.organisation],
            part.figure is None,
            corrected.get(rows[part.organisation].pk),
            tuple(pieces_of(office, rows[part.organisation], indicator)) if part.figure is not None else (),
        )
        for part in consolidation.parts(of.key, indicator)
    ]
    rates = office.directive.rates_of(indicator)
    return {
        "record": office.record,
        "of": of,
        "trail": [*reversed(list(above_of(of)))],
        "indicator": office.directive.indicator(indicator),
        "value": consolidation.total(of.key, indicator),
        "vendor": consolidation.vendor_total(of.key, indicator),
        "parts_shown": shown,
        "rates": [(rate, consolidation.rate(of.key, rate)) for rate in rates],
        "quote": _quote(office, indicator),
    }


def _block(  # noqa: PLR0917 - everything that one block is read from
    office: Office,
    consolidation: Consolidation,
    top: Participant,
    place: str,
    quote: str,
    instruction: Instruction,
    published: Mapping[str, PublishedRate],
    flags: Mapping[str, Words],
) -> Block:
    totals = []
    for name in instruction.indicators:
        indicator = office.directive.indicator(name)
        vendor = consolidation.vendor_total(top.key, name) if indicator.vendor_feed else None
        totals.append(Total(indicator, consolidation.total(top.key, name), vendor))
    rates = []
    for rate in office.directive.rates:
        if rate.numerator in instruction.indicators:
            quotient = consolidation.rate(top.key, rate)
            of_people = office.directive.indicator(rate.numerator).vendor_feed
            bought = Bought(quotient) if quotient is not None and of_people else None
            rates.append(SummedRate(rate, quotient, bought, published.get(rate.id), flags.get(rate.id)))
    nothing = tuple(
        (office.organisations[key].name, reason) for key, reason in consolidation.nothing(instruction.id).items()
    )
    return Block(place, quote, instruction, tuple(totals), tuple(rates), nothing)


def _flags(
    office: Office, consolidation: Consolidation, top: Participant, published: Mapping[str, PublishedRate]
) -> dict[str, Words]:
    """What the core says of published rates that are not the quotient, by rate."""
    names = [indicator.id for indicator in office.directive.indicators]
    values = {name: total for name in names if (total := consolidation.total(top.key, name)) is not None}
    found = {}
    for rate, row in published.items():
        entered = Entered(office.directive, tuple(values), values, published={rate: row.text})
        said = [finding.words for finding in validate(entered) if finding.rule is Rule.PUBLISHED]
        if said:
            found[rate] = said[0]
    return found


def _quote(office: Office, indicator: str) -> tuple[str, str]:
    """Where the letter asks for it, and in which words."""
    return next(
        (place, paragraph.text)
        for clause in office.directive.clauses
        for place, paragraph in clause.places()
        for instruction in paragraph.instructions
        if indicator in instruction.indicators
    )
