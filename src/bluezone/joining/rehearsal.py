"""The one root key of rehearsals: known to everybody, so that nobody can take it for a real one.

It is made from words that stand here, not drawn. So it is told from every other by itself, without a mark in any file:
a phone pins it never, an exchange does not serve under it, and a list that it signed opens nothing. What is rehearsed
are the steps, and they are the very same.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from bluezone.joining.refusal import RefusedError
from bluezone.protocol.signature import Kind, SigningKey, VerifyingKey

ROOT = SigningKey(Kind.KEYS, hashlib.sha256(b"bluezone: the root key of every rehearsal").digest())
_ROOT_FILE = "root.pub"


def is_rehearsal(root: VerifyingKey) -> bool:
    """Whether this is the root key of rehearsals."""
    return root == ROOT.verifying_key


def require_real(root: VerifyingKey) -> VerifyingKey:
    """Requires another root key than that of rehearsals. Raises RefusedError."""
    if is_rehearsal(root):
        raise RefusedError("this is the root key of rehearsals, which everybody has: nothing real stands under it")
    return root


def require_real_exchange(key_directory: Path) -> None:
    """Requires that an exchange was not begun in a rehearsal; one that is still to be begun passes. Raises
    RefusedError."""
    pinned = key_directory / _ROOT_FILE
    if pinned.exists() and pinned.read_bytes() == ROOT.verifying_key.value:
        raise RefusedError("this exchange was begun in a rehearsal: it serves nobody; erase it and begin a real one")
