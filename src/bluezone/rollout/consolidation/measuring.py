"""What was seen at doors beside what was reported: visitors who came, and with how many the app was seen to run.

A measure is never added to a report. Its denominator is everybody who came, whether anybody looked at their app or not,
so a door that looks at few apps shows a low share and never a high one. Fewer than ten visitors are not told apart:
of them the share would tell something of one person. Neither can they be found by subtracting the lines of one measure
from its sum (`gathered`). Two measures are not held against each other: who reads that of a district and that of its
province, or those of two days, can subtract one from the other.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce

from bluezone.rollout.reports.quotients import Quotient
from bluezone.vietnam.numbers import grouped
from bluezone.vietnam.words import Language, Words

FEWEST = 10
"""Visitors of whom a share is told."""
RUNNING = Words("Khách thấy ứng dụng đang chạy, đo tại cửa", "Visitors with the app seen running, measured at doors")
_REST = Words("Các nơi còn lại", "Elsewhere")


@dataclass(frozen=True, slots=True)
class Running:
    """Phones that ran the app at the busiest of some doors in its busiest quarter hour, as radios there counted them:
    a span (`rollout/tally/heard.py`). It is no share of visitors, for a phone has no name."""

    doors: int
    fewest: int
    most: int

    def __post_init__(self) -> None:
        if not 0 <= self.fewest <= self.most or self.doors < 1:
            raise ValueError(f"no count of radios: {self}")

    def __add__(self, other: Running) -> Running:
        return Running(self.doors + other.doors, max(self.fewest, other.fewest), max(self.most, other.most))

    @property
    def is_told(self) -> bool:
        """Whether there were enough of them to be told of."""
        return self.most >= FEWEST

    @property
    def least(self) -> int:
        """The fewest that are told: 0, so none, below ten."""
        return least_told(self.fewest)


def least_told(fewest: int) -> int:
    """Leaves out the lower end of a span where it would tell of fewer than ten phones; the upper one is told alone."""
    return fewest if fewest >= FEWEST else 0


@dataclass(frozen=True, slots=True)
class Seen:
    """Visitors at some doors in some days. Somebody who comes twice is two."""

    doors: int
    visitors: int
    known: int
    """Visitors of whose app anything is known: running, shown, not running, or no smartphone."""
    live: int
    """Visitors whose running mark was scanned live."""
    running: Running | None = None
    """What radios at these doors counted, where there are any."""

    def __post_init__(self) -> None:
        if not 0 <= self.live <= self.known <= self.visitors or self.doors < 1:
            raise ValueError(f"no count of doors: {self}")

    def __add__(self, other: Seen) -> Seen:
        radios = [one for one in (self.running, other.running) if one is not None]
        return Seen(
            self.doors + other.doors,
            self.visitors + other.visitors,
            self.known + other.known,
            self.live + other.live,
            reduce(Running.__add__, radios) if radios else None,
        )

    @property
    def share(self) -> Quotient | None:
        """The share of visitors whose app was seen to run; None where they are too few to be told apart."""
        return Quotient(self.live, self.visitors) if self.visitors >= FEWEST else None


@dataclass(frozen=True, slots=True)
class Line:
    """What was seen in one commune, or in all that are too small to stand alone."""

    name: Words
    seen: Seen


@dataclass(frozen=True, slots=True)
class Measured:
    """What doors of one kind saw from one day to another, both among them."""

    first: dt.date
    last: dt.date
    whole: Seen
    lines: tuple[Line, ...]
    """By commune; one alone where there is nothing to compare."""

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("a measure ends after it begins")

    @property
    def words(self) -> Words:
        """Says when and where it was measured, and of how many anything is known."""
        return Words(self._said("vi"), self._said("en"))

    def _said(self, language: Language) -> str:
        doors = grouped(self.whole.doors, language)
        first, last = (f"{day.day}/{day.month}/{day.year}" for day in (self.first, self.last))
        if self.whole.share is None:
            return {
                "vi": f"{doors} cửa, từ {first} đến hết {last}: dưới {FEWEST} lượt khách, không nêu số",
                "en": f"doors: {doors}, from {first} to {last}: fewer than {FEWEST} visitors, so no number is given",
            }[language]
        known, came = grouped(self.whole.known, language), grouped(self.whole.visitors, language)
        return {
            "vi": f"{doors} cửa, từ {first} đến hết {last}; biết tình trạng ứng dụng của {known} trong {came} "
            "lượt khách",
            "en": f"doors: {doors}, from {first} to {last}; of {known} of {came} visitors the app's state is known",
        }[language] + self._heard(language)

    def _heard(self, language: Language) -> str:
        running = self.whole.running
        if running is None or not running.is_told:
            return ""
        doors, fewest, most = (grouped(one, language) for one in (running.doors, running.least, running.most))
        vi = f"từ {fewest} đến {most}" if running.least else f"nhiều nhất {most}"
        en = f"{fewest} to {most}" if running.least else f"up to {most}"
        return {
            "vi": f"; máy nghe ở {doors} cửa: tại cửa đông nhất, trong 15 phút đông nhất có {vi} điện thoại chạy ứng "
            "dụng",
            "en": f"; radios at doors: {doors}, at the busiest of them {en} phones ran the app in the busiest quarter "
            "hour",
        }[language]


def measured(first: dt.date, last: dt.date, seen: Iterable[tuple[str, Seen]]) -> Measured | None:
    """Puts together what was seen in each commune; None where nobody was."""
    parts = [(name, one) for name, one in seen if one.visitors]
    if not parts:
        return None
    whole = parts[0][1]
    for _, one in parts[1:]:
        whole += one
    return Measured(first, last, whole, gathered(parts))


def gathered(parts: Iterable[tuple[str, Seen]]) -> tuple[Line, ...]:
    """Lists the communes with the most visitors first; what is too small is told together, with the smallest of the
    others where it would still be too small: so no line and no difference of the lines to their sum tells of few.
    """
    ordered = sorted(parts, key=lambda part: (-part[1].visitors, part[0]))
    shown = [part for part in ordered if part[1].visitors >= FEWEST]
    small = [one for _, one in ordered[len(shown) :]]
    while small and shown and sum(one.visitors for one in small) < FEWEST:
        small.append(shown.pop()[1])
    lines = [Line(Words(name, name), one) for name, one in shown]
    if small:
        rest = small[0]
        for one in small[1:]:
            rest += one
        lines.append(Line(_REST, rest))
    return tuple(lines)
