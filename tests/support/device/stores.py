"""Stores of phones that stand for something else: as new, but with tables that were made once a process.

To make a store is nine tenths of opening a new one. That it is made whole or not at all, and what it is then, is tested
by `open_store` itself (tests/contract/test_device_store.py).
"""

from __future__ import annotations

import functools
import tempfile
from pathlib import Path

from bluezone.device.store import Store, open_store


def store_in(path: Path, key: bytes) -> Store:
    """The store in this file, a new one if there is none. Where anything of one is left, the product makes it."""
    if not any(path.parent.glob(f"{path.name}*")):
        path.write_bytes(_new(key))
        path.chmod(0o600)
    return open_store(path, key, durable=False)


@functools.cache
def _new(key: bytes) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "phone.store"
        open_store(file, key).close()
        return file.read_bytes()
