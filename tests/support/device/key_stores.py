"""Platforms that keep a key for a store, and phones of before they did."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from bluezone.device.errors import KeyLostError, KeyStoreBusyError
from bluezone.device.store import open_store
from bluezone.device.store.sealed_key import unseal_or_begin_anew, unseal_or_make_key
from tests.support.device.phones import dice

OLD = bytes(range(32))


class Platform:
    """A key store that seals by a key of its own, which it may lose."""

    def __init__(self) -> None:
        self.own = b"one"
        self.busy = False
        self.gives_back_wrongly = False

    async def seal(self, key: bytes) -> bytes:
        self._answers()
        return self.own + b" sealed " + bytes(one ^ 0x55 for one in key)

    async def unseal(self, sealed: bytes) -> bytes:
        self._answers()
        own, _, key = sealed.partition(b" sealed ")
        if own != self.own or self.gives_back_wrongly:
            raise KeyLostError("lost")
        return bytes(one ^ 0x55 for one in key)

    def _answers(self) -> None:
        if self.busy:
            raise KeyStoreBusyError("busy")


class Owner:
    """Says yes, after doing something perhaps."""

    def __init__(self, first: Callable[[], object] = lambda: None) -> None:
        self.asked = 0
        self._first = first

    async def __call__(self) -> None:
        self.asked += 1
        self._first()


def key_of(store: Path, platform: Platform, chance: str = "chance") -> bytes:
    return asyncio.run(unseal_or_make_key(store, dice(chance), platform))


def begun(store: Path, platform: Platform, owner: Owner) -> bytes:
    return asyncio.run(unseal_or_begin_anew(store, dice("anew"), platform, owner))


def an_old_phone(store: Path) -> bytes:
    """A store of before, whose key lies in a plain file beside it."""
    plain = store.with_name("store.key")
    plain.write_bytes(OLD)
    plain.chmod(0o600)
    open_store(store, OLD).close()
    return OLD
