"""From a directive and a list of organisations to who must do what, and which reports must come in.

An instruction that finds nobody is said, not skipped: a clause that nobody carries out is how a rollout fails quietly.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bluezone.rollout.addressees.organisations import Organisation, Organisations
from bluezone.rollout.directive.letter import Directive, Instruction, Selector


@dataclass(frozen=True, slots=True)
class Assignment:
    """One instruction of one paragraph, put to one organisation."""

    organisation: Organisation
    place: str
    """Of the paragraph, as it is cited."""
    instruction: Instruction


@dataclass(frozen=True, slots=True)
class ExpectedReport:
    """What one organisation must report: everything it was told to do."""

    organisation: Organisation
    assignments: tuple[Assignment, ...]

    @property
    def indicators(self) -> tuple[str, ...]:
        return tuple(i for assignment in self.assignments for i in assignment.instruction.indicators)

    @property
    def due(self) -> dt.datetime:
        """The moment by which the last part of the report is due; a report is late from then on."""
        return max(assignment.instruction.due for assignment in self.assignments)


@dataclass(frozen=True, slots=True)
class Expectation:
    """All reports that must come in, and the instructions that found nobody."""

    reports: tuple[ExpectedReport, ...]
    unaddressed: tuple[Instruction, ...]

    def of(self, organisation: str) -> ExpectedReport | None:
        return next((report for report in self.reports if report.organisation.id == organisation), None)


def select(selector: Selector, organisations: Organisations) -> tuple[Organisation, ...]:
    """Selects the organisations that the selector means, in the list's order."""
    return tuple(organisation for organisation in organisations if _is_meant(selector, organisation))


def expect(directive: Directive, organisations: Organisations) -> Expectation:
    """Expects reports: the assignments, and who must report. Only the one that the results go to is never asked.

    Where the list names nobody of those meant, whoever the directive names instead answers for them.
    """
    assignments: dict[str, list[Assignment]] = {}
    unaddressed = []
    for place, instruction in directive.instructions():
        meant = _told(directive, instruction.to, organisations)
        if not meant and instruction.instead is not None:
            meant = _told(directive, instruction.instead, organisations)
        for organisation in meant:
            assignments.setdefault(organisation.id, []).append(Assignment(organisation, place, instruction))
        if not meant:
            unaddressed.append(instruction)
    reports = (
        ExpectedReport(organisation, tuple(assignments[organisation.id]))
        for organisation in organisations
        if organisation.id in assignments
    )
    return Expectation(tuple(reports), tuple(unaddressed))


def _told(directive: Directive, selector: str, organisations: Organisations) -> tuple[Organisation, ...]:
    meant = select(directive.selector(selector), organisations)
    return tuple(organisation for organisation in meant if organisation.id != directive.reporting.to)


def _is_meant(selector: Selector, organisation: Organisation) -> bool:
    chosen = organisation.kind in selector.kinds or organisation.id in selector.organisations
    within = not selector.units or organisation.unit in selector.units
    return chosen and within and organisation.id not in selector.leaving_out
