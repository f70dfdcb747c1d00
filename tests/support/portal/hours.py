"""A moment on a given day, for services that are asked at a moment and tests that think in days."""

from __future__ import annotations

import datetime as dt

from bluezone.portal.world import VIET_NAM


def morning(day: dt.date) -> dt.datetime:
    """Nine o'clock in Viet Nam."""
    return dt.datetime.combine(day, dt.time(9), VIET_NAM)
