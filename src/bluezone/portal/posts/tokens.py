"""Codes by which devices are enrolled, and the tokens that they get: drawn at random, kept as digests. Pure."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable

from bluezone.protocol.crockford import is_written, meant, written

Entropy = Callable[[int], bytes]
CODE_SIGNS = 26
FRAGMENT = "E-"
"""What stands before a code behind the # of an address, which no browser sends."""
_TOKEN_BYTES = 32


def make_code(entropy: Entropy) -> str:
    """Draws a code of 130 bits."""
    return written(int.from_bytes(entropy((CODE_SIGNS * 5 + 7) // 8), "big"), CODE_SIGNS)


def make_token(entropy: Entropy) -> str:
    """Draws a device's token."""
    return base64.urlsafe_b64encode(entropy(_TOKEN_BYTES)).rstrip(b"=").decode()


def digest_of_code(text: str) -> str:
    """The digest of a code as somebody typed or scanned it; empty for what is none."""
    signs = meant(text)
    if not is_written(signs, CODE_SIGNS):
        return ""
    return hashlib.sha256(b"door code " + signs.encode()).hexdigest()


def digest_of_token(token: str) -> str:
    """The digest of a device's token."""
    return hashlib.sha256(b"door device " + token.encode()).hexdigest()
