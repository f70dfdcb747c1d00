"""The form of one participant, as a page shows it: sections, fields, what stands in them, and what is wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.db.models import Max

from bluezone.portal.directives.models import Participant, ReportRecord
from bluezone.portal.directives.selectors.cores import DirectiveContext, context_of
from bluezone.portal.directives.selectors.listed import listed_for
from bluezone.portal.directives.services.entering import Entry, question_key
from bluezone.rollout.directive.counting import Indicator
from bluezone.rollout.directive.letter import Instruction
from bluezone.rollout.reports.findings import Finding, Rule, Weight
from bluezone.rollout.reports.listed import Listed
from bluezone.rollout.reports.quotients import Quotient, quotient_of
from bluezone.vietnam.words import Words

NOT_LISTED: Mapping[str, Listed] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Field:
    """One count to be typed."""

    indicator: Indicator
    text: str
    errors: tuple[Words, ...]
    is_part: bool
    listed: Listed | None = None
    """What the office's newest list counts of it."""


@dataclass(frozen=True, slots=True)
class Section:
    """What one instruction asks for."""

    place: str
    quote: str
    instruction: Instruction
    fields: tuple[Field, ...]
    reason: str
    """Why there is nothing to report, as typed."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a rule asks, and what the person says to it."""

    key: str
    words: Words
    answer: str


@dataclass(frozen=True, slots=True)
class ShownRate:
    """A rate as it follows from two counts."""

    words: Words
    quotient: Quotient | None


@dataclass(frozen=True, slots=True)
class Checked:
    """What the rules say so far, for a form that is still being typed."""

    errors: tuple[Words, ...]
    open_fields: int
    questions: tuple[Question, ...]
    rates: tuple[ShownRate, ...]


def form_context(
    participant: Participant, row: ReportRecord | None, entry: Entry, findings: Iterable[Finding], now: dt.datetime
) -> dict[str, Any]:
    """Everything that the page of a form shows, with what the rules found in it."""
    context, found = context_of(participant.directive), tuple(findings)
    return {
        "participant": participant,
        "record": participant.directive,
        "extended": participant.extensions.aggregate(to=Max("to"))["to"],
        "sections": sections_of(context, participant.key, entry, found, listed_for(context, participant, now)),
        "day": entry.as_of or f"{now:%Y-%m-%d}",
        "today": now.date(),
        "errors": [finding for finding in found if finding.weight is Weight.ERROR],
        "questions": questions_of(entry, found),
        "returned": row.transitions.filter(step="return").order_by("-pk").first() if row else None,
        "saved": row.saved_at if row else None,
        "revision": row.revision if row else 0,
    }


def sections_of(
    context: DirectiveContext,
    key: str,
    entry: Entry,
    findings: Iterable[Finding] = (),
    listed: Mapping[str, Listed] = NOT_LISTED,
) -> list[Section]:
    """The form's sections, in the letter's order."""
    texts = {place: paragraph.text for clause in context.directive.clauses for place, paragraph in clause.places()}
    wrong = _by_indicator(findings)
    return [
        Section(
            assignment.place,
            texts[assignment.place],
            assignment.instruction,
            tuple(_field(context, name, entry, wrong, listed) for name in assignment.instruction.indicators),
            entry.nothing.get(assignment.instruction.id, ""),
        )
        for assignment in context.expected(key).assignments
    ]


def checked(
    context: DirectiveContext, key: str, entry: Entry, findings: Iterable[Finding], values: Mapping[str, int]
) -> Checked:
    """The rules' findings, without errors for fields that are merely still empty, which are counted."""
    found = tuple(findings)
    errors = [one for one in found if one.weight is Weight.ERROR]
    empty = [one for one in errors if one.rule is Rule.MISSING and one.indicators]
    return Checked(
        tuple(one.words for one in errors if one not in empty),
        len(empty),
        questions_of(entry, found),
        rates_of(context, context.expected(key).indicators, values),
    )


def questions_of(entry: Entry, findings: Iterable[Finding]) -> tuple[Question, ...]:
    """Questions that the rules ask, each with what the person says to it."""
    asked = (finding for finding in findings if finding.weight is Weight.QUESTION)
    return tuple(Question(question_key(one), one.words, entry.answers.get(question_key(one), "")) for one in asked)


def rates_of(context: DirectiveContext, indicators: Iterable[str], values: Mapping[str, int]) -> tuple[ShownRate, ...]:
    """Rates that follow from these counts."""
    asked = set(indicators)
    return tuple(
        ShownRate(rate.words, quotient_of(values.get(rate.numerator), values.get(rate.denominator)))
        for rate in context.directive.rates
        if rate.numerator in asked
    )


def _field(
    context: DirectiveContext,
    name: str,
    entry: Entry,
    wrong: Mapping[str, list[Words]],
    listed: Mapping[str, Listed],
) -> Field:
    indicator, errors = context.directive.indicator(name), tuple(wrong.get(name, ()))
    return Field(indicator, entry.figures.get(name, ""), errors, indicator.within is not None, listed.get(name))


def _by_indicator(findings: Iterable[Finding]) -> dict[str, list[Words]]:
    """Puts each error at the first field it is about."""
    found: dict[str, list[Words]] = {}
    for finding in findings:
        if finding.weight is Weight.ERROR and finding.indicators:
            found.setdefault(finding.indicators[0], []).append(finding.words)
    return found
