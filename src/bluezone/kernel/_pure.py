"""The readable truth: rolling ids in pure Python."""

from __future__ import annotations

import hashlib
import hmac

SUB_KEY_SALT = b"bluzonesubkey"  # spelt as on the air


def rolling_ids(day_key: bytes, slots: int) -> tuple[bytes, ...]:
    """The 12-byte ids of one day."""
    if len(day_key) != 32:
        raise ValueError(f"a day key has 32 bytes, not {len(day_key)}")
    if not 1 <= slots <= 1440:
        raise ValueError(f"slots per day lie in 1..1440, not {slots}")
    state = hashlib.sha256(day_key + SUB_KEY_SALT).digest()
    ids = [state[0:16:4] + state[16:32:2]]
    for _ in range(slots - 1):
        state = hashlib.sha256(state).digest()
        ids.append(state[0:16:4] + state[16:32:2])
    return tuple(ids)


def day_keys(seeds: bytes, day: int) -> bytes:
    """32-byte day keys, one for each 16-byte seed: HKDF-SHA256 without salt (RFC 5869)."""
    if len(seeds) % 16:
        raise ValueError(f"seeds have 16 bytes each, and {len(seeds)} is no multiple")
    info = b"bluezone/day-key/1" + day.to_bytes(4, "big") + b"\x01"
    keys = bytearray()
    for at in range(0, len(seeds), 16):
        extracted = hmac.digest(bytes(32), seeds[at : at + 16], "sha256")
        keys += hmac.digest(extracted, info, "sha256")
    return bytes(keys)
