"""What a phone's camera takes of a sheet on a wall: by a pinhole's geometry, from so far away, turned by so much."""

from __future__ import annotations

import io
import math

import numpy as np
from PIL import Image, ImageFilter

from tests.support.webui.frames import homography

PHOTOGRAPH = (4000, 3000)
"""12 megapixels, as phones of the last ten years take."""
FILMED = (1280, 720)
"""What the scanner of our own pages asks of a camera (webui/static/scanner.js)."""
_VIEW_DEGREES = 65
"""Across its longer side: the main camera of a phone (26 mm on film of 36 mm is 69°)."""
_FINER = 4
"""A sensor's pixel gathers the light of its whole square, so the sheet is drawn finer and added up."""


def pixels_of(mm: float, metres: float, width_px: int = PHOTOGRAPH[0]) -> float:
    """How many pixels wide something is that faces the camera."""
    return mm * _focal_px(width_px) / (metres * 1000)


def photographed(
    sheet: Image.Image,
    width_mm: float,
    *,
    metres: float,
    degrees: float = 0,
    light: float = 1,
    size: tuple[int, int] = PHOTOGRAPH,
) -> Image.Image:
    """The middle of a picture: the sheet on a grey wall, turned about its upright by so many degrees, as JPEG has left
    it. The rest of the wall is left out, since readers would look for codes there for long."""
    focal = _focal_px(size[0])
    half_x, half_y = width_mm / 2, width_mm * sheet.height / sheet.width / 2
    turn = math.radians(degrees)
    seen = []
    for x, y in ((-half_x, -half_y), (half_x, -half_y), (half_x, half_y), (-half_x, half_y)):
        away = metres * 1000 + x * math.sin(turn)
        seen.append((focal * x * math.cos(turn) / away, focal * y / away))
    wide, high = (math.ceil(max(abs(point[axis]) for point in seen)) + 2 for axis in (0, 1))
    corners = [((u + wide) * _FINER, (v + high) * _FINER) for u, v in seen]
    flat = [(0, 0), (sheet.width, 0), (sheet.width, sheet.height), (0, sheet.height)]
    how = homography(corners, flat)
    fine = (2 * wide * _FINER, 2 * high * _FINER)
    drawn = sheet.transform(fine, Image.Transform.PERSPECTIVE, how, Image.Resampling.BICUBIC, fillcolor=128)
    around = (min(size[0], 3 * wide), min(size[1], 3 * high))
    wall = Image.new("L", around, 128)
    wall.paste(drawn.reduce(_FINER), (around[0] // 2 - wide, around[1] // 2 - high))
    return _taken(wall, light)


def _focal_px(width_px: int) -> float:
    return width_px / 2 / math.tan(math.radians(_VIEW_DEGREES / 2))


def _taken(scene: Image.Image, light: float) -> Image.Image:
    """Through a lens that is not quite sharp, with a sensor's grain, kept as JPEG."""
    soft = np.asarray(scene.filter(ImageFilter.GaussianBlur(0.5)), dtype=float) * light
    grain = np.random.default_rng(17).normal(0, 4, soft.shape)
    made = io.BytesIO()
    Image.fromarray(np.clip(soft + grain, 0, 255).astype(np.uint8)).save(made, "JPEG", quality=85)
    return Image.open(made).convert("L")
