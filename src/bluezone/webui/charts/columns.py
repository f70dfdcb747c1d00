"""Columns over days, weeks or classes: one series, from zero, its highest and its last figure said above them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from markupsafe import Markup

from bluezone.webui.charts.marks import LETTER, WIDTH, mark, picture, words_width

MOST = 120
"""More columns than these are thinner than a line."""
_ROOM, _MARKED = 20, 38
"""Above the highest column, for its figure; and for the words of a marker over that."""
_FLOOR = 18
"""Below the columns, for the first and the last label."""
_GAP = 0.22
"""The share of a column's place that stays empty."""


@dataclass(frozen=True, slots=True)
class Column:
    """One figure with its label; None where nobody knows it."""

    label: str
    """As the table says it."""
    short: str
    """As it stands under the columns."""
    value: int | None

    def __post_init__(self) -> None:
        if self.value is not None and self.value < 0:
            raise ValueError("a count is not below zero")


@dataclass(frozen=True, slots=True)
class Marker:
    """A line down to one column with words at it: a median, a deadline."""

    at: int
    text: str


@dataclass(frozen=True, slots=True)
class Columns:
    """A series of columns."""

    title: str
    columns: tuple[Column, ...]
    said: Callable[[int], str] = str
    """How a number is written for this reader."""
    marker: Marker | None = None
    most: int | None = None
    """The figure that is as high as the picture; several charts side by side share it."""
    height: int = 110
    width: int = WIDTH

    def __post_init__(self) -> None:
        if not 1 <= len(self.columns) <= MOST:
            raise ValueError(f"a chart has 1 to {MOST} columns")
        if self.marker is not None and not 0 <= self.marker.at < len(self.columns):
            raise ValueError("a marker stands at one of the columns")
        if self.most is not None and self.most < self.highest:
            raise ValueError("a column is higher than the picture")

    @property
    def highest(self) -> int:
        """The highest figure that is known; 0 where none is."""
        return max((one.value for one in self.columns if one.value is not None), default=0)

    @property
    def total(self) -> int:
        """The sum of what is known."""
        return sum(one.value for one in self.columns if one.value is not None)

    def rows(self) -> list[tuple[str, str]]:
        """Each label with its figure, for the table; a dash for what is not known."""
        return [(one.label, "–" if one.value is None else self.said(one.value)) for one in self.columns]

    def svg(self) -> Markup:
        """Draws them."""
        return picture(self.title, self.height + _FLOOR, self._marks(), self.width)

    def _marks(self) -> Iterator[Markup]:
        for at, one in enumerate(self.columns):
            yield self._column(at, one)
        yield mark("line", class_="plot__axis", x1=0, y1=self.height, x2=self.width, y2=self.height)
        yield from self._marker()
        yield from self._figures()
        first, last = self.columns[0], self.columns[-1]
        yield mark("text", first.short, class_="plot__text", x=0, y=self.height + LETTER + 2)
        if len(self.columns) > 1:
            yield mark(
                "text", last.short, class_="plot__text plot__text--end", x=self.width, y=self.height + LETTER + 2
            )

    def _column(self, at: int, one: Column) -> Markup:
        left, width = self._place(at)
        if one.value is None:
            return mark("line", class_="plot__gap", x1=left, y1=self.height - 4, x2=left + width, y2=self.height - 4)
        top = self._top(one.value)
        return mark("rect", class_="plot__bar", x=left, y=top, width=width, height=self.height - top)

    def _figures(self) -> Iterator[Markup]:
        """The highest figure and that of the last column, each above its own; one where both would touch."""
        known = {at: one.value for at, one in enumerate(self.columns) if one.value}
        if not known:
            return
        highest, last = max(known, key=lambda at: known[at]), len(self.columns) - 1
        wanted = {highest: known[highest]}
        if last in known and self._are_apart(highest, last):
            wanted[last] = known[last]
        for at, value in wanted.items():
            text = self.said(value)
            left, width = self._place(at)
            half = words_width(text) / 2
            middle = min(max(left + width / 2, half), self.width - half)
            yield mark("text", text, class_="plot__figure", x=middle, y=self._top(value) - 5)

    def _are_apart(self, one: int, other: int) -> bool:
        words = [words_width(self.said(self.columns[at].value or 0)) for at in (one, other)]
        return (other - one) * self.width / len(self.columns) > sum(words) / 2 + LETTER

    def _marker(self) -> Iterator[Markup]:
        if self.marker is None:
            return
        left, width = self._place(self.marker.at)
        x = left + width / 2
        is_left = x > self.width / 2
        foot = self._top(self.columns[self.marker.at].value or 0) - LETTER - 6
        yield mark("line", class_="plot__marker", x1=x, y1=0, x2=x, y2=foot)
        side = "plot__text plot__text--end" if is_left else "plot__text"
        yield mark("text", self.marker.text, class_=side, x=x - 6 if is_left else x + 6, y=LETTER)

    def _place(self, at: int) -> tuple[float, float]:
        """The left edge of a column, and how wide that column is."""
        each = self.width / len(self.columns)
        return at * each + each * _GAP / 2, each * (1 - _GAP)

    def _top(self, value: int) -> float:
        most, room = max(self.most or self.highest, 1), _MARKED if self.marker else _ROOM
        return self.height - value / most * (self.height - room)
