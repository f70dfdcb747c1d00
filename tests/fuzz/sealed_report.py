"""What anybody may seal to the report key: the plain text first, for a fuzzer cannot guess its way through a box."""

from __future__ import annotations

import contextlib

import msgspec
from nacl.public import PublicKey, SealedBox

from bluezone.protocol.errors import PeerError
from bluezone.protocol.report import PLAIN_BYTES, Withdrawal, open_sealed, report_public_key

_PRIVATE = bytes(range(32))
_BOX = SealedBox(PublicKey(report_public_key(_PRIVATE)))


def fuzz(data: bytes) -> None:
    with contextlib.suppress(PeerError):
        open_sealed(bytes(_BOX.encrypt(data[:PLAIN_BYTES].ljust(PLAIN_BYTES, b"\0"))), _PRIVATE)
    with contextlib.suppress(PeerError):
        open_sealed(data, _PRIVATE)


def samples() -> list[bytes]:
    packed = msgspec.msgpack.encode(Withdrawal(bytes(16)))
    return [len(packed).to_bytes(2, "big") + packed]
