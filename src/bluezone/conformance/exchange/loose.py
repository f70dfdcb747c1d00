"""Published bytes, read as far as they say anything at all: right types, and none of the rules.

A reader of the protocol refuses a file whole. A judge wants to say which sentence it breaks, so bounds, order,
signatures and days are looked at afterwards, by a rule each.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, TypeVar

import msgspec

from bluezone.protocol.batch import ENTRY_BYTES, MAGIC, MAX_GROUPS, MAX_HEADER_BYTES
from bluezone.protocol.calendar import Day
from bluezone.protocol.errors import InvalidValueError, PeerError, VerificationError
from bluezone.protocol.index import MAX_LISTED
from bluezone.protocol.signature import (
    KEY_ID_BYTES,
    MAX_SIGNATURES,
    SIGNATURE_BYTES,
    KeyList,
    Kind,
    VerifyingKey,
    decode_body,
    decode_known,
    identity_of,
    signed_message,
    split_unverified,
)

_ENTRY_OF_BLOCK = KEY_ID_BYTES + SIGNATURE_BYTES
_LENGTH_BYTES = 4

T = TypeVar("T")


class LooseListed(msgspec.Struct, frozen=True, array_like=True):
    """A line of the index."""

    kind: str
    sequence: int
    identity: bytes
    size: int
    window_end_s: int = 0

    @property
    def name(self) -> str:
        return f"{self.kind} {self.sequence}"

    @property
    def path(self) -> str:
        return f"/v1/{self.kind}/{self.sequence}"

    @property
    def most_bytes(self) -> int:
        """How much of the file is looked at: a byte more than is listed, so that a longer one is seen to be longer."""
        return max(0, self.size) + 1


class LooseIndex(msgspec.Struct, frozen=True):
    """An index, whatever it lists."""

    issued_s: int
    valid_until_s: int
    head: bytes
    files: Annotated[tuple[LooseListed, ...], msgspec.Meta(max_length=MAX_LISTED)]


class _LooseIndexOnWire(msgspec.Struct, frozen=True):
    issued_s: int
    valid_until_s: int
    head: bytes
    files: Annotated[list[msgspec.Raw], msgspec.Meta(max_length=MAX_LISTED)]


class LooseHead(msgspec.Struct, frozen=True, array_like=True):
    """A head, whatever it names."""

    size: int
    root: bytes
    issued_s: int


class LooseConfiguration(msgspec.Struct, frozen=True):
    """A configuration, as far as anything else depends on it."""

    sequence: int
    issued_s: int


class LooseRevocation(msgspec.Struct, frozen=True, array_like=True):
    """A revocation, whatever it names."""

    sequence: int
    kind: str
    revoked: int
    identity: bytes
    issued_s: int


class LooseCertificate(msgspec.Struct, frozen=True, array_like=True):
    """A certificate, whatever it allows."""

    commitment: bytes
    level: int
    onset_day: int
    first_day: int
    last_day: int
    expires_s: int


class LooseGroup(msgspec.Struct, frozen=True, array_like=True):
    """A group as the header names it."""

    day: int
    level: int
    infectivity: int
    format: int
    count: int

    @property
    def place(self) -> tuple[int, int, int, int]:
        return self.day, self.level, self.infectivity, self.format

    @property
    def embargo_end_s(self) -> int:
        return Day(self.day).embargo_end_ms // 1_000


class LooseHeader(msgspec.Struct, frozen=True, array_like=True):
    """The header of a batch, whatever it names."""

    kind: str
    sequence: int
    window_start_s: int
    window_end_s: int
    config_sequence: int
    previous: bytes
    groups: Annotated[tuple[LooseGroup, ...], msgspec.Meta(max_length=MAX_GROUPS)]


@dataclass(frozen=True, slots=True)
class LooseBatch:
    """A batch's header and the columns behind it, not yet cut."""

    listed: LooseListed
    header: LooseHeader
    columns: memoryview

    def columns_by_group(self) -> Iterator[tuple[LooseGroup, memoryview]]:
        """Cuts the columns as the counts say."""
        start = 0
        for group in self.header.groups:
            end = start + max(0, group.count) * ENTRY_BYTES
            yield group, self.columns[start:end]
            start = end


