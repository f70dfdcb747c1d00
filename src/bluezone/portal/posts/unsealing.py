"""What devices and the pages of sheets seal to the report keys, opened with their private halves. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox


def unsealed(sealed: bytes, keys: Iterable[bytes]) -> bytes | None:
    """Opens a sealed box with the first key that does; None where none does, and where nothing is left of it."""
    for key in keys if sealed else ():
        try:
            return bytes(SealedBox(PrivateKey(key)).decrypt(sealed))
        except CryptoError:
            continue
    return None
