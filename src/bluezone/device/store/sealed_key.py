"""The store's key where the platform has a key store: on disk it lies sealed, by a key that never leaves the platform
(docs/guides/devices.md, "The key").

Rule 1: at every moment of a start one file opens the store: the sealed key, or the plain one of before.
Rule 2: as long as the plain one lies there it counts, and is sealed anew; it goes once the sealed one was opened again.
Rule 3: a store that nobody can read is erased by its owner's word alone, and not if its key has come back meanwhile.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Protocol

from bluezone.device.core.moments import Entropy
from bluezone.device.errors import KeyLostError, KeyStoreBusyError
from bluezone.device.store.key_file import KEY_BYTES, read_or_make_key, sync_folder, write_whole

PLAIN_KEY, SEALED_KEY = "store.key", "store.key.sealed"
"""Beside the store."""

AskOwner = Callable[[], Awaitable[None]]
"""Asks the owner whether to begin anew, and returns once they have said yes, however long that takes."""


class KeySealer(Protocol):
    """A platform's key store. Both raise KeyStoreBusyError where it does not answer just now."""

    async def seal(self, key: bytes) -> bytes:
        """Seals a key under one of the platform's own, made if there is none."""

    async def unseal(self, sealed: bytes) -> bytes:
        """Opens what was sealed. Raises KeyLostError where it never will again."""


async def unseal_or_make_key(store: Path, entropy: Entropy, sealer: KeySealer) -> bytes:
    """The key of the store in this file: unsealed, taken over from a plain file, or made where there is no store.

    Raises KeyLostError where there is a store and no key for it, KeyStoreBusyError where the platform does not answer.
    """
    plain, sealed = store.with_name(PLAIN_KEY), store.with_name(SEALED_KEY)
    if _is_there(plain):
        return await _take_over(plain, sealed, entropy, sealer)
    try:
        return await sealer.unseal(_read(sealed))
    except KeyLostError:
        if _is_there(store):
            raise
    key = entropy(KEY_BYTES)
    write_whole(sealed, await _sealed_surely(key, sealer))
    return key


async def unseal_or_begin_anew(store: Path, entropy: Entropy, sealer: KeySealer, ask_owner: AskOwner) -> bytes:
    """The same; where the key is lost the owner is asked, and with their word the store that nobody can read goes."""
    try:
        return await unseal_or_make_key(store, entropy, sealer)
    except KeyLostError:
        await ask_owner()
    try:
        return await unseal_or_make_key(store, entropy, sealer)  # perhaps it is back, and then nothing is erased
    except KeyLostError:
        _erase(store)
    return await unseal_or_make_key(store, entropy, sealer)


async def _take_over(plain: Path, sealed: Path, entropy: Entropy, sealer: KeySealer) -> bytes:
    """Seals the plain key of before, once. A platform that does not answer just now is asked at the next start."""
    key = read_or_make_key(plain, entropy)
    try:
        whole = await _sealed_surely(key, sealer)
    except KeyStoreBusyError:
        return key
    _replace(plain, sealed, whole)
    return key


async def _sealed_surely(key: bytes, sealer: KeySealer) -> bytes:
    """What was sealed, opened once again: nothing that does not come back may stand for the only key."""
    sealed = await sealer.seal(key)
    try:
        opened = await sealer.unseal(sealed)
    except KeyLostError:
        opened = b""
    if opened != key:
        raise KeyStoreBusyError("the phone's key store does not give back what it was given; try again later")
    return sealed


def _replace(plain: Path, sealed: Path, whole: bytes) -> None:
    write_whole(sealed, whole)
    plain.unlink()
    sync_folder(plain.parent)


def _is_there(file: Path) -> bool:
    return file.exists()


def _read(sealed: Path) -> bytes:
    try:
        return sealed.read_bytes()
    except FileNotFoundError as error:
        raise KeyLostError("the key of what this phone has kept is missing") from error


def _erase(store: Path) -> None:
    """The store first: once it is gone the next start makes a new key by itself, wherever this one was killed."""
    store.unlink(missing_ok=True)
    for part in ("-wal", "-shm"):
        store.with_name(store.name + part).unlink(missing_ok=True)
    sync_folder(store.parent)
