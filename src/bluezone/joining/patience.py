"""Trying again, for a while."""

from __future__ import annotations

import time
from collections.abc import Callable

_PAUSE_S = 0.05


def try_for(seconds: float, attempt: Callable[[], bool]) -> bool:
    """Whether an attempt succeeded within so many seconds; the first is made at once."""
    until = time.monotonic() + seconds
    while not attempt():
        if time.monotonic() >= until:
            return False
        time.sleep(_PAUSE_S)
    return True
