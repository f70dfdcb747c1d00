"""From rows to the values of the pure core, which alone knows the rules."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from bluezone.portal.directives.models import (
    ApprovalRecord,
    CorrectionRecord,
    DirectiveRecord,
    EvidenceRecord,
    ExtensionRecord,
    Participant,
    ReportRecord,
    VendorCount,
)
from bluezone.portal.world import VIET_NAM
from bluezone.rollout.addressees.expecting import Expectation, ExpectedReport, expect
from bluezone.rollout.addressees.organisations import Organisation, Organisations
from bluezone.rollout.consolidation.approving import LevelApproval, Levels
from bluezone.rollout.consolidation.consolidating import COUNTED, Consolidation, consolidate
from bluezone.rollout.consolidation.correcting import Correction
from bluezone.rollout.consolidation.deadlines import Extension
from bluezone.rollout.directive.letter import Directive
from bluezone.rollout.directive.loading import read_directive
from bluezone.rollout.reports.evidence import Evidence
from bluezone.rollout.reports.figures import Figure, Source
from bluezone.rollout.reports.report import Nothing, Report, State, Step, Transition


@dataclass(frozen=True, slots=True)
class DirectiveContext:
    """A directive with everybody to whom it was put."""

    record: DirectiveRecord
    directive: Directive
    organisations: Organisations
    expectation: Expectation

    def expected(self, key: str) -> ExpectedReport:
        """What this participant must report. Raises KeyError for one of whom nothing is expected."""
        found = self.expectation.of(key)
        if found is None:
            raise KeyError(key)
        return found


@functools.lru_cache(maxsize=16)
def directive_of(source: str) -> Directive:
    """Reads the directive from its kept file."""
    return read_directive(source.encode(), "directive")


def context_of(record: DirectiveRecord) -> DirectiveContext:
    """The directive of this row, with all its participants."""
    """The directive of this row, with all its participants."""
    directive = directive_of(record.source)
    organisations = organisations_of(record)
    return DirectiveContext(record, directive, organisations, expect(directive, organisations))


def organisations_of(record: DirectiveRecord) -> Organisations:
    """The directive's participants as the core's organisations, in its order."""
    rows = record.participants.order_by("place").values_list("key", "name", "kind", "unit_code", "reports_to__key")
    return Organisations(Organisation(*row) for row in rows)


def report_of(context: DirectiveContext, row: ReportRecord) -> Report:
    """One report with its whole history."""
    files = {figure.indicator: (figure.file_id,) if figure.file_id else () for figure in row.figures.all()}
    as_of = (row.as_of or row.submitted_at or context.record.loaded_at).astimezone(VIET_NAM)
    figures = tuple(
        Figure(
            figure.indicator,
            figure.value,
            context.directive.indicator(figure.indicator).unit,
            as_of,
            Source.SELF_REPORTED,
            files[figure.indicator],
        )
        for figure in row.figures.all()
    )
    nothing = tuple(Nothing(one.instruction, one.reason) for one in row.nothing.all())
    transitions = sorted(row.transitions.all(), key=lambda one: one.pk)
    history = tuple(Transition(Step(one.step), one.acting_for, one.at, one.note) for one in transitions)
    return Report(context.record.key, row.participant.key, figures, nothing, State(row.state), history)


def whole(rows: QuerySet[ReportRecord]) -> QuerySet[ReportRecord]:
    """Prefetches everything that `report_of` reads."""
    return rows.select_related("participant").prefetch_related("figures", "nothing", "transitions")


def reports_of(context: DirectiveContext) -> dict[str, Report]:
    """All reports of the directive, by participant."""
    rows = whole(ReportRecord.objects.filter(participant__directive=context.record))
    return {row.participant.key: report_of(context, row) for row in rows}


def extensions_of(record: DirectiveRecord) -> tuple[Extension, ...]:
    """Extensions that the directive's participants were given, the oldest first."""
    rows = ExtensionRecord.objects.filter(participant__directive=record).select_related("participant").order_by("pk")
    return tuple(
        Extension(row.participant.key, row.to.astimezone(VIET_NAM), row.note, row.acting_for, row.at) for row in rows
    )


def corrections_of(record: DirectiveRecord) -> tuple[Correction, ...]:
    """Corrections that were not withdrawn, the oldest first."""
    rows = CorrectionRecord.objects.filter(participant__directive=record, withdrawn_at=None)
    return tuple(correction_of(row) for row in rows.select_related("participant").order_by("pk"))


def correction_of(row: CorrectionRecord) -> Correction:
    """One correction as the core's value."""
    return Correction(
        row.participant.key,
        row.indicator,
        row.was,
        row.becomes,
        row.note,
        row.acting_for,
        row.at,
        row.participant.key if row.confirmed_at else None,
        row.confirmed_at,
    )


def vendor_of(record: DirectiveRecord) -> dict[str, dict[str, int]]:
    """The maker's counts, by participant and indicator."""
    found: dict[str, dict[str, int]] = {}
    rows = VendorCount.objects.filter(participant__directive=record)
    for key, indicator, value in rows.values_list("participant__key", "indicator", "value"):
        found.setdefault(key, {})[indicator] = value
    return found


def levels_of(context: DirectiveContext, reports: Mapping[str, Report]) -> Levels:
    """The reports with the approvals that were not taken back."""
    rows = ApprovalRecord.objects.filter(level__directive=context.record, taken_back_at=None).select_related("level")
    approvals = {
        row.level.key: LevelApproval(row.level.key, row.level.key, row.at, tuple(row.without), row.note) for row in rows
    }
    return Levels(dict(reports), approvals)


def consolidation_of(context: DirectiveContext, reports: Iterable[Report]) -> Consolidation:
    """Adds up the sums, with confirmed corrections of what is counted, and the maker's counts kept apart."""
    given = list(reports)
    counted = {report.organisation for report in given if report.state in COUNTED}
    corrections = [one for one in corrections_of(context.record) if one.organisation in counted]
    return consolidate(context.organisations, given, corrections=corrections, vendor=vendor_of(context.record))


def evidence_of(participant: Participant) -> tuple[Evidence, ...]:
    """Pieces of evidence that were not withdrawn, the oldest first."""
    rows = EvidenceRecord.objects.filter(participant=participant, withdrawn_at=None).order_by("pk")
    return tuple(
        Evidence(row.kind, participant.key, row.day, row.file_id, row.place or None, row.link or None, row.count)
        for row in rows
    )
