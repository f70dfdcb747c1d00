"""The readable truth: everything the kernel answers, in pure Python.

The C sources in native/ must agree with this module bit for bit. Arguments arrive checked (checks.py); this module
knows no threads, no environment and no other room. Derivations: docs/protocol/1-air.md and 2-keys.md; which slots a
sighting matches: docs/protocol/8-matching.md.
"""

from __future__ import annotations

import hashlib
import hmac
import importlib
import itertools
import operator
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from bluezone.kernel.checks import MAX_MATCHES, TOO_MANY_MATCHES

SUB_KEY_SALT = b"bluzonesubkey"  # spelt as on the air
DAY_KEY_INFO = b"bluezone/day-key/1"
ID_BYTES = 12
KEY_BYTES = 32
SEED_BYTES = 16
SLOTS_PER_DAY = 96
SLOT_MS = 900_000
DAYS = 0x10000  # a day is published in 16 bits

_NO_SALT = bytes(32)  # RFC 5869, 2.2: as many zero bytes as the hash has


class _Digest(Protocol):
    def digest(self) -> bytes: ...


def rolling_ids(day_key: bytes, slots: int) -> tuple[bytes, ...]:
    """The 12-byte ids of one day."""
    return tuple(state[0:16:4] + state[16:32:2] for state in _states(day_key, slots))


def day_keys(seeds: memoryview, day: int) -> bytes:
    """The 32-byte day keys of 16-byte seeds, in the same order."""
    return b"".join(_day_keys(seeds, day))


def ascending(rows: memoryview, width: int) -> bool:
    """Whether rows of `width` bytes are strictly ascending as big-endian numbers."""
    return all(itertools.starmap(operator.lt, itertools.pairwise(_rows(rows, width))))


class Index:
    """A log's sightings, each entered in every slot of the world in which its id would match."""

    def __init__(self, ids: memoryview, times_ms: Iterable[int], tolerance_slots: int) -> None:
        self._slots: dict[int, dict[bytes, list[int]]] = {}
        for sighting, time_ms in enumerate(times_ms):
            rolling_id = bytes(ids[sighting * ID_BYTES : (sighting + 1) * ID_BYTES])
            for slot in matching_slots(time_ms, tolerance_slots):
                self._slots.setdefault(slot, {}).setdefault(rolling_id, []).append(sighting)
        self.days = tuple(sorted({slot // SLOTS_PER_DAY for slot in self._slots}))

    def match(self, day: int, material: memoryview, *, seeds: bool) -> list[tuple[int, int]]:
        """(key number, sighting number), sorted; `seeds` says that the material is seeds and not keys."""
        first = day * SLOTS_PER_DAY
        wanted = {i: self._slots[first + i] for i in range(SLOTS_PER_DAY) if first + i in self._slots}
        if not wanted:
            return []
        strides = {_stride_of_id(rolling_id) for ids in wanted.values() for rolling_id in ids}
        slots = max(wanted) + 1
        found: list[tuple[int, int]] = []
        for number, key in enumerate(_day_keys(material, day) if seeds else _rows(material, KEY_BYTES)):
            # Most keys were never near. The first look takes every fourth byte of each state: one slice for 8 of the
            # 12 bytes of an id. Only a key that passes is looked at slot by slot.
            if not strides.isdisjoint(_strides(key, slots)):
                found += itertools.islice(_sightings_of_key(number, key, wanted), MAX_MATCHES + 1 - len(found))
            if len(found) > MAX_MATCHES:
                raise ValueError(TOO_MANY_MATCHES)
        return sorted(found)


def matching_slots(time_ms: int, tolerance_slots: int) -> range:
    """All slots g, counted from 1970, with g·δ - N·δ ≤ t ≤ g·δ + δ + N·δ; both borders belong to it."""
    slot, rest = divmod(time_ms, SLOT_MS)
    first = slot - tolerance_slots - (rest == 0)
    last = slot + tolerance_slots
    return range(max(first, 0), min(last + 1, DAYS * SLOTS_PER_DAY))


def _fastest_sha256() -> Callable[[bytes], _Digest]:
    """The interpreter's own SHA-256 starts faster than OpenSSL's behind hashlib: a third more keys per second."""
    for name in ("_sha2", "_sha256"):  # since 3.12; until 3.11
        try:
            own: Callable[[bytes], _Digest] = importlib.import_module(name).sha256
        except (ImportError, AttributeError):
            continue
        return own
    return hashlib.sha256


_sha256 = _fastest_sha256()


def _states(day_key: bytes, slots: int) -> Iterator[bytes]:
    state = _sha256(day_key + SUB_KEY_SALT).digest()
    yield state
    for _ in range(slots - 1):
        state = _sha256(state).digest()
        yield state


def _strides(day_key: bytes, slots: int) -> list[bytes]:
    """Every fourth byte of each state. Written out, because this loop is all that the pure kernel waits for."""
    sha256 = _sha256
    state = sha256(day_key + SUB_KEY_SALT).digest()
    strides = [state[::4]]
    add = strides.append
    for _ in range(slots - 1):
        state = sha256(state).digest()
        add(state[::4])
    return strides


def _stride_of_id(rolling_id: bytes) -> bytes:
    """The bytes of an id that are every fourth byte of the state it was picked from."""
    return rolling_id[:4] + rolling_id[4::2]


def _sightings_of_key(
    number: int, day_key: bytes, wanted: dict[int, dict[bytes, list[int]]]
) -> Iterator[tuple[int, int]]:
    for slot, rolling_id in enumerate(rolling_ids(day_key, max(wanted) + 1)):
        for sighting in wanted.get(slot, {}).get(rolling_id, ()):
            yield number, sighting


def _day_keys(seeds: memoryview, day: int) -> Iterator[bytes]:
    """HKDF-SHA256 (RFC 5869) without salt; one block of output is a whole key."""
    info = DAY_KEY_INFO + day.to_bytes(4, "big") + b"\x01"
    for seed in _rows(seeds, SEED_BYTES):
        yield hmac.digest(hmac.digest(_NO_SALT, seed, "sha256"), info, "sha256")


def _rows(column: memoryview, width: int) -> Iterator[bytes]:
    for start in range(0, len(column), width):
        yield bytes(column[start : start + width])
