"""The form of one participant, as a page shows it: sections, fields, what stands in them, and what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bluezone.portal.rollout.directive.counting import Indicator
from bluezone.portal.rollout.directive.letter import Instruction
from bluezone.portal.rollout.reports.findings import Finding, Rule, Weight
from bluezone.portal.rollout.reports.quotients import Quotient, quotient_of
from bluezone.portal.rollout_desk.selectors.cores import Office
from bluezone.portal.rollout_desk.services.reporting import Entry, question_key
from bluezone.vietnam.words import Words


@dataclass(frozen=True, slots=True)
class Field:
    """One count to be typed."""

    indicator: Indicator
    text: str
    errors: tuple[Words, ...]
    is_part: bool


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


def sections_of(office: Office, key: str, entry: Entry, findings: Iterable[Finding] = ()) -> list[Section]:
    """In the letter's order."""
    texts = {place: paragraph.text for clause in office.directive.clauses for place, paragraph in clause.places()}
    wrong = _by_indicator(findings)
    return [
        Section(
            assignment.place,
            texts[assignment.place],
            assignment.instruction,
            tuple(_field(office, name, entry, wrong) for name in assignment.instruction.indicators),
            entry.nothing.get(assignment.instruction.id, ""),
        )
        for assignment in office.expected(key).assignments
    ]


def checked(office: Office, key: str, entry: Entry, findings: Iterable[Finding], values: Mapping[str, int]) -> Checked:
    """Errors without the fields that are merely still empty, which are counted."""
    found = tuple(findings)
    errors = [one for one in found if one.weight is Weight.ERROR]
    empty = [one for one in errors if one.rule is Rule.MISSING and one.indicators]
    return Checked(
        tuple(one.words for one in errors if one not in empty),
        len(empty),
        questions_of(entry, found),
        rates_of(office, office.expected(key).indicators, values),
    )


def questions_of(entry: Entry, findings: Iterable[Finding]) -> tuple[Question, ...]:
    asked = (finding for finding in findings if finding.weight is Weight.QUESTION)
    return tuple(Question(question_key(one), one.words, entry.answers.get(question_key(one), "")) for one in asked)


def rates_of(office: Office, indicators: Iterable[str], values: Mapping[str, int]) -> tuple[ShownRate, ...]:
    asked = set(indicators)
    return tuple(
        ShownRate(rate.words, quotient_of(values.get(rate.numerator), values.get(rate.denominator)))
        for rate in office.directive.rates
        if rate.numerator in asked
    )


def _field(office: Office, name: str, entry: Entry, wrong: Mapping[str, list[Words]]) -> Field:
    indicator = office.directive.indicator(name)
    return Field(indicator, entry.figures.get(name, ""), tuple(wrong.get(name, ())), indicator.within is not None)


def _by_indicator(findings: Iterable[Finding]) -> dict[str, list[Words]]:
    """Each error at the first field it is about."""
    found: dict[str, list[Words]] = {}
    for finding in findings:
        if finding.weight is Weight.ERROR and finding.indicators:
            found.setdefault(finding.indicators[0], []).append(finding.words)
    return found
