"""An outbreak as numbers: who is confirmed, who met whom, and on which days.

Persons and exposures are counted from 0; whoever calls keeps their names. Days are `datetime.date.toordinal()`. Where a
beginning is not known it is EVER, where an end is not known it is OPEN: a window that nobody stated cuts nothing off.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass

from bluezone.trace.columns import differs_everywhere, has_negative, is_no_less, is_up_to
from bluezone.trace.errors import OutbreakError

EVER = 0
"""Before every day."""
OPEN = 4_000_000
"""After every day: the last that there is, 31/12/9999, is 3,652,059."""
NEVER = OPEN + 1
"""The day on which somebody can have been infected whom nothing leads to."""


def days(values: Iterable[int] = ()) -> array[int]:
    """Makes a typed array of days, or of numbers of persons."""
    return array("i", values)


@dataclass(frozen=True, slots=True)
class Outbreak:
    """Persons and exposures, a column for each thing that is known of them."""

    confirmed: bytes
    """1 for each person who is a confirmed case, 0 for everybody else."""
    infectious_from: array[int]
    """The first day on which a confirmed person can have infected somebody. Of others it is not asked: theirs begins
    with the exposure through which they can have been infected."""
    infectious_until: array[int]
    """The day on which the person was set apart, whose morning still counts."""
    sources: array[int]
    targets: array[int]
    first_days: array[int]
    last_days: array[int]
    withdrawn: bytes
    """1 for each exposure that was taken back."""

    def __post_init__(self) -> None:
        persons, exposures = len(self.confirmed), len(self.sources)
        if {len(self.infectious_from), len(self.infectious_until)} != {persons}:
            raise OutbreakError("the columns of the persons differ in length")
        if {len(self.targets), len(self.first_days), len(self.last_days), len(self.withdrawn)} != {exposures}:
            raise OutbreakError("the columns of the exposures differ in length")
        _check_marks(self.confirmed, self.withdrawn)
        _check_ends(self, persons)
        _check_days(self)

    @property
    def persons(self) -> int:
        return len(self.confirmed)

    @property
    def exposures(self) -> int:
        return len(self.sources)

    def is_within(self, exposure: int) -> bool:
        """Whether an exposure was not taken back, and lies within the days on which its source could infect as far as
        they are known: of a case from when it infects, of everybody until they were set apart."""
        source = self.sources[exposure]
        return (
            not self.withdrawn[exposure]
            and self.first_days[exposure] <= self.infectious_until[source]
            and (not self.confirmed[source] or self.infectious_from[source] <= self.last_days[exposure])
        )


def _check_marks(*marks: bytes) -> None:
    if any(mark.strip(b"\0\1") for mark in marks):
        raise OutbreakError("a mark is 0 or 1")


def _check_ends(outbreak: Outbreak, persons: int) -> None:
    for ends in (outbreak.sources, outbreak.targets):
        if ends and (has_negative(ends) or persons == 0 or not is_up_to(persons - 1, ends)):
            raise OutbreakError("an exposure names somebody who is not there")
    if not differs_everywhere(outbreak.sources, outbreak.targets):
        raise OutbreakError("nobody is exposed to themselves")


def _check_days(outbreak: Outbreak) -> None:
    for column in (outbreak.infectious_from, outbreak.infectious_until, outbreak.first_days, outbreak.last_days):
        if has_negative(column) or not is_up_to(OPEN, column):
            raise OutbreakError("a day lies outside the calendar")
    if not is_no_less(outbreak.last_days, outbreak.first_days):
        raise OutbreakError("an exposure ends before it begins")


def undated(confirmed: bytes, sources: Iterable[int], targets: Iterable[int]) -> Outbreak:
    """Makes an outbreak of which no day is known: every exposure counts."""
    from_whom, to_whom = days(sources), days(targets)
    return Outbreak(
        confirmed=confirmed,
        infectious_from=days([EVER]) * len(confirmed),
        infectious_until=days([OPEN]) * len(confirmed),
        sources=from_whom,
        targets=to_whom,
        first_days=days([EVER]) * len(from_whom),
        last_days=days([OPEN]) * len(to_whom),
        withdrawn=bytes(len(from_whom)),
    )
