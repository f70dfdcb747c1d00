"""Whose reports are in the sums, whose wait to be approved, and whose are not there: one question for page and paper.

Whoever reads a sum is told what it leaves out. So the list of reports, the dashboard, the page of sums, the form that
drafts the consolidated report and that paper ask here, and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from bluezone.portal.as_read import digest_to_keep
from bluezone.portal.directives.models import DirectiveRecord, Participant
from bluezone.portal.directives.selectors.beside import COUNTED_STATES
from bluezone.portal.directives.selectors.columns import SENT, below
from bluezone.portal.directives.selectors.cores import directive_of
from bluezone.rollout.consolidation.funnel import Funnel


class Awaited(NamedTuple):
    """One of whom a report is expected."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Inclusion:
    """All of whom a report is expected at and below one participant, in the directive's order."""

    counted: tuple[Awaited, ...]
    waiting: tuple[Awaited, ...]
    """Sent, and not approved yet: not in the sums."""
    missing: tuple[Awaited, ...]

    @property
    def expected(self) -> int:
        return len(self.counted) + len(self.waiting) + len(self.missing)

    @property
    def funnel(self) -> Funnel:
        """The four counts, for whoever shows or prints how far the reporting is: what is approved is counted."""
        counted = len(self.counted)
        return Funnel(self.expected, counted + len(self.waiting), counted, counted)

    @property
    def left_out(self) -> tuple[Awaited, ...]:
        """Participants whose counts no sum holds."""
        return (*self.waiting, *self.missing)

    @property
    def digest(self) -> str:
        """Names exactly whom the sums leave out; empty where they leave out nobody."""
        return digest_to_keep(self.waiting, self.missing) if self.left_out else ""


def inclusion_of(top: Participant) -> Inclusion:
    """Sorts everybody at and below this participant by whether their report is in its sums."""
    rows = Participant.objects.filter(below(top, itself=True), is_expected=True).order_by("place")
    found = [(Awaited(key, name), state or "") for key, name, state in rows.values_list("key", "name", "report__state")]
    return Inclusion(
        counted=tuple(one for one, state in found if state in COUNTED_STATES),
        waiting=tuple(one for one, state in found if state in SENT and state not in COUNTED_STATES),
        missing=tuple(one for one, state in found if state not in SENT),
    )


def inclusion_at_the_top(record: DirectiveRecord) -> Inclusion:
    """Whose reports are in the sums of the participant to which all results go."""
    return inclusion_of(record.participants.get(key=directive_of(record.source).reporting.to))
