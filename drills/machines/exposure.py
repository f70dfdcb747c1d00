"""How exposed systemd calls each unit, read from `systemd-analyze security`. Pure."""

from __future__ import annotations

import re

MOST = 3.0
"""Of 10. systemd calls less than 2 OK."""
_ROW = re.compile(r"^(\S+\.service)\s+(\d+\.\d)\s+\S+", re.MULTILINE)
_OVERALL = re.compile(r"Overall exposure level for (\S+\.service): (\d+\.\d)")


def exposures(said: str) -> dict[str, float]:
    """The figure of each unit, from the table of all or from what it says at the end of one."""
    return {found[1]: float(found[2]) for pattern in (_ROW, _OVERALL) for found in pattern.finditer(said)}
