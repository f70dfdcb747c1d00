"""The images of signatures and seals: PNG with a transparent ground, a person's in blue, a body's in red.

Nghị định 30/2020/NĐ-CP, Appendix I, sections II.7 and II.8. They are pictures for the reader; what proves is the
signature under them.
"""

from __future__ import annotations

import colorsys
import io
from dataclasses import dataclass, field
from typing import ClassVar

from PIL import Image

from bluezone.documents.errors import PaperError
from bluezone.documents.words import Ink, Reason

MAX_IMAGE_BYTES, MAX_SIDE_PX = 2 << 20, 4_000
_OPAQUE_FROM, _COLOURED_FROM = 128, 0.25


@dataclass(frozen=True, slots=True)
class _InkImage:
    """A picture in one colour of ink on nothing."""

    png: bytes = field(repr=False)
    width_mm: float
    """On paper."""

    ink: ClassVar[Ink]
    hues: ClassVar[tuple[tuple[float, float], ...]]
    """In turns of the colour circle."""
    widest_mm: ClassVar[float]

    def __post_init__(self) -> None:
        if not 5 <= self.width_mm <= self.widest_mm:
            raise PaperError(Reason.IMAGE_WIDTH, most=self.widest_mm)
        samples = self.picture().resize((64, 64)).tobytes()
        pixels = [tuple(samples[place : place + 4]) for place in range(0, len(samples), 4)]
        if min(opacity for *_, opacity in pixels) > 0:
            raise PaperError(Reason.IMAGE_OPAQUE)
        inked = [
            colorsys.rgb_to_hsv(red / 255, green / 255, blue / 255)
            for red, green, blue, opacity in pixels
            if opacity >= _OPAQUE_FROM
        ]
        right = sum(
            saturation > _COLOURED_FROM and any(low <= hue <= high for low, high in self.hues)
            for hue, saturation, _ in inked
        )
        if not inked or right < 0.6 * len(inked):
            raise PaperError(Reason.IMAGE_INK, ink=self.ink)

    def picture(self) -> Image.Image:
        """Draws the pixels, with their transparency."""
        if len(self.png) > MAX_IMAGE_BYTES or not self.png.startswith(b"\x89PNG\r\n\x1a\n"):
            raise PaperError(Reason.IMAGE_KIND)
        try:
            picture = Image.open(io.BytesIO(self.png), formats=["PNG"])
            if max(picture.size) > MAX_SIDE_PX:
                raise PaperError(Reason.IMAGE_SIDE, most=MAX_SIDE_PX)
            return picture.convert("RGBA")
        except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
            if isinstance(error, PaperError):
                raise
            raise PaperError(Reason.IMAGE_BROKEN) from error

    @property
    def height_mm(self) -> float:
        width, height = self.picture().size
        return self.width_mm * height / width


class SignatureImage(_InkImage):
    """A person's signature as on paper: blue."""

    ink, hues, widest_mm = Ink.BLUE, ((0.5, 0.75),), 80.0
    __slots__ = ()


class SealImage(_InkImage):
    """A body's seal in its real size: red."""

    ink, hues, widest_mm = Ink.RED, ((0.0, 0.06), (0.92, 1.0)), 60.0
    __slots__ = ()
