"""A phone's store, opened with its key: behind Android's pipe the phone's key store seals that, elsewhere it lies in a
file beside the store."""

from __future__ import annotations

from pathlib import Path

from bluezone.device.store import PLAIN_KEY, Store, open_store, read_or_make_key, unseal_or_begin_anew
from bluezone.device.store.piped_seal import PipedSealer
from bluezone.joining.chance import entropy
from bluezone.joining.refusal import RefusedError
from bluezone.radio.android import AndroidRadio
from bluezone.radio.base import Radio

STORE = "phone.store"


async def open_own_store(data: Path, radio: Radio) -> Store:
    """Opens the store in this folder, made if missing. Raises RefusedError and the store's errors.

    On Android it waits for its owner where the key is lost, and begins anew with their word.
    """
    store = data / STORE
    if isinstance(radio, AndroidRadio):
        sealer = PipedSealer(radio.pipe)
        return open_store(store, await unseal_or_begin_anew(store, entropy, sealer, sealer.ask_owner))
    key = data / PLAIN_KEY
    if store.exists() and not key.exists():
        raise RefusedError(f"{key} is missing, and without it {store.name} cannot be read")
    return open_store(store, read_or_make_key(key, entropy))
