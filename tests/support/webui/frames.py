"""What a camera at a door sees of a code on a telephone: rendered tilted, dim, blurred, far away, under a lamp."""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import segno
from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT = 1280, 720
_NEAR_PX, _FAR_PX = 7.0, 2.4
"""Pixels of a module of a code on a telephone: half a metre away, and three times as far, where they are as large as
those of a poster that a photograph of 12 megapixels shows from three metres (documents/photographs.py)."""
_TILT = 0.5
"""The sine of 30 degrees: by so much of half its side the far edge comes closer together."""
_AWAY = 0.35
"""How much smaller the far edge looks from half a metre."""


def frame(kind: str, text: str, seed: int) -> Image.Image:
    """One picture of the camera, the same for the same seed."""
    chance = random.Random(f"{kind} {seed}")
    far = kind == "far"
    picture = _placed(_symbol(text), _FAR_PX if far else _NEAR_PX, chance, tilted=kind == "tilted")
    return _noisy(_AFTER.get(kind, _as_it_is)(picture, chance), chance)


def png(picture: Image.Image) -> bytes:
    """The picture as a browser loads it."""
    made = io.BytesIO()
    picture.save(made, "PNG")
    return made.getvalue()


def homography(seen: list[tuple[float, float]], flat: list[tuple[float, float]]) -> list[float]:
    """What pillow wants to draw a plane anew whose four corners are seen there: where each seen point lies on it."""
    rows = []
    for (x, y), (u, v) in zip(seen, flat, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y])
    wanted = np.array([value for point in flat for value in point], dtype=float)
    return [float(value) for value in np.linalg.solve(np.array(rows, dtype=float), wanted)]


def _symbol(text: str) -> Image.Image:
    made = io.BytesIO()
    segno.make_qr(text, error="m").save(made, kind="png", scale=8, border=4)
    return Image.open(made).convert("L")


def _placed(symbol: Image.Image, module_px: float, chance: random.Random, *, tilted: bool) -> Image.Image:
    """Somewhere on a grey wall, turned a little; tilted, its right edge is further away."""
    side = round(symbol.width / 8 * module_px)
    small = symbol.resize((side, side), Image.Resampling.LANCZOS)
    if tilted:
        small = _in_perspective(small)
    turned = small.rotate(chance.uniform(-20, 20), Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    wall = Image.new("L", (WIDTH, HEIGHT), chance.randrange(90, 170))
    left = (WIDTH - turned.width) // 2 + chance.randrange(-250, 250)
    wall.paste(turned, (left, (HEIGHT - turned.height) // 2 + chance.randrange(-100, 100)))
    return wall


def _in_perspective(symbol: Image.Image) -> Image.Image:
    side = symbol.width
    near, far = side * 0.5, side * 0.5 * (1 - _TILT * _AWAY)
    width = side * 0.866
    corners = [(0, side / 2 - near), (width, side / 2 - far), (width, side / 2 + far), (0, side / 2 + near)]
    flat = [(0, 0), (side, 0), (side, side), (0, side)]
    how = homography(corners, flat)
    size = (round(width), side)
    return symbol.transform(size, Image.Transform.PERSPECTIVE, how, Image.Resampling.BICUBIC, fillcolor=255)


def _as_it_is(picture: Image.Image, _chance: random.Random) -> Image.Image:
    return picture


def _dim(picture: Image.Image, chance: random.Random) -> Image.Image:
    share = chance.uniform(0.06, 0.25)
    return picture.point(lambda grey: round(grey * share))


def _blurred(picture: Image.Image, chance: random.Random) -> Image.Image:
    return picture.filter(ImageFilter.GaussianBlur(chance.uniform(2.0, 5.0)))


def _glaring(picture: Image.Image, chance: random.Random) -> Image.Image:
    """A lamp's reflection near the code or on it, white in its middle."""
    light = Image.new("L", picture.size, 0)
    size = chance.randrange(40, 110)
    x, y = WIDTH // 2 + chance.randrange(-300, 300), HEIGHT // 2 + chance.randrange(-150, 150)
    ImageDraw.Draw(light).ellipse((x - size, y - size // 2, x + size, y + size // 2), fill=255)
    light = light.filter(ImageFilter.GaussianBlur(size / 4))
    return Image.composite(Image.new("L", picture.size, 255), picture, light)


def _noisy(picture: Image.Image, chance: random.Random) -> Image.Image:
    grain = np.random.default_rng(chance.randrange(2**32)).normal(0, 4, (HEIGHT, WIDTH))
    seen = np.clip(np.asarray(picture, dtype=float) + grain, 0, 255).astype(np.uint8)
    return Image.fromarray(seen).convert("RGB")


_AFTER: dict[str, Callable[[Image.Image, random.Random], Image.Image]] = {
    "dim": _dim,
    "blurred": _blurred,
    "glare": _glaring,
}
KINDS = ("plain", "tilted", "dim", "blurred", "far", "glare")


def moving_pictures(texts: list[str], path: Path, *, each: int = 30) -> Path:
    """A film for a browser's imitated camera: each code for a while, and the bare wall between them."""
    return film((frame("plain", text, at) for at, text in enumerate(texts)), path, each=each)


def film(pictures: Iterable[Image.Image], path: Path, *, each: int) -> Path:
    """The same of pictures: each for so many of the camera's, of which there are thirty a second."""
    wall = jpeg(Image.new("RGB", (WIDTH, HEIGHT), "grey"))
    with path.open("wb") as written:
        for picture in pictures:
            written.write(jpeg(picture) * each)
            written.write(wall * each)
    return path


def jpeg(picture: Image.Image) -> bytes:
    """The picture as a film has it: Chromium takes its greys for those of video, of which 16 is black and 235 white,
    and would make all of a dim picture black."""
    made = io.BytesIO()
    picture.point(lambda grey: 16 + round(grey * 219 / 255)).save(made, "JPEG", quality=85)
    return made.getvalue()


def as_delivered(picture: Image.Image) -> Image.Image:
    """The picture as a page is given it by a browser's camera that shows that film: only 219 greys, spread again."""
    grey = np.asarray(Image.open(io.BytesIO(jpeg(picture))).convert("L"), dtype=float)
    spread = np.clip(np.round((grey - 16) * 255 / 219), 0, 255).astype(np.uint8)
    return Image.fromarray(spread).convert("RGB")


def visit_shown(kind: str, seed: int) -> str:
    """The code of a visit of its own for each picture of each kind."""
    return f"BZT1:{kind:_<8}Khach{seed:03d}"
