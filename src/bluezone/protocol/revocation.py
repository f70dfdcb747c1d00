"""A revocation: two persons' word that a published file must no longer count (docs/protocol/3-batches.md).

It names a file of the log, never a seed or a person. Phones drop what matched through it and withdraw warnings that
rest on it alone; good seeds are published again later. The key list asks for two different keys on this kind.
"""

from __future__ import annotations

from typing import Annotated

import msgspec

from bluezone.protocol.errors import MalformedError
from bluezone.protocol.signature import KeyList, Kind, SigningKey, decode_body, open_file, sign_file

MAX_REVOCATION_BYTES = 1 << 10
_Number = Annotated[int, msgspec.Meta(ge=0, le=(1 << 63) - 1)]


class Revocation(msgspec.Struct, frozen=True, array_like=True):
    """One file of the log is taken back."""

    sequence: _Number
    issued_s: _Number
    kind: Kind
    """batch or rollup."""
    revoked: _Number
    """The sequence of the file that is taken back."""

    def __post_init__(self) -> None:
        if self.kind not in (Kind.BATCH, Kind.ROLLUP):
            raise ValueError("only batches and roll-ups can be revoked")


def write_revocation(revocation: Revocation, first: SigningKey, second: SigningKey) -> bytes:
    """The revocation as a file with the signatures of two persons."""
    return sign_file(msgspec.msgpack.encode(revocation), [first, second])


def read_revocation(data: bytes, keys: KeyList) -> Revocation:
    """The revocation in these bytes, if as many different keys signed it as the list asks for."""
    if len(data) > MAX_REVOCATION_BYTES:
        raise MalformedError(f"a revocation of {len(data)} bytes exceeds {MAX_REVOCATION_BYTES}")
    opened = open_file(Kind.REVOCATION, data, keys)
    revocation = decode_body(opened.body, Revocation, "revocation")
    opened.require_valid_at(revocation.issued_s)
    return revocation
