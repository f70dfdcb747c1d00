"""What the demo shows while it runs: a live picture on a terminal, plain lines elsewhere. Always on stderr or a tty."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.live import Live
from rich.panel import Panel
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from bluezone.joining.demo.story import View

STAGES = {
    "living": "Phones live through the trace",
    "publishing": "Windows pass until the embargo ends",
    "warning": "Each phone fetches, verifies, matches",
}
_LONGEST_TABLE = 18


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

    def warned(self, rows: Iterable[tuple[int, str, int, float]]) -> None:
        for person, day, told, true in rows:
            self.line(f"  phone {person:>4} warns its owner: {day}, about {told} min (face to face: {true:.1f} min)")

    def scored(self, figures: dict[str, object]) -> None:
        if self._json_wanted:
            print(json.dumps(figures), flush=True)

    def close(self) -> None:
        """Does nothing: nothing is open."""


class LiveView:
    """Draws bars, lines and a table that fill as the story goes on."""

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

    def scored(self, figures: dict[str, object]) -> None:
        """Leaves the figures out: people read the lines and the table."""

    def close(self) -> None:
        self._live.stop()

    def _picture(self) -> Panel:
        parts: list[object] = [self._progress, Text()]
        parts += [Text(line) for line in self._lines]
        if self._table is not None:
            parts += [Text(), self._table]
        parts += [Text(), self._elapsed]
        return Panel(Group(*parts), title=self._title, title_align="left", padding=(1, 2))  # type: ignore[arg-type]  # each part renders itself


def open_view(title: str, *, json_wanted: bool) -> View:
    """Opens the live picture where somebody watches, plain lines otherwise."""
    watched = sys.stderr.isatty() and not json_wanted
    return LiveView(title) if watched else PlainView(json_wanted=json_wanted)
