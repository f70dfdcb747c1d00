"""docs/drills.md keeps what drills found: one row a run, at the end of its table, and nothing is ever rewritten."""

from __future__ import annotations

from pathlib import Path
from typing import Any

HEAD = "| drill | counts | result | seconds | commit | machine | date |"


def row_of(report: dict[str, Any]) -> str:
    """A report as a row of the table."""
    machine = "{model}, {cores} cores, {memory_gib} GiB".format(**report["machine"])
    counts = ", ".join(f"{name} {number:,}" for name, number in report["counts"].items())
    seconds = f"{report['seconds']:,}"
    cells = (report["name"], counts, report["result"], seconds, report["commit"], machine, report["date"])
    return "| " + " | ".join(str(cell).replace("|", "/") for cell in cells) + " |"


def keep(ledger: Path, report: dict[str, Any]) -> None:
    """Adds the row. The table stands at the end of the page."""
    text = ledger.read_text(encoding="utf-8")
    if HEAD not in text:
        raise ValueError(f"{ledger.name} has no table with the head {HEAD}")
    ledger.write_text(text.rstrip("\n") + "\n" + row_of(report) + "\n", encoding="utf-8")
