"""From a returned form to figures and findings, by the rules that hold for every way in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from bluezone.portal.lists.cleaning.dates import clean_date
from bluezone.portal.rollout.addressees.expecting import ExpectedReport
from bluezone.portal.rollout.directive.letter import Directive
from bluezone.portal.rollout.reports.entering import read_count
from bluezone.portal.rollout.reports.figures import Figure, Source
from bluezone.portal.rollout.reports.findings import Finding, Rule, error
from bluezone.portal.rollout.reports.report import Nothing, excused_indicators
from bluezone.portal.rollout.reports.validating import Entered, validate
from bluezone.portal.rollout.workbooks.reading import ReturnedForm


@dataclass(frozen=True, slots=True)
class Taken:
    """What a form gives: figures that carry the file's hash, answers of "nothing", and what is wrong."""

    figures: tuple[Figure, ...]
    nothing: tuple[Nothing, ...]
    findings: tuple[Finding, ...]


def take_form(
    form: ReturnedForm,
    directive: Directive,
    expected: ExpectedReport,
    *,
    received: dt.datetime,
    previous: Mapping[str, int] | None = None,
) -> Taken:
    """Judges the form. `received` has the zone in which its dates are meant."""
    values: dict[str, int] = {}
    findings = list(form.findings)
    for wanted, raw in form.answers.items():
        answer = read_count(raw, directive.indicator(wanted))
        if isinstance(answer, Finding):
            findings.append(answer)
        elif answer is not None:
            values[wanted] = answer
    given = {assignment.instruction.id for assignment in expected.assignments}
    nothing = tuple(Nothing(i, why) for i, why in form.nothing.items() if i in given and _is_open(expected, i, values))
    as_of, wrong = _moment(form, directive, received)
    findings += wrong
    refused = {indicator for finding in findings for indicator in finding.indicators}
    entered = Entered(
        directive, expected.indicators, values, excused_indicators(expected, nothing) | refused, previous or {}
    )
    figures = tuple(
        Figure(wanted, value, directive.indicator(wanted).unit, as_of, Source.SELF_REPORTED, (form.sha256,))
        for wanted, value in values.items()
    )
    return Taken(figures, nothing, (*findings, *validate(entered)))


def _is_open(expected: ExpectedReport, instruction: str, values: Mapping[str, int]) -> bool:
    """A remark beside figures is a remark; only beside none it is the reason why there are none."""
    (assignment,) = [a for a in expected.assignments if a.instruction.id == instruction]
    return not any(indicator in values for indicator in assignment.instruction.indicators)


def _moment(form: ReturnedForm, directive: Directive, received: dt.datetime) -> tuple[dt.datetime, list[Finding]]:
    """The end of the day that the form names, or the moment it came in, whichever is earlier."""
    day = clean_date(form.as_of, received.date()).value if form.as_of is not None else None
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
