"""Where the dots of the radar stand: real neighbours only, as far out as their band, in a direction that means nothing.

Radio does not tell directions. A dot's place along its ring comes from its id, so it stays put for a quarter of an hour
and then jumps, as the id does. Pure.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable
from dataclasses import dataclass

from bluezone.device.core.diary import Band, Neighbour

WIDTH, HEIGHT = 320, 176
CENTRE_X, CENTRE_Y = 160, 164
RINGS = (52, 96, 140)
_BETWEEN = {Band.NEAR: (26, 46), Band.ROOM: (62, 88), Band.FAR: (106, 134)}
MAX_DOTS = 60


@dataclass(frozen=True, slots=True)
class Dot:
    """One neighbour on the drawing."""

    x: int
    y: int
    band: Band


def dots(neighbours: Iterable[Neighbour]) -> list[Dot]:
    """Places at most `MAX_DOTS` dots, the nearest first; the count beside the drawing is always the true one."""
    return [_dot(neighbour) for neighbour in list(neighbours)[:MAX_DOTS]]


def _dot(neighbour: Neighbour) -> Dot:
    drawn = hashlib.sha256(neighbour.rolling_id.value).digest()
    inner, outer = _BETWEEN[neighbour.band]
    radius = inner + (outer - inner) * drawn[0] / 255
    angle = math.pi * (0.08 + 0.84 * int.from_bytes(drawn[1:3], "big") / 65_535)
    return Dot(round(CENTRE_X + radius * math.cos(angle)), round(CENTRE_Y - radius * math.sin(angle)), neighbour.band)
