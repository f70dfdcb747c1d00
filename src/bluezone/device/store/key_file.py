"""The store's key where no platform keeps one: 32 bytes in a file that only its owner can read.

Whoever has the folder has both, key and store (docs/guides/devices.md, "The key"). Where a platform has a key store,
`sealed_key.py` holds instead.
"""

from __future__ import annotations

import os
from pathlib import Path

from bluezone.device.core.moments import Entropy
from bluezone.device.errors import StoreKeyError

KEY_BYTES = 32
_OTHERS = 0o077


def read_or_make_key(path: Path, entropy: Entropy) -> bytes:
    """The key in this file, made if there is none. On disk before it is returned."""
    try:
        mode = path.stat().st_mode
        key = path.read_bytes()
    except FileNotFoundError:
        key = entropy(KEY_BYTES)
        write_whole(path, key)
        return key
    if mode & _OTHERS:
        raise StoreKeyError(f"the key file {path.name} is open to others; its mode must be 0600")
    if len(key) != KEY_BYTES:
        raise StoreKeyError(f"the key file {path.name} does not hold {KEY_BYTES} bytes")
    return key


def write_whole(path: Path, content: bytes) -> None:
    """Puts a file where it belongs, whole and on disk, or leaves what was there: written under another name first."""
    unfinished = path.with_name(path.name + ".new")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Puts the names in a folder on disk: a store whose key's name was lost in a crash could never be opened again."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
