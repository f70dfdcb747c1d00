"""The file of another phone: the plain text first, for a fuzzer cannot guess its way through a box; then any bytes."""

from __future__ import annotations

import contextlib
import hashlib
import hmac

import msgspec
from nacl.secret import Aead

from bluezone.device.moving import arrival_of
from bluezone.protocol.errors import MalformedError
from bluezone.protocol.handover import (
    MARK,
    SIZES,
    Handover,
    HandoverError,
    MovedBoot,
    MovedSeed,
    handover_key,
    pack_sightings,
    read_handover,
    read_handover_key,
)
from bluezone.protocol.identifiers import RollingId
from bluezone.protocol.sighting import BootId, Sighting

_KEY = handover_key(bytes(range(17)))
_HEADER = MARK + hmac.digest(_KEY.encode(), b"bluezone/handover-check/1", hashlib.sha256)[:8]
_BOX = Aead(hmac.digest(_KEY.encode(), b"bluezone/handover-key/1", hashlib.sha256))
_PLAIN_BYTES = SIZES[0] - 52


def fuzz(data: bytes) -> None:
    plain = data[:_PLAIN_BYTES].ljust(_PLAIN_BYTES, b"\0")
    with contextlib.suppress(HandoverError):
        arrival_of(read_handover(_HEADER + bytes(_BOX.encrypt(plain, _HEADER, bytes(24))), _KEY))
    with contextlib.suppress(HandoverError):
        read_handover(data, _KEY)
    with contextlib.suppress(MalformedError):
        read_handover_key(data.decode("latin-1"))


def samples() -> list[bytes]:
    heard = Sighting(RollingId(bytes(12)), BootId(b"one boot"), 5, 1_600_000_000_000, -60)
    boots = (MovedBoot(b"one boot", 0, None, 0, None, 0),)
    full = Handover(
        bytes(16),
        1_600_000_000_000,
        bytes(32),
        (MovedSeed(18_000, 0, 95, bytes(16)),),
        boots,
        pack_sightings([(0, heard)]),
    )
    packed = [msgspec.msgpack.encode(one) for one in (full, Handover(bytes(16), 0, bytes(32)))]
    return [*(len(one).to_bytes(4, "big") + one for one in packed), _KEY.encode(), _HEADER]
