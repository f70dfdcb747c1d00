"""What stands in an encrypted store's files, page by page, deleted or not: for tests of forgetting.

SQLCipher 4 with a raw key: AES-256-CBC under the key itself, pages of 4,096 bytes, of which the last 80 hold the
initialisation vector (16) and the check (64); the first page begins with 16 bytes in clear. Journal frames hold the
same pages behind 24 bytes each.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_PAGE, _RESERVED, _IV, _SALT = 4_096, 80, 16, 16
_JOURNAL_HEADER, _FRAME_HEADER = 32, 24


def stands_in(store: Path, key: bytes, needle: bytes) -> bool:
    """Whether these bytes stand anywhere in the store or its journal, alive or dead."""
    return any(needle in page for page in pages_of(store, key))


def pages_of(store: Path, key: bytes) -> Iterator[bytes]:
    """Every page of the store and its journal, in clear."""
    data = store.read_bytes()
    for at in range(0, len(data), _PAGE):
        yield _clear(data[at : at + _PAGE], key, is_first=at == 0)
    journal = store.with_name(store.name + "-wal")
    frames = journal.read_bytes()[_JOURNAL_HEADER:] if journal.exists() else b""
    for at in range(0, len(frames), _FRAME_HEADER + _PAGE):
        is_first = frames[at : at + 4] == b"\0\0\0\1"
        yield _clear(frames[at + _FRAME_HEADER : at + _FRAME_HEADER + _PAGE], key, is_first=is_first)


def _clear(page: bytes, key: bytes, *, is_first: bool) -> bytes:
    end = _PAGE - _RESERVED
    decryptor = Cipher(algorithms.AES(key), modes.CBC(page[end : end + _IV])).decryptor()
    return decryptor.update(page[_SALT if is_first else 0 : end]) + decryptor.finalize()
