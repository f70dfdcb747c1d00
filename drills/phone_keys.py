"""What a kernel answers about so many keys, as one hash over all of it: `phone_keys.py COUNT`.

The drill phone-arm runs this file with a package's own Python, beside which nothing of ours lies but the package. Keys,
the ids of their whole days, and matches of a log that heard each of them; the same in every run.
"""

from __future__ import annotations

import hashlib
import json
import sys
from array import array

from bluezone import kernel
from bluezone.kernel import Implementation

_DAY = 20_780
_DAY_MS, _SLOT_MS, _SLOTS = 86_400_000, 900_000, 96
_KEY_BYTES = 32


def hashed(one: Implementation, count: int) -> str:
    """Two kernels that differ in one bit of one answer differ here."""
    whole = hashlib.sha256()
    seeds = b"".join(hashlib.shake_256(f"phone/{number}".encode()).digest(16) for number in range(count))
    keys = one.day_keys(seeds, _DAY)
    whole.update(keys)
    heard, times = bytearray(), array("q")
    for number in range(count):
        ids = one.rolling_ids(keys[_KEY_BYTES * number : _KEY_BYTES * (number + 1)], _SLOTS)
        whole.update(b"".join(ids))
        slot = number * 7 % _SLOTS
        heard += ids[slot]
        times.append(_DAY * _DAY_MS + (slot + number % 7 - 3) * _SLOT_MS + number % 3 - 1)
    for tolerance in (0, 1, 2):
        found = one.SightingIndex(heard, times, tolerance).match_seeds(_DAY, seeds)
        whole.update(json.dumps(found).encode())
    return whole.hexdigest()


if __name__ == "__main__":
    print(json.dumps([kernel.CHOSEN.choice.path, hashed(kernel.CHOSEN, int(sys.argv[1]))]))
