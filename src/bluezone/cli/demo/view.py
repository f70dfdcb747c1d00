"""What the demo shows while it runs: a live picture on a terminal, plain lines elsewhere. Always on stderr or a tty."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.live import Live
from rich.panel import Panel
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.text import Text

if TYPE_CHECKING:
    from bluezone.joining.demo.story import View

STAGES = {
    "living": "Phones live through the trace",
    "publishing": "Windows pass until the embargo ends",
    "warning": "Each phone fetches, verifies, matches",
}
_COLUMNS, _CELL = 3, 26
_LEAST_ROWS = 2
_ROWS_OF_AN_END = 2
"""Of the line that says how to end it, and of the prompt below."""
_ROWS_OF_A_PICTURE = 10
"""Of its frame, bars and blanks."""


class PlainView:
    """Prints one line for each thing that happens; the figures as JSON on stdout where a program asked for them."""

    def __init__(self, *, json_wanted: bool) -> None:
        self._json_wanted = json_wanted
        self._begun: set[str] = set()

    def stage(self, name: str, done: int, of: int) -> None:
        if name not in self._begun:
            self._begun.add(name)
            self.line(f"{STAGES[name]} …")

    def line(self, text: str) -> None:
        print(text, file=sys.stderr, flush=True)

    def ways(self, lines: Sequence[str]) -> None:
        for line in lines:
            self.line(line)

    def warned(self, rows: Iterable[tuple[int, str, int, float]]) -> None:
        for person, day, told, true in rows:
            self.line(f"  phone {person:>4} warns its owner: {day}, about {told} min (face to face: {true:.1f} min)")

    def scored(self, figures: dict[str, object]) -> None:
        if self._json_wanted:
            print(json.dumps(figures), flush=True)

    def close(self) -> None:
        """Does nothing: nothing is open."""


class LiveView:
    """Draws bars and lines that fill as the story goes on. At its end the picture gives way to plain lines, so many of
    them that all fits the terminal: what came of it, and how to look in."""

    def __init__(self, title: str, console: Console | None = None) -> None:
        self._console = console or Console(stderr=True)
        self._title = title
        self._progress = Progress(
            TextColumn("{task.description:<38}"), BarColumn(bar_width=24), TextColumn("{task.percentage:>3.0f} %")
        )
        self._elapsed = Progress(TextColumn("elapsed"), TimeElapsedColumn())
        self._elapsed.add_task("")
        self._tasks: dict[str, TaskID] = {
            name: self._progress.add_task(words, total=1.0) for name, words in STAGES.items()
        }
        self._lines: list[str] = []
        self._ways: list[str] = []
        self._warned: list[tuple[int, str, int, float]] = []
        self._results: list[str] | None = None
        """What is told after the table; None until there is one."""
        self._live: Live | None = Live(self._picture(), console=self._console, refresh_per_second=8, transient=True)
        self._live.start()

    def stage(self, name: str, done: int, of: int) -> None:
        self._progress.update(self._tasks[name], completed=done / max(1, of))

    def line(self, text: str) -> None:
        if self._live is None:
            self._print([text])
            return
        (self._lines if self._results is None else self._results).append(text)
        self._live.update(self._picture())

    def ways(self, lines: Sequence[str]) -> None:
        """Draws the addresses; the rest of what it takes to look in stands at the end."""
        self._ways += lines
        self.line(lines[0])

    def warned(self, rows: Iterable[tuple[int, str, int, float]]) -> None:
        self._warned, self._results = list(rows), []

    def scored(self, figures: dict[str, object]) -> None:
        """Ends the picture: people read the lines and the table, and no figures."""
        self._end()
        results = self._results or []
        self._print([self._title, *(line for line in self._lines if line not in self._ways)])
        taken = sum(self._rows_of(line) for line in (*results, *self._ways)) + _ROWS_OF_AN_END
        self._print(warned_table(self._warned, max(_LEAST_ROWS, self._console.height - taken)))
        self._print([*results, *self._ways])

    def close(self) -> None:
        self._end()

    def _end(self) -> None:
        if self._live is not None:
            self._live.stop()
            self._live = None

    def _print(self, lines: Iterable[str]) -> None:
        """Prints whole lines: a command that a terminal breaks can be copied as one, one that we break cannot."""
        for line in lines:
            self._console.print(line, soft_wrap=True, markup=False, highlight=False)

    def _rows_of(self, line: str) -> int:
        return -(-max(1, len(line)) // self._console.width)

    def _picture(self) -> Panel:
        newest = self._lines[-max(1, self._console.height - _ROWS_OF_A_PICTURE) :]
        parts: list[object] = [self._progress, Text()]
        parts += [Text(line, overflow="ellipsis", no_wrap=True) for line in newest]
        parts += [Text(), self._elapsed]
        return Panel(Group(*parts), title=self._title, title_align="left", padding=(1, 2))  # type: ignore[arg-type]  # each part renders itself


def warned_table(rows: Sequence[tuple[int, str, int, float]], height: int) -> list[str]:
    """Writes who is warned in as many columns as a terminal has room for, at most so many lines with the head."""
    shown = rows[: _COLUMNS * (height - 1)]
    of = "" if len(shown) == len(rows) else f"; the first {len(shown)} of {len(rows)}"
    cells = [f"{person:>4} {day} {told:>3} ({true:.1f})" for person, day, told, true in shown]
    lines = -(-len(cells) // _COLUMNS)
    head = f"Warned: phone, day it tells, minutes told (true){of}"
    return [head, *("".join(f"{cell:<{_CELL}}" for cell in cells[at::lines]).rstrip() for at in range(lines))]


def open_view(title: str, *, json_wanted: bool) -> View:
    """Opens the live picture where somebody watches, plain lines otherwise."""
    watched = sys.stderr.isatty() and not json_wanted
    return LiveView(title) if watched else PlainView(json_wanted=json_wanted)
