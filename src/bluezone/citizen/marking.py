"""The running mark: three signs that are the same on every phone in the same minute, and change with the next.

They are public and say nothing about who shows them. They let the person at the door, who sees the same three on their
own phone, tell a running Bluezone from a picture of one. A forged program can show them too: that is said on the page.
Pure.
"""

from __future__ import annotations

import base64
import hashlib
import hmac

MINUTE_MS = 60_000
SIGNS = ("circle", "square", "triangle", "star", "diamond", "cross", "ring", "bars")
_TOKEN_BYTES = 12


def signs_of(now_ms: int) -> tuple[str, str, str]:
    """The three signs of this minute."""
    drawn = hashlib.sha256(b"bluezone/mark/1" + (now_ms // MINUTE_MS).to_bytes(8, "big")).digest()
    first, second, third = (SIGNS[byte % len(SIGNS)] for byte in drawn[:3])
    return first, second, third


def mark_text(now_ms: int, state: str) -> str:
    """What the mark's code says to a scanner: the minute, and on, off, or on and unheard. No name, no id."""
    return f"BZM1:{now_ms // MINUTE_MS}:{state}"


def door_token(secret: bytes, now_ms: int, slot_ms: int) -> str:
    """What a door would write down instead of a name: another token each quarter of an hour. No door reads it yet.

    Only this phone could tell later that a token in a door's log was its own.
    """
    slot = (now_ms // slot_ms).to_bytes(8, "big")
    token = hmac.new(secret, b"bluezone/door-token/1" + slot, hashlib.sha256).digest()[:_TOKEN_BYTES]
    return "BZT1:" + base64.urlsafe_b64encode(token).decode()
