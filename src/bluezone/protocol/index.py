"""The signed index: what is published, the head of the log, and until when to believe it (docs/protocol/3-batches.md).

The index is the one mutable file. It says which sequences exist; the log says that everybody is told the same.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

import msgspec

from bluezone.protocol.batch import MAX_BATCH_BYTES
from bluezone.protocol.errors import ExpiredError, GapError, MalformedError, ProtocolError, VerificationError
from bluezone.protocol.log import HASH_BYTES, leaf_hash
from bluezone.protocol.signature import (
    KEY_ID_BYTES,
    SIGNATURE_BYTES,
    KeyList,
    Kind,
    Opened,
    SigningKey,
    VerifyingKey,
    decode_body,
    decode_known,
    identity_of,
    open_file,
    sign_file,
    signed_message,
)

REISSUE_S = 15 * 60
"""The exchange signs the index anew at least this often, so that it also tells the time."""
LIFETIME_S = 48 * 3600
"""After this a phone says that it is not up to date; no index may promise more."""
MAX_HEAD_AGE_S = 4 * REISSUE_S
"""An index with an older head than this shows a log that stood still: something may be kept from its reader."""
MAX_INDEX_BYTES = 256 << 10
MAX_HEAD_BYTES = 512
MAX_LISTED = 1_024
MAX_WITNESSES = 16
MAX_FILE_BYTES = MAX_BATCH_BYTES
LISTED_KINDS = frozenset({Kind.BATCH, Kind.ROLLUP, Kind.CONFIG, Kind.KEYS, Kind.REVOCATION})
"""What is published, and so is a leaf of the log."""


class Published(msgspec.Struct, frozen=True, array_like=True):
    """One file that can be fetched."""

    kind: Kind
    sequence: int
    identity: bytes
    size: int
    window_end_s: int = 0

    def __post_init__(self) -> None:
        if self.kind not in LISTED_KINDS:
            raise ValueError(f"a {self.kind} is not published")
        if self.sequence < 0 or self.window_end_s < 0 or len(self.identity) != HASH_BYTES:
            raise ValueError("a published file is listed with impossible numbers")
        if not 0 < self.size <= MAX_FILE_BYTES:
            raise ValueError("a published file is listed with impossible numbers")

    @property
    def path(self) -> str:
        return f"/v1/{self.kind.value}/{self.sequence}"


class Head(msgspec.Struct, frozen=True, array_like=True):
    """The log at one moment."""

    size: int
    root: bytes
    issued_s: int

    def __post_init__(self) -> None:
        if self.size < 0 or self.issued_s < 0 or len(self.root) != HASH_BYTES:
            raise ValueError("a log head has impossible numbers")


class Cosignature(msgspec.Struct, frozen=True, array_like=True):
    """A witness's signature over the head's body: it saw this log extend the one it knew."""

    key_id: bytes
    signature: bytes


class Index(msgspec.Struct, frozen=True):
    """The newest of everything."""

    issued_s: int
    valid_until_s: int
    head: bytes
    """The signed head, as a file of its own, so that a witness can sign the very same bytes."""
    files: tuple[Published, ...]
    """Leaves that a phone may still need: the newest key list and configuration, batches, roll-ups, revocations."""
    witnesses: tuple[Cosignature, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.issued_s < self.valid_until_s:
            raise ValueError("an index is valid for no time at all")
        if self.valid_until_s - self.issued_s > LIFETIME_S:
            raise ValueError(f"an index is valid for at most {LIFETIME_S} s")
        if len(self.files) > MAX_LISTED or len(self.witnesses) > MAX_WITNESSES:
            raise ValueError("an index lists too much")
        if len({(file.kind, file.sequence) for file in self.files}) != len(self.files):
            raise ValueError("an index lists one kind and sequence twice")

    def newest(self, kind: Kind) -> Published | None:
        return max((file for file in self.files if file.kind == kind), key=lambda file: file.sequence, default=None)

    def of_kind(self, kind: Kind) -> list[Published]:
        """Files of a kind, in sequence."""
        return sorted((file for file in self.files if file.kind == kind), key=lambda file: file.sequence)


@dataclass(frozen=True, slots=True)
class VerifiedIndex:
    """An index whose signatures, head and witnesses all hold."""

    index: Index
    head: Head
    witnessed_by: int
    """How many independent witnesses signed this head; 0 is shown to the owner as "not witnessed"."""
    later_leaves: frozenset[bytes] = frozenset()
    """Of listed files of kinds that only later versions know: nothing is read of them, but they are listed."""

    @property
    def leaves(self) -> frozenset[bytes]:
        """The leaf of everything that is listed, of whatever kind."""
        return self.later_leaves | {leaf_hash(file.kind, file.sequence, file.identity) for file in self.index.files}

    def require_head_of_now(self) -> None:
        """What a phone asks besides; who repairs or audits an exchange may read on. Raises GapError."""
        if self.index.issued_s - self.head.issued_s > MAX_HEAD_AGE_S:
            raise GapError("the public log stands still while the index goes on")


def write_head(head: Head, key: SigningKey) -> bytes:
    """The head as a signed file."""
    return sign_file(msgspec.msgpack.encode(head), [key])


def write_index(index: Index, key: SigningKey) -> bytes:
    """The index as a signed file."""
    return sign_file(msgspec.msgpack.encode(index), [key])


def cosign(head: bytes, key: SigningKey) -> Cosignature:
    """A witness's word for a signed head."""
    return Cosignature(key.verifying_key.key_id, key.sign(_head_body(head)))


