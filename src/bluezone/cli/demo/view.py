"""What the demo shows while it runs: a live picture on a terminal, plain lines elsewhere. Always on stderr or a tty."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Protocol

from rich.console import Console, Group
from rich.live import Live
from rich.panel import Panel
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

STAGES = {
    "living": "Phones live through the trace",
    "publishing": "Windows pass until the embargo ends",
    "warning": "Each phone fetches, verifies, matches",
}
_LONGEST_TABLE = 18


class View(Protocol):
    """Where the story goes."""

    def stage(self, name: str, done: int, of: int) -> None:
        """A stage of the story has come so far."""

    def line(self, text: str) -> None:
        """Something has happened."""

    def warned(self, rows: Iterable[tuple[int, str, int, float]]) -> None:
        """(person, local day, minutes told, minutes true) of everybody who is warned."""

    def close(self) -> None:
        """The story has ended."""


class PlainView:
    """One line for each thing that happens."""

    def __init__(self) -> None:
        self._begun: set[str] = set()

    def stage(self, name: str, done: int, of: int) -> None:
        if name not in self._begun:
            self._begun.add(name)
            self.line(f"{STAGES[name]} …")

    def line(self, text: str) -> None:
        print(text, file=sys.stderr, flush=True)

    def warned(self, rows: Iterable[tuple[int, str, int, float]]) -> None:
        for person, day, told, true in rows:
            self.line(f"  phone {person:>4} warns its owner: {day}, about {told} min (face to face: {true:.1f} min)")

    def close(self) -> None:
        """Nothing is open."""


class LiveView:
    """Bars, lines and a table that fill as the story goes on."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._progress = Progress(
            TextColumn("{task.description:<38}"), BarColumn(bar_width=36), TextColumn("{task.percentage:>3.0f} %")
        )
        self._elapsed = Progress(TextColumn("elapsed"), TimeElapsedColumn())
        self._elapsed.add_task("")
        self._tasks: dict[str, TaskID] = {
            name: self._progress.add_task(words, total=1.0) for name, words in STAGES.items()
        }
        self._lines: list[str] = []
        self._table: Table | None = None
        self._live = Live(self._picture(), console=Console(stderr=True), refresh_per_second=8)
        self._live.start()

    def stage(self, name: str, done: int, of: int) -> None:
        self._progress.update(self._tasks[name], completed=done / max(1, of))

    def line(self, text: str) -> None:
        self._lines.append(text)
        self._live.update(self._picture())

    def warned(self, rows: Iterable[tuple[int, str, int, float]]) -> None:
        table = Table(box=None, pad_edge=False, header_style="bold")
        for heading, side in (("Phone", "right"), ("Day it tells", "left"), ("Told", "right"), ("True", "right")):
            table.add_column(heading, justify="right" if side == "right" else "left")
        listed = list(rows)
        for person, day, told, true in listed[:_LONGEST_TABLE]:
            table.add_row(str(person), day, f"~{told} min", f"{true:.1f} min")
        if len(listed) > _LONGEST_TABLE:
            table.add_row("…", f"and {len(listed) - _LONGEST_TABLE} more", "", "")
        self._table = table
        self._live.update(self._picture())

    def close(self) -> None:
        self._live.stop()

    def _picture(self) -> Panel:
        parts: list[object] = [self._progress, Text()]
        parts += [Text(line) for line in self._lines]
        if self._table is not None:
            parts += [Text(), self._table]
        parts += [Text(), self._elapsed]
        return Panel(Group(*parts), title=self._title, title_align="left", padding=(1, 2))  # type: ignore[arg-type]  # each part renders itself


def open_view(title: str, *, plain: bool) -> View:
    """The live picture where somebody watches, plain lines otherwise."""
    return PlainView() if plain or not sys.stderr.isatty() else LiveView(title)
