"""Taking a published batch back (docs/protocol/3-batches.md, "Revocation").

Two persons sign it, each with a key of their own; a phone drops the matches that came from the named file, and the
warnings that rest on them alone. What else a phone learned stays. Good seeds are published again in a later batch.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from bluezone.protocol.errors import MalformedError
from bluezone.protocol.log import HASH_BYTES
from bluezone.protocol.signature import KeyList, Kind, SigningKey, decode_body, open_file, sign_file

MAX_REVOCATION_BYTES = 512
_MAX_NUMBER = (1 << 63) - 1


class Revocation(msgspec.Struct, frozen=True, array_like=True):
    """The word of two persons that one batch or roll-up must not count."""

    sequence: int
    """Of the revocation itself: revocations are a series of their own, from 1."""
    kind: Kind
    """batch or rollup"""
    revoked: int
    """The sequence of the file that does not count any more."""
    identity: bytes
    """And its identity, so that no doubt is left which one was meant."""
    issued_s: int

    def __post_init__(self) -> None:
        if self.kind not in (Kind.BATCH, Kind.ROLLUP):
            raise ValueError(f"a {self.kind} cannot be revoked")
        if not all(0 <= number <= _MAX_NUMBER for number in (self.sequence, self.revoked, self.issued_s)):
            raise ValueError("a revocation's numbers lie outside 0..2^63-1")
        if len(self.identity) != HASH_BYTES:
            raise ValueError(f"the revoked file's identity has {HASH_BYTES} bytes")


def write_revocation(revocation: Revocation, keys: Sequence[SigningKey]) -> bytes:
    """The revocation as a signed file."""
    return sign_file(msgspec.msgpack.encode(revocation), keys)


def read_revocation(data: bytes, keys: KeyList) -> Revocation:
    """The revocation in these bytes, if as many persons signed it as the key list asks for."""
    if len(data) > MAX_REVOCATION_BYTES:
        raise MalformedError(f"a revocation of {len(data)} bytes exceeds {MAX_REVOCATION_BYTES}")
    opened = open_file(Kind.REVOCATION, data, keys)
    revocation = decode_body(opened.body, Revocation, "revocation")
    opened.require_valid_at(revocation.issued_s)
    return revocation
