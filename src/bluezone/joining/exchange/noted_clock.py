"""Which clock an exchange uses, noted in its data directory by the service for all commands beside it."""

from __future__ import annotations

from pathlib import Path

from bluezone.joining.clocks import Clock, drill_clock, system_clock

_NOTE = "drill-clock"


def choose_clock(data: Path, drill: Path | None) -> Clock:
    """Notes the drill clock that was given and returns it; without one, forgets the note and returns the system's."""
    note = data / _NOTE
    if drill is None:
        note.unlink(missing_ok=True)
        return system_clock
    clock = drill_clock(drill)
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    note.write_text(str(drill.resolve()))
    return clock


def noted_clock(data: Path) -> Clock:
    """Reads which clock the service on this data directory uses."""
    return drill_clock(Path((data / _NOTE).read_text())) if is_drill(data) else system_clock


def is_drill(data: Path) -> bool:
    """Whether the service on this data directory lives by a drill's clock."""
    return (data / _NOTE).exists()
