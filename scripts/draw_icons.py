"""The application's icons as pictures, drawn from the numbers of its mark: `python -m scripts.draw_icons`.

Launchers that take no SVG want PNG in two sizes, and one that may be cut to any shape: there the ground reaches to all
edges and the mark stays within the middle four fifths. Pure arithmetic; the same numbers give the same bytes.
"""

from __future__ import annotations

import math
import struct
import zlib
from pathlib import Path

from bluezone import citizen

STATIC = Path(citizen.__file__).parent / "static"
PICTURES = {
    "bluezone-192.png": (192, False),
    "bluezone-512.png": (512, False),
    "bluezone-maskable-512.png": (512, True),
}

_SIDE = 64.0
"""Of the drawing in bluezone.svg, whose numbers follow."""
_CENTRE, _CORNER = 32.0, 14.0
_BLUE, _WHITE = (0x0A, 0x4F, 0x97), (0xFF, 0xFF, 0xFF)
_RINGS = ((20.0, 0.45), (11.5, 0.8))
_STROKE, _DOT = 4.0, 4.5
_SAFE = 0.8

Pixel = tuple[int, int, int, int]


def draw(side: int, *, maskable: bool) -> bytes:
    """The PNG file."""
    scale = _SIDE / side
    shrink = _SAFE if maskable else 1.0
    rows = bytearray()
    for y in range(side):
        rows.append(0)  # this row is not filtered
        for x in range(side):
            rows += bytes(_pixel((x + 0.5) * scale, (y + 0.5) * scale, scale, shrink, maskable=maskable))
    header = struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)
    parts = (_chunk(b"IHDR", header), _chunk(b"IDAT", zlib.compress(bytes(rows), 9)), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def _pixel(x: float, y: float, scale: float, shrink: float, *, maskable: bool) -> Pixel:
    """Colour and cover at a point of the drawing; edges are soft by one pixel."""
    from_centre = math.hypot(x - _CENTRE, y - _CENTRE) / shrink
    white = 0.0
    for radius, opacity in _RINGS:
        white = max(white, opacity * _cover(abs(from_centre - radius) - _STROKE / 2, scale / shrink))
    white = max(white, _cover(from_centre - _DOT, scale / shrink))
    red, green, blue = (round(low + (high - low) * white) for low, high in zip(_BLUE, _WHITE, strict=True))
    return red, green, blue, 255 if maskable else round(255 * _cover(_outside_ground(x, y), scale))


def _outside_ground(x: float, y: float) -> float:
    """How far outside the rounded square; negative within."""
    across, down = (max(0.0, abs(place - _CENTRE) - (_SIDE / 2 - _CORNER)) for place in (x, y))
    return math.hypot(across, down) - _CORNER


def _cover(outside: float, softness: float) -> float:
    return min(1.0, max(0.0, 0.5 - outside / softness))


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


if __name__ == "__main__":
    for name, (side, maskable) in PICTURES.items():
        (STATIC / name).write_bytes(draw(side, maskable=maskable))
