"""The body of a revocation under two keys that somebody stole."""

from __future__ import annotations

import contextlib

import msgspec

from bluezone.protocol.errors import PeerError
from bluezone.protocol.revocation import Revocation, read_revocation
from bluezone.protocol.signature import Kind, sign_file
from tests.support.protocol.signing import key_list, listed, signing_key

_SIGNERS = [signing_key(Kind.REVOCATION), signing_key(Kind.REVOCATION, 1)]
_KEYS = key_list(listed(_SIGNERS[1]), required_signatures={Kind.REVOCATION: 2})


def fuzz(data: bytes) -> None:
    with contextlib.suppress(PeerError):
        read_revocation(sign_file(data, _SIGNERS), _KEYS)


def samples() -> list[bytes]:
    return [msgspec.msgpack.encode(Revocation(1, Kind.BATCH, 7, bytes(32), 1_600_000_000))]
