"""The readable truth: rolling ids in pure Python."""

from __future__ import annotations

import hashlib

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
