"""Heads and their witnesses (docs/protocol/4-log.md, "Split views").

A head that independent witnesses have not signed yet is only proposed; where the key list requires witnesses, the
published index keeps the last head that has enough of them.
"""

from __future__ import annotations

from bluezone.exchange.errors import RequestError
from bluezone.protocol.errors import PeerError
from bluezone.protocol.index import Cosignature, verify_cosignature
from bluezone.protocol.signature import KeyList, Kind, VerifyingKey


class Proposal:
    """A signed head, and who has co-signed it so far."""

    def __init__(self, head: bytes, issued_s: int, size: int) -> None:
        self.head = head
        self.issued_s = issued_s
        self.size = size
        self._signatures: dict[bytes, bytes] = {}

    def add(self, cosignature: Cosignature, keys: KeyList) -> None:
        """Takes a witness's signature. Raises RequestError if it is not one."""
        try:
            listed = keys.key(Kind.WITNESS, cosignature.key_id)
            listed.require_valid_at(self.issued_s)  # as phones do: they refuse the whole index for one that had ended
            verify_cosignature(self.head, cosignature, VerifyingKey(listed.public))
        except PeerError as error:
            raise RequestError(f"the co-signature is not for the newest head: {error}") from error
        self._signatures[cosignature.key_id] = cosignature.signature

    @property
    def cosignatures(self) -> tuple[Cosignature, ...]:
        return tuple(Cosignature(key_id, signature) for key_id, signature in sorted(self._signatures.items()))