def verify_cosignature(head: bytes, cosignature: Cosignature, witness: VerifyingKey) -> None:
    """Raises VerificationError unless this witness signed this signed head."""
    witness.verify(cosignature.signature, signed_message(Kind.WITNESS, identity_of(_head_body(head))))


def read_index(data: bytes, keys: KeyList, *, at_s: int | None = None) -> VerifiedIndex:
    """The index in these bytes, if exchange and witnesses signed it.

    `at_s`, where the reader's clock is trusted, refuses an index past its `valid_until`. Raises MalformedError,
    VerificationError or ExpiredError.
    """
    if len(data) > MAX_INDEX_BYTES:
        raise MalformedError(f"an index of {len(data)} bytes exceeds {MAX_INDEX_BYTES}")
    opened = open_file(Kind.INDEX, data, keys)
    wire = decode_body(opened.body, _IndexOnWire, "index")
    index = _decode_index(wire)
    opened.require_valid_at(index.issued_s)
    opened_head = open_file(Kind.HEAD, index.head, keys)
    opened_head.require_valid_at(index.issued_s)
    head = decode_body(opened_head.body, Head, "log head")
    if head.issued_s > index.issued_s:
        raise VerificationError("the index is older than the log head in it")
    if at_s is not None and at_s > index.valid_until_s:
        raise ExpiredError("the index is not up to date any more")
    witnessed_by = _count_witnesses(index, opened_head, keys, head.issued_s)
    return VerifiedIndex(index, head, witnessed_by, frozenset(_later_leaves(wire)))


def read_head(data: bytes, keys: KeyList) -> Head:
    """A signed head by itself, as a witness gets it. Raises MalformedError or VerificationError."""
    if len(data) > MAX_HEAD_BYTES:
        raise MalformedError(f"a log head of {len(data)} bytes exceeds {MAX_HEAD_BYTES}")
    opened = open_file(Kind.HEAD, data, keys)
    head = decode_body(opened.body, Head, "log head")
    opened.require_valid_at(head.issued_s)
    return head


def _head_body(head: bytes) -> bytes:
    """A head without its signature block, which has one signature."""
    return head[: -(1 + KEY_ID_BYTES + SIGNATURE_BYTES)]


class _IndexOnWire(msgspec.Struct, frozen=True):
    """An index whose files may be of kinds that only later versions know."""

    issued_s: int
    valid_until_s: int
    head: bytes
    files: Annotated[list[msgspec.Raw], msgspec.Meta(max_length=MAX_LISTED)]
    witnesses: tuple[Cosignature, ...] = ()


class _Later(msgspec.Struct, frozen=True, array_like=True):
    """A listed file of any kind, as far as its leaf needs."""

    kind: str
    sequence: int
    identity: bytes


def _decode_index(wire: _IndexOnWire) -> Index:
    files = tuple(decode_known(wire.files, Published, "index"))
    try:
        return Index(wire.issued_s, wire.valid_until_s, wire.head, files, wire.witnesses)
    except ValueError as error:
        raise MalformedError(f"the index is malformed: {error}") from error


def _later_leaves(wire: _IndexOnWire) -> Iterator[bytes]:
    """No row of an unknown kind has the leaf of a known one: of equal leaves the names are equal, byte for byte."""
    for row in wire.files:
        with contextlib.suppress(ProtocolError):  # of a form that has no leaf
            listed = decode_body(memoryview(row), _Later, "index")
            if listed.kind not in LISTED_KINDS:
                yield leaf_hash(listed.kind, listed.sequence, listed.identity)


def _count_witnesses(index: Index, head: Opened, keys: KeyList, at_s: int) -> int:
    """Every co-signature given must hold; different keys count. Raises VerificationError below the required number."""
    for witness in index.witnesses:
        listed = keys.key(Kind.WITNESS, witness.key_id)
        listed.require_valid_at(at_s)
        VerifyingKey(listed.public).verify(witness.signature, signed_message(Kind.WITNESS, head.identity))
    count = len({witness.key_id for witness in index.witnesses})
    if count < keys.required_witnesses:
        raise VerificationError(f"the log head has {count} witnesses, and {keys.required_witnesses} are required")
    return count