@dataclass(frozen=True, slots=True)
class LooseFile:
    """A signed file: its body and what signs it. Nothing is verified."""

    body: memoryview
    signatures: tuple[tuple[bytes, bytes], ...]
    """(key id, signature)."""

    @property
    def identity(self) -> bytes:
        return identity_of(self.body)


def split(data: bytes, identity: bytes | None = None, keys: KeyList | None = None) -> LooseFile:
    """The body and its block. Of several that the bytes could be cut into, for any byte may look like a count: the one
    with this identity, or else one by which a signature of a listed key holds, for whatever kind, or else the one with
    most signatures. Raises PeerError."""
    cuts = [_cut(data, body) for body in split_unverified(data)]
    if not cuts:
        raise PeerError("it ends in no signature block")
    named = [cut for cut in cuts if cut.identity == identity]
    signed = [cut for cut in reversed(cuts) if keys is not None and _is_signed(cut, keys)]
    return (*named, *signed, cuts[-1])[0]


def split_certificate(data: bytes) -> tuple[LooseFile, LooseCertificate]:
    """A certificate by whatever key, cut where it can be read. Raises PeerError."""
    cuts = [_cut(data, body) for body in split_unverified(data)]
    for cut in cuts:
        with contextlib.suppress(PeerError):
            return cut, decode_body(cut.body, LooseCertificate, "certificate")
    raise PeerError("it is no certificate with a signature block")


def holds(key: VerifyingKey, signature: bytes, message: bytes) -> bool:
    """Whether this key made this signature."""
    try:
        key.verify(signature, message)
    except VerificationError:
        return False
    return True


def read_index_loosely(body: bytes | memoryview) -> LooseIndex:
    """An index whose rows of later kinds, whatever their form, are passed over. Raises PeerError."""
    wire = decode_body(body, _LooseIndexOnWire, "index")
    rows = tuple(decode_known(wire.files, LooseListed, "index"))
    return LooseIndex(wire.issued_s, wire.valid_until_s, wire.head, rows)


def read_loosely(body: bytes | memoryview, kind: type[T], name: str) -> T:
    """Raises PeerError."""
    return decode_body(body, kind, name)


def read_batch_loosely(listed: LooseListed, body: memoryview) -> LooseBatch:
    """Raises PeerError."""
    start = len(MAGIC) + _LENGTH_BYTES
    if bytes(body[: len(MAGIC)]) != MAGIC:
        raise PeerError(f"{listed.name} does not begin with {MAGIC.decode()}")
    length = int.from_bytes(body[len(MAGIC) : start], "big")
    if length > MAX_HEADER_BYTES or start + length > len(body):
        raise PeerError(f"{listed.name} has a header of {length} bytes, which does not fit")
    header = decode_body(body[start : start + length], LooseHeader, f"header of {listed.name}")
    for group in header.groups:
        _require_day(group.day, listed.name)
    return LooseBatch(listed, header, body[start + length :])


def known_kind(name: str) -> Kind | None:
    """The kind of this name; None for one that only a later version knows."""
    return Kind(name) if name in set(Kind) else None


def _is_signed(cut: LooseFile, keys: KeyList) -> bool:
    listed = {key.key_id: key for key in (VerifyingKey(one.public) for one in keys.keys)}
    return any(
        key_id in listed and holds(listed[key_id], signature, signed_message(kind, cut.identity))
        for key_id, signature in cut.signatures
        for kind in Kind
    )


def _require_day(day: int, name: str) -> None:
    try:
        Day(day)
    except InvalidValueError as error:
        raise PeerError(f"{name}: {error}") from error


def _cut(data: bytes, body: memoryview) -> LooseFile:
    block = data[len(body) + 1 :]
    starts = range(0, min(len(block), MAX_SIGNATURES * _ENTRY_OF_BLOCK), _ENTRY_OF_BLOCK)
    entries = (block[at : at + _ENTRY_OF_BLOCK] for at in starts)
    return LooseFile(body, tuple((entry[:KEY_ID_BYTES], entry[KEY_ID_BYTES:]) for entry in entries))
