"""Numbers of identity cards as they are kept: hashed under a key to be found again, and sealed to be read.

A number of twelve digits has few enough values to try them all, so its hash is keyed; the key lies in a file beside the
database. A copy of the database alone tells neither a number nor whether two people of different portals are one.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from bluezone.portal.secrets_on_disk import read_drawn_secret
from bluezone.vietnam.identity_number import spaced_identity

PERSONS_FILE = "identity-numbers.key"


def hash_of(number: str) -> str:
    """Hashes a number so that it is found again. How many digits it has stands before: an old card's number and the
    personal number of the same person differ, and that speaks against nobody."""
    return f"{len(number)}:{hmac.new(_key(b'hash'), number.encode(), hashlib.sha256).hexdigest()}"


def seal(number: str, entropy: Callable[[int], bytes]) -> bytes:
    """Encrypts a number."""
    return bytes(SecretBox(_key(b"seal")).encrypt(number.encode(), entropy(SecretBox.NONCE_SIZE)))


def opened(sealed: bytes | memoryview) -> str:
    """Decrypts a number; empty where there is none, and under another key than that of this portal."""
    try:
        return SecretBox(_key(b"seal")).decrypt(bytes(sealed)).decode() if sealed else ""
    except CryptoError:
        return ""


def fits(sealed: bytes | memoryview) -> bool:
    """Whether the key of this portal is the one under which this was encrypted."""
    return not sealed or bool(opened(sealed))


def told(sealed: bytes | memoryview) -> str:
    """Writes a number as it is shown; where none can be read, that there is one."""
    return spaced_identity(opened(sealed)) if fits(sealed) else gettext("not readable: its key was lost")


def _key(purpose: bytes) -> bytes:
    secret = bytes.fromhex(read_drawn_secret(Path(settings.DATA_FOLDER or "") / PERSONS_FILE))
    return hmac.new(secret, purpose, hashlib.sha256).digest()
