"""A strip of days: what happened when to one thing, each on a line of its own with its words beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from markupsafe import Markup

from bluezone.webui.charts.marks import LETTER, WIDTH, mark, picture, words_width

MOST_DAYS = 120
_HEAD, _LANE = 20, 24


@dataclass(frozen=True, slots=True)
class Span:
    """Some days on end, both ends among them."""

    first: dt.date
    last: dt.date
    text: str

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("days end after they begin")


@dataclass(frozen=True, slots=True)
class Happening:
    """What happened on a day."""

    day: dt.date
    text: str


@dataclass(frozen=True, slots=True)
class Strip:
    """Days from the first to the last that anything is told of."""

    title: str
    spans: tuple[Span, ...]
    happenings: tuple[Happening, ...]
    day_said: Callable[[dt.date], str] = dt.date.isoformat
    until: dt.date | None = None
    """The last day of the strip, where it goes on beyond what happened: today."""

    def __post_init__(self) -> None:
        if not self.spans and not self.happenings:
            raise ValueError("a strip tells of something")
        if (self.last - self.first).days >= MOST_DAYS:
            raise ValueError(f"a strip has at most {MOST_DAYS} days")

    @property
    def first(self) -> dt.date:
        """The first day."""
        return min([one.first for one in self.spans] + [one.day for one in self.happenings])

    @property
    def last(self) -> dt.date:
        """The last day."""
        told = [one.last for one in self.spans] + [one.day for one in self.happenings]
        return max([*told, self.until] if self.until else told)

    def rows(self) -> list[tuple[str, str]]:
        """What happened with its days, in the order of the drawing, for the table."""
        spans = [(one.text, f"{self.day_said(one.first)} – {self.day_said(one.last)}") for one in self.spans]
        return spans + [(one.text, self.day_said(one.day)) for one in self.happenings]

    def svg(self) -> Markup:
        """Draws it."""
        return picture(self.title, _HEAD + _LANE * (len(self.spans) + len(self.happenings)) + 4, self._marks())

    def _marks(self) -> Iterator[Markup]:
        bottom = _HEAD + _LANE * (len(self.spans) + len(self.happenings)) + 4
        for number in range((self.last - self.first).days + 2):
            x = number * self._day
            yield mark("line", class_="plot__grid", x1=x, y1=_HEAD, x2=x, y2=bottom)
        yield mark("text", self.day_said(self.first), class_="plot__text", x=0, y=LETTER)
        yield mark("text", self.day_said(self.last), class_="plot__text plot__text--end", x=WIDTH, y=LETTER)
        for lane, span in enumerate(self.spans):
            yield from self._span(_HEAD + lane * _LANE, span)
        for lane, one in enumerate(self.happenings, start=len(self.spans)):
            yield from self._happening(_HEAD + lane * _LANE, one)

    def _span(self, top: float, span: Span) -> Iterator[Markup]:
        left, right = self._x(span.first), self._x(span.last) + self._day
        yield mark("rect", class_="plot__span", x=left, y=top + 4, width=right - left, height=_LANE - 6)
        if words_width(span.text) < right - left - 8:
            yield mark("text", span.text, class_="plot__label", x=left + 6, y=top + 17)
        else:
            yield self._beside(span.text, left, right, top)

    def _happening(self, top: float, one: Happening) -> Iterator[Markup]:
        middle = self._x(one.day) + self._day / 2
        yield mark("circle", class_="plot__dot", cx=middle, cy=top + 13, r=5)
        yield self._beside(one.text, middle - 5, middle + 5, top)

    def _beside(self, text: str, left: float, right: float, top: float) -> Markup:
        """The words on the side on which they have more room."""
        if WIDTH - right >= left:
            return mark("text", text, class_="plot__label", x=right + 5, y=top + 17)
        return mark("text", text, class_="plot__label plot__text--end", x=left - 5, y=top + 17)

    @property
    def _day(self) -> float:
        return WIDTH / ((self.last - self.first).days + 1)

    def _x(self, day: dt.date) -> float:
        return (day - self.first).days * self._day
