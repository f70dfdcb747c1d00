"""A file on its way to those who sign it (docs/protocol/3-batches.md, "Proposals").

What one person proposes, others read and sign on machines of their own; each signature is added to what travels on.
Nothing that phones read: they are given the finished file only. A proposal proves nothing by itself; whoever signs
compares its fingerprint with that of the person who made it, and reads what it says.
"""

from __future__ import annotations

from typing import Annotated

import msgspec

from bluezone.protocol.config import MAX_CONFIG_BYTES
from bluezone.protocol.errors import InvalidValueError, MalformedError
from bluezone.protocol.signature import (
    KEY_ID_BYTES,
    MAX_SIGNATURES,
    SIGNATURE_BYTES,
    Kind,
    SigningKey,
    decode_body,
    identity_of,
)

PROPOSED_KINDS = frozenset({Kind.KEYS, Kind.REVOCATION, Kind.CONFIG})
MAX_PROPOSAL_BYTES = MAX_CONFIG_BYTES + 1_024
_MAGIC = b"BZP1"
_GROUP_DIGITS, _FINGERPRINT_DIGITS = 4, 32


class MadeSignature(msgspec.Struct, frozen=True, array_like=True):
    """One signature that was given already."""

    key_id: bytes
    signature: bytes

    def __post_init__(self) -> None:
        if len(self.key_id) != KEY_ID_BYTES or len(self.signature) != SIGNATURE_BYTES:
            raise ValueError("a signature of a proposal has the wrong size")


class Proposal(msgspec.Struct, frozen=True, array_like=True):
    """The body of a file, and who has signed it so far."""

    kind: Kind
    body: bytes
    signatures: Annotated[tuple[MadeSignature, ...], msgspec.Meta(max_length=MAX_SIGNATURES)] = ()

    def __post_init__(self) -> None:
        if self.kind not in PROPOSED_KINDS:
            raise ValueError(f"a {self.kind} is never proposed")
        if not self.body:
            raise ValueError("a proposal proposes something")
        if len({made.key_id for made in self.signatures}) != len(self.signatures):
            raise ValueError("a proposal was signed twice by one key")

    @property
    def fingerprint(self) -> str:
        """What two people compare, by voice if need be: half of the identity, in groups of four."""
        digits = identity_of(self.body).hex()[:_FINGERPRINT_DIGITS]
        return "-".join(digits[at : at + _GROUP_DIGITS] for at in range(0, len(digits), _GROUP_DIGITS))

    def signed_by(self, key: SigningKey) -> Proposal:
        """Adds one more signature. Raises InvalidValueError for a key of another kind or one that has signed."""
        if key.kind != self.kind:
            raise InvalidValueError(f"a {self.kind} is not signed with a key for {key.kind}")
        key_id = key.verifying_key.key_id
        if any(made.key_id == key_id for made in self.signatures):
            raise InvalidValueError("this key has signed already; the second signature is another person's")
        if len(self.signatures) == MAX_SIGNATURES:
            raise InvalidValueError(f"a file carries at most {MAX_SIGNATURES} signatures")
        return Proposal(self.kind, self.body, (*self.signatures, MadeSignature(key_id, key.sign(self.body))))

    def file(self) -> bytes:
        """The signed file with the signatures there are. Raises InvalidValueError while there is none."""
        if not self.signatures:
            raise InvalidValueError("nobody has signed this proposal yet")
        entries = b"".join(made.key_id + made.signature for made in self.signatures)
        return self.body + bytes([len(self.signatures)]) + entries


def propose(kind: Kind, document: msgspec.Struct) -> Proposal:
    """A document that nobody has signed yet."""
    return Proposal(kind, msgspec.msgpack.encode(document))


def write_proposal(proposal: Proposal) -> bytes:
    """The proposal as it travels."""
    return _MAGIC + msgspec.msgpack.encode(proposal)


def read_proposal(data: bytes, kind: Kind) -> Proposal:
    """The proposal of this kind in these bytes; whether its body means anything is asked of the kind's own reader."""
    if len(data) > MAX_PROPOSAL_BYTES:
        raise MalformedError(f"a proposal of {len(data)} bytes exceeds {MAX_PROPOSAL_BYTES}")
    if not data.startswith(_MAGIC):
        raise MalformedError("this is no proposal")
    proposal = decode_body(data[len(_MAGIC) :], Proposal, "proposal")
    if proposal.kind != kind:
        raise MalformedError(f"this proposes a {proposal.kind}, not a {kind}")
    return proposal
