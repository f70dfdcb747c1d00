"""What a machine is given before it is switched on, whichever it is: its disk, sticks, ports that lead to it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

from drills.machines.debian import Disk


@dataclass(frozen=True, slots=True)
class Wiring:
    """Everything that is put into a machine, and leads to it."""

    disk: Disk
    folder: Path
    """Where it writes its console, and what else it needs while it runs."""
    sticks: tuple[Path, ...] = ()
    """Read-only."""
    ports: dict[int, int] = field(default_factory=dict)
    """Of this machine's loopback, by its own."""
    now: dt.datetime | None = None
    """By its clock; where nothing is told, that of this machine."""

    @property
    def console(self) -> Path:
        return self.folder / "console"
