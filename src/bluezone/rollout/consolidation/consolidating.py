"""Adding up reports along the tree of reporting, so that every sum opens to its parts, down to one office's figure.

Only approved reports count. The maker's counts are added up on their own and never with anything else. A correction
counts once its reporter confirmed it, and stays visible at the part that it changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bluezone.rollout.addressees.organisations import Organisations
from bluezone.rollout.consolidation.correcting import Correction
from bluezone.rollout.directive.counting import Rate
from bluezone.rollout.errors import CorrectionError
from bluezone.rollout.reports.figures import Figure
from bluezone.rollout.reports.quotients import Quotient, quotient_of
from bluezone.rollout.reports.report import Report, State
from bluezone.vietnam.words import Words

COUNTED = frozenset({State.APPROVED, State.LOCKED})
Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Part:
    """One organisation's part of a sum: its own figure, or the sum of all below it."""

    organisation: str
    value: int
    figure: Figure | None = None
    """The reported figure, where this is the end of the way down."""
    correction: Correction | None = None


class Consolidation:
    """Sums for every organisation of the tree. Made by `consolidate`."""

    def __init__(
        self,
        organisations: Organisations,
        counted: Mapping[str, Report],
        corrections: Mapping[tuple[str, str], Correction],
        totals: Mapping[str, Counts],
        vendor: Mapping[str, Counts],
    ) -> None:
        self._organisations = organisations
        self._counted = counted
        self._corrections = corrections
        self._totals = totals
        self._vendor = vendor

    def total(self, organisation: str, indicator: str) -> int | None:
        """The sum of this organisation and all below it; None where nobody reported it, which is not 0."""
        return self._totals.get(organisation, {}).get(indicator)

    def vendor_total(self, organisation: str, indicator: str) -> int | None:
        """The sum that the maker of the app counted there: to be shown beside `total`."""
        return self._vendor.get(organisation, {}).get(indicator)

    def rate(self, organisation: str, rate: Rate) -> Quotient | None:
        """The rate, computed from the sums, never from rates: communes differ in size."""
        return quotient_of(self.total(organisation, rate.numerator), self.total(organisation, rate.denominator))

    def parts(self, organisation: str, indicator: str) -> tuple[Part, ...]:
        """The parts of a sum: the organisation's own figure first, then one for each that reports to it.

        A part without a figure is itself a sum: ask for the parts of its organisation.
        """
        below = (
            Part(child.id, value)
            for child in self._organisations.below(organisation)
            if (value := self.total(child.id, indicator)) is not None
        )
        own = self._own(organisation, indicator)
        return (*own, *(self._at_the_end(part, indicator) for part in below))

    def leaves(self, organisation: str, indicator: str) -> tuple[Part, ...]:
        """The reported figures that the sum consists of."""
        own = self._own(organisation, indicator)
        below = (self.leaves(child.id, indicator) for child in self._organisations.below(organisation))
        return (*own, *(leaf for leaves in below for leaf in leaves))

    def is_counted(self, organisation: str) -> bool:
        """Whether the organisation's own report is in the sums."""
        return organisation in self._counted

    def nothing(self, instruction: str) -> dict[str, str]:
        """The answers of "nothing to report" to this instruction: who gave them, and why."""
        return {
            organisation: answer.reason
            for organisation, report in self._counted.items()
            for answer in report.nothing
            if answer.instruction == instruction
        }

    def _own(self, organisation: str, indicator: str) -> tuple[Part, ...]:
        report = self._counted.get(organisation)
        figure = next((f for f in report.figures if f.indicator == indicator), None) if report else None
        if figure is None:
            return ()
        correction = self._corrections.get((organisation, indicator))
        return (Part(organisation, correction.becomes if correction else figure.value, figure, correction),)

    def _at_the_end(self, part: Part, indicator: str) -> Part:
        if self._organisations.below(part.organisation):
            return part
        own = self._own(part.organisation, indicator)
        return own[0] if own else part


def consolidate(
    organisations: Organisations,
    reports: Iterable[Report],
    *,
    corrections: Iterable[Correction] = (),
    vendor: Mapping[str, Counts] | None = None,
) -> Consolidation:
    """Adds up all approved reports. Raises CorrectionError for a correction of a figure that is not there."""
    counted = {report.organisation: report for report in reports if report.state in COUNTED}
    confirmed = {(c.organisation, c.indicator): c for c in corrections if c.is_confirmed}
    own = {organisation: dict(report.values) for organisation, report in counted.items()}
    for (organisation, indicator), correction in confirmed.items():
        if own.get(organisation, {}).get(indicator) != correction.was:
            raise CorrectionError(
                Words(
                    f"{organisation}, {indicator}: số liệu được sửa không còn là {correction.was}.",
                    f"{organisation}, {indicator}: the corrected figure is no longer {correction.was}.",
                )
            )
        own[organisation][indicator] = correction.becomes
    return Consolidation(
        organisations, counted, confirmed, _added_up(organisations, own), _added_up(organisations, vendor or {})
    )


def _added_up(organisations: Organisations, own: Mapping[str, Counts]) -> dict[str, dict[str, int]]:
    totals: dict[str, dict[str, int]] = {}
    for organisation in organisations.from_the_bottom():
        mine = totals.setdefault(organisation.id, {})
        _add(mine, own.get(organisation.id, {}))
        if organisation.reports_to is not None:
            _add(totals.setdefault(organisation.reports_to, {}), mine)
    return totals


def _add(to: dict[str, int], counts: Counts) -> None:
    for indicator, value in counts.items():
        to[indicator] = to.get(indicator, 0) + value
