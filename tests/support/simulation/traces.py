"""Small traces whose truth can be counted on fingers."""

from __future__ import annotations

from pathlib import Path

from bluezone.simulation.trace import BIN_S, Row, Trace

MORNING_S = 9 * 3600


def together(i: int, j: int, minutes: float, *, day: int = 0, start_s: int = MORNING_S) -> list[Row]:
    """i and j face to face for so long, without a break."""
    first = day * 86_400 + start_s
    return [Row(first + BIN_S * (number + 1), i, j) for number in range(round(minutes * 60 / BIN_S))]


def trace_of(*meetings: list[Row], groups: dict[int, str] | None = None) -> Trace:
    return Trace(tuple(sorted(row for meeting in meetings for row in meeting)), groups or {})


def write_csv(path: Path, trace: Trace) -> Path:
    lines = ["t,i,j", *(f"{row.t_s},{row.i},{row.j}" for row in trace.rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
