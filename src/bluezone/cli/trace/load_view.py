"""What quarantine takes, as JSON and as a line."""

from __future__ import annotations

from bluezone.trace.levels import NO_LEVEL
from bluezone.trace.quarantine import Between, Load


def load_as_json(load: Load) -> dict[str, object]:
    """Figures of which only the ends are known are pairs, the lesser first."""
    return {
        "f1": load.f1,
        "f2": load.f2,
        "person_days": [load.person_days.least, load.person_days.most],
        "tests": [load.tests.least, load.tests.most],
    }


def load_as_line(load: Load) -> str:
    """Writes the figures as a line."""
    people = f"{load.f1} F1, {load.f2} F2"
    return f"{people}, {_said(load.person_days)} person-days of quarantine, {_said(load.tests)} tests of F1"


def level_name(level: int) -> str:
    """F0 to F4, or none."""
    return "none" if level == NO_LEVEL else f"F{level}"


def _said(figure: Between) -> str:
    return str(figure.least) if figure.least == figure.most else f"{figure.least} to {figure.most}"
