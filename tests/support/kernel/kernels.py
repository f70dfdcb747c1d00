"""A second opinion on ids, keys and matches, written from docs/protocol alone and as plainly as possible.

The answers share no line with the kernel: HKDF comes from the cryptography package, and the rule of time is tried out
slot by slot as it is written.
"""

from __future__ import annotations

import hashlib
import operator

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bluezone.kernel import choosing

SLOT_MS = 900_000
DAY_MS = 86_400_000
SLOTS = 96
picked = operator.itemgetter(0, 4, 8, 12, 16, 18, 20, 22, 24, 26, 28, 30)
ALL_NATIVE_PATHS = ("sha-ni x2", "avx-512 x16", "avx2 x8", "armv8 x2", "portable")


def native_paths() -> list[str]:
    """The ways to hash that the C has on this processor; none where the C was not built."""
    try:
        return list(choosing.native_module().PATHS)
    except choosing.NativeUnavailableError:
        return []


def ids_by_the_book(day_key: bytes, slots: int = SLOTS) -> list[bytes]:
    state = hashlib.sha256(day_key + b"bluzonesubkey").digest()
    ids = []
    for _ in range(slots):
        ids.append(bytes(picked(state)))
        state = hashlib.sha256(state).digest()
    return ids


def day_key_by_the_book(seed: bytes, day: int) -> bytes:
    info = b"bluezone/day-key/1" + day.to_bytes(4, "big")
    return HKDF(hashes.SHA256(), 32, salt=None, info=info).derive(seed)


def matches_by_the_book(
    sightings: list[tuple[bytes, int]], tolerance: int, day: int, keys: list[bytes]
) -> list[tuple[int, int]]:
    """A dictionary of all ids of all keys, and the rule of docs/protocol/8-matching.md asked of each sighting."""
    made: dict[bytes, list[tuple[int, int]]] = {}
    for number, key in enumerate(keys):
        for slot, rolling_id in enumerate(ids_by_the_book(key)):
            made.setdefault(rolling_id, []).append((number, slot))
    found = set()
    for sighting, (rolling_id, time_ms) in enumerate(sightings):
        for number, slot in made.get(rolling_id, ()):
            start = (day * SLOTS + slot) * SLOT_MS
            if start - tolerance * SLOT_MS <= time_ms <= start + SLOT_MS + tolerance * SLOT_MS:
                found.add((number, sighting))
    return sorted(found)


def numbered_bytes(count: int, width: int, *, label: str) -> list[bytes]:
    """Distinct rows that look random and are the same in every run."""
    return [hashlib.shake_256(f"{label}/{number}".encode()).digest(width) for number in range(count)]
