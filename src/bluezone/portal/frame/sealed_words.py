"""What is searched for among people, as it stands in an address: sealed, for browsers and proxies keep addresses.

The same words are sealed the same way, so an address can be made wherever a list is drawn. Only this portal opens them;
they say no more than that somebody looked for the same once more.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode

from django.conf import settings
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

SIGN = "~"
"""With which sealed words begin."""
LONGEST = 600


def sealed_words(text: str) -> str:
    """Seals words for an address; nothing where there are none."""
    if not text:
        return ""
    nonce = hmac.new(_key(b"nonce"), text.encode(), hashlib.sha256).digest()[: SecretBox.NONCE_SIZE]
    return SIGN + urlsafe_b64encode(SecretBox(_key(b"words")).encrypt(text.encode(), nonce)).decode().rstrip("=")


def opened_words(said: str) -> str:
    """The words that an address carries, sealed or typed there by hand; nothing where they were sealed elsewhere."""
    if not said.startswith(SIGN):
        return said
    packed = said[len(SIGN) : LONGEST]
    try:
        kept = urlsafe_b64decode(packed.encode() + b"=" * (-len(packed) % 4))
        words = SecretBox(_key(b"words")).decrypt(kept).decode()
    except (CryptoError, ValueError):
        return ""
    return "" if "\0" in words else words


def _key(purpose: bytes) -> bytes:
    return hashlib.sha256(b"words in addresses:" + purpose + b":" + settings.SECRET_KEY.encode()).digest()
