"""The number of a shift, as devices compare it without a network. Pure.

It says who is on duty, for the record, and protects nothing: whoever holds the device tries ten thousand numbers soon.
"""

from __future__ import annotations

import hashlib

SALT_BYTES, ROUNDS = 16, 200_000
_DIGITS = 4


def is_pin(text: str) -> bool:
    """Whether a text is a number of four digits."""
    return len(text) == _DIGITS and text.isascii() and text.isdigit()


def kept_pin(pin: str, salt: bytes) -> bytes:
    """Derives what is kept of a number, and sent to the devices of its post."""
    return hashlib.pbkdf2_hmac("sha256", pin.encode(), salt, ROUNDS, 32)
