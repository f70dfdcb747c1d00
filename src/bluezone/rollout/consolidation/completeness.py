"""How many expected reports are there, and how many came in time: by kind of organisation and by whom they go to.

Actual over expected, as DHIS2 shows reporting rates; a report that is not due yet is expected all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bluezone.rollout.addressees.expecting import Expectation
from bluezone.rollout.addressees.organisations import Organisation
from bluezone.rollout.consolidation.deadlines import Standing
from bluezone.rollout.reports.quotients import Quotient


@dataclass(frozen=True, slots=True)
class Completeness:
    """The state of reporting in one group."""

    expected: int
    on_time: int
    sent_late: int
    late: tuple[str, ...]
    """Ids of those that are not there though the deadline has passed."""
    open: tuple[str, ...]

    @property
    def received(self) -> Quotient:
        return Quotient(self.on_time + self.sent_late, self.expected)

    @property
    def timely(self) -> Quotient:
        return Quotient(self.on_time, self.expected)


def by_kind(expectation: Expectation, stand: Mapping[str, Standing]) -> dict[str, Completeness]:
    """The completeness of each kind of organisation that is expected to report."""
    return _grouped(expectation, stand, lambda organisation: organisation.kind)


def by_receiver(expectation: Expectation, stand: Mapping[str, Standing]) -> dict[str, Completeness]:
    """The completeness for each organisation that reports go to; "" stands for those that report to nobody."""
    return _grouped(expectation, stand, lambda organisation: organisation.reports_to or "")


def overall(expectation: Expectation, stand: Mapping[str, Standing]) -> Completeness | None:
    """The completeness of all reports; None where none is expected."""
    return _grouped(expectation, stand, lambda _: "").get("")


def _grouped(
    expectation: Expectation, stand: Mapping[str, Standing], group_of: Callable[[Organisation], str]
) -> dict[str, Completeness]:
    groups: dict[str, list[str]] = {}
    for expected in expectation.reports:
        groups.setdefault(group_of(expected.organisation), []).append(expected.organisation.id)
    return {group: _counted(members, stand) for group, members in groups.items()}


def _counted(members: list[str], stand: Mapping[str, Standing]) -> Completeness:
    def those(standing: Standing) -> tuple[str, ...]:
        return tuple(member for member in members if stand[member] is standing)

    on_time, sent_late = len(those(Standing.ON_TIME)), len(those(Standing.SENT_LATE))
    return Completeness(len(members), on_time, sent_late, those(Standing.LATE), those(Standing.OPEN))
