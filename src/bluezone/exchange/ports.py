"""What the exchange takes from the world: the time and chance. Nothing here reads either."""

from __future__ import annotations

from collections.abc import Callable

Clock = Callable[[], int]
"""Milliseconds since 1970-01-01 UTC. Read anew for every decision, so that a drill can move it."""

Entropy = Callable[[int], bytes]
"""That many unpredictable bytes."""

HOUR_S = 3_600
DAY_S = 24 * HOUR_S
