"""Short messages: what they cost, with tone marks and without. Pure.

A phone network cuts a text into segments. The GSM alphabet takes 160 characters (153 when there are several); one
Vietnamese letter outside it turns the whole text into UCS-2, which takes 70 (67).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from urllib.parse import quote

_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_TWICE = frozenset("^{}\\[~]|€")
"""They take two places each."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What the network counts."""

    characters: int
    segments: int
    is_plain: bool
    """Whether the GSM alphabet is enough."""


def cost_of(text: str) -> Cost:
    """The segments of a text. Nothing costs nothing."""
    composed = unicodedata.normalize("NFC", text)
    is_plain = all(sign in _GSM or sign in _GSM_TWICE for sign in composed)
    if is_plain:
        places, one, several = len(composed) + sum(sign in _GSM_TWICE for sign in composed), 160, 153
    else:
        places, one, several = len(composed.encode("utf-16-be")) // 2, 70, 67
    segments = 0 if places == 0 else 1 if places <= one else -(-places // several)
    return Cost(len(composed), segments, is_plain)


def without_marks(text: str) -> str:
    """The text as people write it on an old phone: no tone, no roof, d for đ; capitals stay."""
    marked = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(sign for sign in marked if not unicodedata.combining(sign))


def sms_link(phone: str, text: str) -> str:
    """Opens the phone's own message with number and text filled in."""
    return f"sms:{quote(phone, safe='+')}?body={quote(text, safe='')}"
