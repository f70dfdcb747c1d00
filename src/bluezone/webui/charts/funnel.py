"""A funnel: how many are left after each step, as bars from zero with figure and share of the first beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from bluezone.webui.charts.marks import WIDTH, mark, picture

_STEP, _BAR, _FIGURES = 42, 16, 84


@dataclass(frozen=True, slots=True)
class Step:
    """One step, and how many came so far."""

    label: str
    value: int

    def __post_init__(self) -> None:
        if self.value < 0:
            raise ValueError("a count is not below zero")


@dataclass(frozen=True, slots=True)
class Funnel:
    """Steps of which none has more than the one before."""

    title: str
    steps: tuple[Step, ...]
    said: Callable[[int], str] = str
    share: Callable[[int, int], str] = lambda part, whole: f"{round(100 * part / whole)} %"

    def __post_init__(self) -> None:
        if len(self.steps) < 2:
            raise ValueError("a funnel has two steps at least")
        if any(later.value > earlier.value for earlier, later in pairwise(self.steps)):
            raise ValueError("a step of a funnel has no more than the one before")

    def rows(self) -> list[tuple[str, str]]:
        """Each step with its figure and its share of the first, for the table."""
        return [(one.label, self._figure(one)) for one in self.steps]

    def svg(self) -> Markup:
        """Draws it."""
        return picture(self.title, _STEP * len(self.steps), self._marks())

    def _marks(self) -> Iterator[Markup]:
        room, most = WIDTH - _FIGURES, max(self.steps[0].value, 1)
        for at, one in enumerate(self.steps):
            top, width = at * _STEP, one.value / most * room
            yield mark("text", one.label, class_="plot__label", x=0, y=top + 13)
            yield mark("rect", class_="plot__bar", x=0, y=top + 19, width=width, height=_BAR)
            yield mark("line", class_="plot__axis", x1=0, y1=top + 17, x2=0, y2=top + 21 + _BAR)
            yield mark("text", self._figure(one), class_="plot__beside", x=width + 6, y=top + 32)

    def _figure(self, one: Step) -> str:
        first = self.steps[0]
        told = self.said(one.value)
        return told if one is first or not first.value else f"{told} · {self.share(one.value, first.value)}"
