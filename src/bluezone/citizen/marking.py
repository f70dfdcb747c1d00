"""The running mark: three signs that are the same on every phone in the same minute, and change with the next.

They are public and say nothing about who shows them. They let the person at the door, who sees the same three on their
own phone, tell a running Bluezone from a picture of one. A forged program can show them too: that is said on the page.
Pure.
"""

from __future__ import annotations

import hashlib

from bluezone.protocol.door_codes import MINUTE_MS

SIGNS = ("circle", "square", "triangle", "star", "diamond", "cross", "ring", "bars")


def signs_of(now_ms: int) -> tuple[str, str, str]:
    """The three signs of this minute."""
    drawn = hashlib.sha256(b"bluezone/mark/1" + (now_ms // MINUTE_MS).to_bytes(8, "big")).digest()
    first, second, third = (SIGNS[byte % len(SIGNS)] for byte in drawn[:3])
    return first, second, third
