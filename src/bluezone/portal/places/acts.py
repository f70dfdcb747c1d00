"""Acts after the reform by which units are called otherwise, read from a table and held against the tree. Pure.

A line says one unit: by which act, from which day, what it was called and what it is called. Its code and its ground
stay; an act that joins or divides units needs a crosswalk and is refused here. `data/acts.csv` is what this version
knows; docs/guides/places.md says how the next act comes in.
"""

from __future__ import annotations

import csv
import datetime as dt
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bluezone.portal.places.kinds import KINDS, without_kind
from bluezone.vietnam.folding import fold
from bluezone.vietnam.names import normalised_name

COLUMNS = ("act", "from", "level", "code", "old_name", "new_name")
MOST_BYTES = 1_000_000
MOST_LINES = 5_000
_LONGEST_ACT, _LONGEST_NAME = 60, 80
_KINDS = {"province": {"Tỉnh", "Thành phố"}, "commune": {"Xã", "Phường", "Đặc khu"}}


class ActError(ValueError):
    """A table of acts says something that cannot be; the message names the line and says what."""


@dataclass(frozen=True, slots=True)
class Renaming:
    """One unit that is called otherwise from a day on."""

    act: str
    since: dt.date
    level: str
    code: str
    old_name: str
    new_name: str

    def __post_init__(self) -> None:
        if not 1 <= len(self.act) <= _LONGEST_ACT:
            raise ActError(f"{self.code}: an act is named in 1 to {_LONGEST_ACT} letters")
        if self.level not in _KINDS:
            raise ActError(f"{self.code}: there are provinces and communes, and no {self.level[:20]!r}")
        if not (self.code.isascii() and self.code.isdecimal() and len(self.code) in {2, 5}):
            raise ActError(f"{self.code[:20]!r} is no code of a unit")
        for name in (self.old_name, self.new_name):
            if name != normalised_name(name) or len(name) > _LONGEST_NAME or kind_of(name) not in _KINDS[self.level]:
                raise ActError(f"{self.code}: {name[:_LONGEST_NAME]!r} is no name of a {self.level}")
        if self.old_name == self.new_name:
            raise ActError(f"{self.code}: it is called {self.new_name} already")


@dataclass(frozen=True, slots=True)
class Stood:
    """A unit as it stood on the day before an act."""

    name: str
    above: str | None
    """The key of the unit above it."""
    since: dt.date


def kind_of(name: str) -> str:
    """The word for the kind of unit with which its name begins; empty where none does."""
    return next((kind for kind in KINDS if name.startswith(f"{kind} ") and without_kind(name)), "")


def read_acts(data: bytes) -> tuple[Renaming, ...]:
    """Reads a table of acts, by day. Raises ActError."""
    if len(data) > MOST_BYTES:
        raise ActError(f"a table of acts has at most {MOST_BYTES} bytes")
    try:
        rows = list(itertools.islice(csv.reader(data.decode("utf-8-sig").splitlines()), MOST_LINES + 2))
    except (UnicodeDecodeError, csv.Error) as error:
        raise ActError("this is no table in CSV and UTF-8") from error
    if not rows or tuple(rows[0]) != COLUMNS:
        raise ActError(f"the first line reads {','.join(COLUMNS)}")
    if len(rows) > MOST_LINES + 1:
        raise ActError(f"a table of acts has at most {MOST_LINES} lines")
    read = tuple(_line(number, row) for number, row in enumerate(rows[1:], 2) if row)
    for (since, code), lines in itertools.groupby(sorted((one.since, one.code) for one in read)):
        if len(list(lines)) > 1:
            raise ActError(f"{code} stands twice under {since:%Y-%m-%d}")
    return tuple(sorted(read, key=lambda one: one.since))


def require_fitting(renamings: Sequence[Renaming], standing: Mapping[tuple[str, str], Stood]) -> None:
    """Requires acts of one day that fit what stood the day before, given by level and code. Raises ActError."""
    called = {key: stood.name for key, stood in standing.items()}
    for one in renamings:
        stood = standing.get((one.level, one.code))
        if stood is None:
            raise ActError(f"{one.code}: there is no {one.level} of this code on the day before {one.since:%Y-%m-%d}")
        if stood.since >= one.since:
            raise ActError(f"{one.code}: {one.since:%Y-%m-%d} is not after {stood.since:%Y-%m-%d}, its last change")
        if fold(stood.name) != fold(one.old_name):
            raise ActError(f"{one.code}: it is called {stood.name} then, and not {one.old_name}")
        called[one.level, one.code] = one.new_name
    for one in renamings:
        above = standing[one.level, one.code].above
        others = [key for key, name in called.items() if name == one.new_name and standing[key].above == above]
        if len(others) > 1:
            raise ActError(f"{one.code}: another unit there is called {one.new_name}")


def by_day(renamings: Iterable[Renaming]) -> Iterator[tuple[dt.date, list[Renaming]]]:
    """Groups acts by the day from which they hold, in order."""
    for since, group in itertools.groupby(renamings, key=lambda one: one.since):
        yield since, list(group)


def _line(number: int, row: list[str]) -> Renaming:
    if len(row) != len(COLUMNS):
        raise ActError(f"line {number} has {len(row)} cells and not {len(COLUMNS)}")
    act, since, level, code, old_name, new_name = (cell.strip() for cell in row)
    try:
        day = dt.date.fromisoformat(since)
    except ValueError as error:
        raise ActError(f"line {number}: {since[:20]!r} is no day such as 2026-04-30") from error
    return Renaming(act, day, level, code, old_name, new_name)
