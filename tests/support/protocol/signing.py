"""Keys for tests: the same ones every time, one for each kind, and the list that names them."""

from __future__ import annotations

import hashlib
from typing import Any

from bluezone.protocol.signature import KeyList, Kind, ListedKey, SigningKey

FOREVER_S = 1 << 40


def signing_key(kind: Kind, number: int = 0) -> SigningKey:
    """The test's private key of this kind; `number` tells several apart."""
    return SigningKey(kind, hashlib.sha256(f"a test key for {kind}, number {number}".encode()).digest())


ROOT = signing_key(Kind.KEYS)


def listed(key: SigningKey, *, valid_from_s: int = 0, valid_until_s: int = FOREVER_S) -> ListedKey:
    return ListedKey(key.kind, key.verifying_key.value, valid_from_s, valid_until_s)


def key_list(*extra: ListedKey, without: Kind | None = None, **changes: Any) -> KeyList:
    """A list with one key of every kind, except those of `without`, and the extra ones."""
    keys = tuple(listed(signing_key(kind)) for kind in Kind if kind not in (Kind.KEYS, without))
    return KeyList(**{"sequence": 1, "issued_s": 1_600_000_000, "keys": keys + extra, **changes})
