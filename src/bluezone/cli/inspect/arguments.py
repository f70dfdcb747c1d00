"""How the inspect commands read their arguments."""

from __future__ import annotations

import argparse

_KEY_DIGITS = 64


def key_argument(text: str) -> bytes:
    """Reads 32 bytes from 64 hex digits."""
    try:
        value = bytes.fromhex(text)
    except ValueError:
        value = b""
    if len(text) != _KEY_DIGITS or len(value) * 2 != _KEY_DIGITS:
        raise argparse.ArgumentTypeError("a key is written as 64 hex digits")
    return value
