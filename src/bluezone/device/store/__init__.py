"""The phone's memory: one encrypted file, and its key in a file of its own, sealed where the platform has a key store
(docs/guides/devices.md, "The key").

Raw SQL with bound parameters lives in this room and nowhere else on the device.
"""

from bluezone.device.store.encrypted import Departure, Store, open_store
from bluezone.device.store.judged import Told
from bluezone.device.store.key_file import read_or_make_key
from bluezone.device.store.sealed_key import PLAIN_KEY, KeySealer, unseal_or_begin_anew
from bluezone.device.store.taking_over import Belongings

__all__ = [
    "PLAIN_KEY",
    "Belongings",
    "Departure",
    "KeySealer",
    "Store",
    "Told",
    "open_store",
    "read_or_make_key",
    "unseal_or_begin_anew",
]
