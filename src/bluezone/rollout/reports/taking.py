"""From answers as they came in to figures and findings: one judge for the web form, a workbook and a keyed paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from bluezone.lists.cleaning.dates import clean_date
from bluezone.lists.reading.sheet import Cell
from bluezone.rollout.addressees.expecting import ExpectedReport
from bluezone.rollout.directive.letter import Directive
from bluezone.rollout.reports.entering import read_count
from bluezone.rollout.reports.figures import Figure, Source
from bluezone.rollout.reports.findings import Finding, Rule, error
from bluezone.rollout.reports.listed import Listed
from bluezone.rollout.reports.report import Nothing, excused_indicators
from bluezone.rollout.reports.validating import Entered, validate


@dataclass(frozen=True, slots=True)
class Answers:
    """What somebody entered, not yet judged."""

    counts: Mapping[str, Cell]
    """By indicator id, as cells or fields hold them."""
    nothing: Mapping[str, str]
    """Reasons why there is nothing to report, by instruction id."""
    as_of: Cell
    files: tuple[str, ...] = ()
    """SHA-256 of the file that the answers came in."""
    findings: tuple[Finding, ...] = ()
    """What is wrong with that file itself."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What one organisation's counts are held against."""

    previous: Mapping[str, int] = field(default_factory=dict)
    vendor: Mapping[str, int] = field(default_factory=dict)
    counted: Mapping[str, int] = field(default_factory=dict)
    listed: Mapping[str, Listed] = field(default_factory=dict)
    neighbours: Mapping[str, Sequence[Decimal]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Taken:
    """What answers give: figures, answers of "nothing", and what is wrong."""

    figures: tuple[Figure, ...]
    nothing: tuple[Nothing, ...]
    findings: tuple[Finding, ...]


NOTHING_BESIDE = Beside()


def take_answers(
    answers: Answers,
    directive: Directive,
    expected: ExpectedReport,
    *,
    received: dt.datetime,
    beside: Beside = NOTHING_BESIDE,
) -> Taken:
    """Judges the answers. `received` has the zone in which its dates are meant."""
    values: dict[str, int] = {}
    findings = list(answers.findings)
    for wanted, raw in answers.counts.items():
        answer = read_count(raw, directive.indicator(wanted))
        if isinstance(answer, Finding):
            findings.append(answer)
        elif answer is not None:
            values[wanted] = answer
    given = {assignment.instruction.id for assignment in expected.assignments}
    nothing = tuple(
        Nothing(i, why) for i, why in answers.nothing.items() if i in given and _is_open(expected, i, values)
    )
    as_of, wrong = _moment(answers.as_of, directive, received)
    findings += wrong
    refused = {indicator for finding in findings for indicator in finding.indicators}
    entered = Entered(
        directive,
        expected.indicators,
        values,
        excused_indicators(expected, nothing) | refused,
        beside.previous,
        beside.vendor,
        beside.counted,
        listed=beside.listed,
        neighbours=beside.neighbours,
    )
    figures = tuple(
        Figure(wanted, value, directive.indicator(wanted).unit, as_of, Source.SELF_REPORTED, answers.files)
        for wanted, value in values.items()
    )
    return Taken(figures, nothing, (*findings, *validate(entered)))


def _is_open(expected: ExpectedReport, instruction: str, values: Mapping[str, int]) -> bool:
    """Whether nothing was counted there: a remark beside figures is a remark; beside none it says why."""
    (assignment,) = [a for a in expected.assignments if a.instruction.id == instruction]
    return not any(indicator in values for indicator in assignment.instruction.indicators)


def _moment(as_of: Cell, directive: Directive, received: dt.datetime) -> tuple[dt.datetime, list[Finding]]:
    """The moment of the count: the end of the day that was named, or when it came in, whichever is earlier."""
    day = clean_date(as_of, received.date()).value if as_of is not None else None
    if day is None or not directive.letter.date <= day <= received.date():
        return received, [
            error(
                Rule.MISSING, (),
                "Chưa ghi đúng ngày ở ô “Số liệu tính đến ngày” (từ ngày ban hành văn bản đến hôm nay).",
                "“Figures as of” needs a day between the directive's date and today.",
            )
        ]  # fmt: skip
    end = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), received.tzinfo)
    return min(end, received), []
