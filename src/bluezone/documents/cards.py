"""A message as a picture: for chats that show pictures, where a text would be cut and a link not be tapped.

1080 by 1350 dots, as phones show them whole. The text is as large as it can be and still fits; what does not fit is
refused, never shrunk until nobody can read it.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import unicodedata
from dataclasses import dataclass

from bluezone.documents.errors import PaperError
from bluezone.documents.posters import qr_drawing
from bluezone.documents.typesetting import set_png
from bluezone.documents.words import Reason
from bluezone.vietnam.names import hides_signs

MAX_TEXT = 420
_SIDE_MM, _DOTS_AN_INCH = 108.0, 254
_CODE_MM = 34.0
_SIZES = ((90, 26.0), (160, 20.0), (260, 16.5), (MAX_TEXT, 13.5))
"""Up to so many letters in this size, in points; a phone shows the card at about two thirds."""


@dataclass(frozen=True, slots=True)
class Card:
    """What is said, and where it leads."""

    text: str
    link: str = ""

    def __post_init__(self) -> None:
        if not self.text.strip() or len(self.text) > MAX_TEXT:
            raise PaperError(Reason.PICTURE_LENGTH, most=MAX_TEXT)
        if hides_signs(self.text.replace("\r", "").replace("\n", "") + self.link):
            raise PaperError(Reason.PICTURE_SIGNS)
        if self.link:
            qr_drawing(self.link, _CODE_MM)


def set_card(card: Card, *, now: dt.datetime) -> bytes:
    """Sets the picture as PNG."""
    text = unicodedata.normalize("NFC", card.text)
    data = {
        "paragraphs": [" ".join(line.split()) for line in text.splitlines() if line.strip()],
        "link": card.link.removeprefix("https://"),
        "code": qr_drawing(card.link, _CODE_MM) if card.link else "",
        "code_mm": _CODE_MM,
        "side_mm": _SIDE_MM,
    }
    for size in (size for most, size in _SIZES if len(text) <= most):
        with contextlib.suppress(PaperError):  # many short lines take more room than their letters say
            return set_png("card.typ", {**data, "size_pt": size}, dots_an_inch=_DOTS_AN_INCH, now=now)
    raise PaperError(Reason.TOO_MUCH)
