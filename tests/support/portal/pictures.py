"""Small pictures, as a phone sends them."""

from __future__ import annotations

import io
import random

from PIL import Image


def a_photo(seed: int = 1, *, size: tuple[int, int] = (320, 240), kind: str = "JPEG", exif: bool = False) -> bytes:
    """A small picture, different for each seed; with a place in it, if wanted."""
    chance = random.Random(seed)
    picture = Image.new("RGB", size, tuple(chance.randbytes(3)))
    picture.paste(tuple(chance.randbytes(3)), (10, 10, size[0] // 2, size[1] // 2))
    out, marks = io.BytesIO(), Image.Exif()
    if exif:
        marks.get_ifd(0x8825)[2] = (21.0, 42.0, 0.0)
        marks[0x010E] = "Nha ba Sau"
    picture.save(out, kind, **({"exif": marks} if exif else {}))
    return out.getvalue()
