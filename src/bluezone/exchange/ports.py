"""What the exchange takes from the world: the time and chance. Nothing here reads either."""

from __future__ import annotations

from collections.abc import Callable

Clock = Callable[[], int]
"""Milliseconds since 1970-01-01 UTC. Read anew for every decision, so that a drill can move it."""

Steady = Callable[[], float]
"""Seconds on a clock that nobody sets: it only ever goes on."""

SecondClock = Callable[[], "int | None"]
"""The same by a clock of its own, such as the hardware's; None where there is none."""

Entropy = Callable[[int], bytes]
"""That many unpredictable bytes."""

MINUTE_S = 60
HOUR_S = 60 * MINUTE_S
DAY_S = 24 * HOUR_S
