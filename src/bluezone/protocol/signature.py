"""Signed files, and the list of keys that may sign them (docs/protocol/3-batches.md, "Signatures").

A signature covers its kind, so a batch's signature is worth nothing on a configuration. The key list is itself a
signed file, under the offline root key that the application pins. How many signatures a kind needs is read from the
list, never from the file. Verification raises; nothing is decoded before it holds.
"""

from __future__ import annotations

import enum
import functools
import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Annotated, TypeVar

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from nacl import bindings as sodium

from bluezone.protocol.errors import ExpiredError, InvalidValueError, MalformedError, VerificationError

KEY_BYTES = 32
KEY_ID_BYTES = 8
SIGNATURE_BYTES = 64
MAX_SIGNATURES = 2
MAX_KEYS = 64
MAX_KEY_LIST_BYTES = 16 << 10
_ENTRY_BYTES = KEY_ID_BYTES + SIGNATURE_BYTES

T = TypeVar("T")


class Kind(enum.StrEnum):
    """What a signature is for; each key serves one kind."""

    BATCH = "batch"
    ROLLUP = "rollup"
    INDEX = "index"
    HEAD = "head"
    CONFIG = "config"
    KEYS = "keys"
    REVOCATION = "revocation"
    CERTIFICATE = "certificate"
    TIME = "time"
    VENUE = "venue"
    WITNESS = "witness"


@dataclass(frozen=True, slots=True)
class VerifyingKey:
    """A public Ed25519 key."""

    value: bytes

    def __post_init__(self) -> None:
        if len(self.value) != KEY_BYTES:
            raise InvalidValueError(f"a public key has {KEY_BYTES} bytes, not {len(self.value)}")

    @property
    def key_id(self) -> bytes:
        """The first 8 bytes of the key's SHA-256."""
        return _key_id(self.value)

    def verify(self, signature: bytes, message: bytes) -> None:
        """Raises VerificationError unless this key made the signature."""
        try:
            _public_key(self.value).verify(signature, message)
        except (InvalidSignature, ValueError) as error:
            raise VerificationError("a signature does not hold") from error


@dataclass(frozen=True, slots=True, repr=False)
class SigningKey:
    """A private Ed25519 key for one kind of file."""

    kind: Kind
    value: bytes

    def __post_init__(self) -> None:
        if len(self.value) != KEY_BYTES:
            raise InvalidValueError(f"a private key has {KEY_BYTES} bytes")

    @property
    def verifying_key(self) -> VerifyingKey:
        return _verifying_key(self.value)

    def sign(self, body: bytes) -> bytes:
        """The bare 64-byte signature over a body of this key's kind."""
        message = signed_message(self.kind, identity_of(body))
        return sodium.crypto_sign(message, _private_key(self.value))[:SIGNATURE_BYTES]


class ListedKey(msgspec.Struct, frozen=True, array_like=True):
    """A key as the key list names it."""

    kind: Kind
    public: bytes
    valid_from_s: int
    valid_until_s: int

    def __post_init__(self) -> None:
        if len(self.public) != KEY_BYTES:
            raise ValueError(f"a listed key has {KEY_BYTES} bytes")
        if not 0 <= self.valid_from_s < self.valid_until_s:
            raise ValueError("a listed key is valid for no time at all")

    def require_valid_at(self, time_s: int) -> None:
        """Raises ExpiredError unless the key was valid then."""
        if not self.valid_from_s <= time_s < self.valid_until_s:
            raise ExpiredError("a signature was made with a key that was not valid at the time")


class KeyList(msgspec.Struct, frozen=True):
    """The keys that may sign what, from when to when. Valid from birth; `sequence` never goes backwards on a phone."""

    sequence: int
    issued_s: int
    keys: tuple[ListedKey, ...]
    required_signatures: dict[Kind, int] = {}
    """Kinds that need two signatures; one is enough for the others."""
    required_witnesses: int = 0
    report_key: bytes = b""
    """X25519 public key to which contact reports are sealed; empty where no portal takes reports."""

    def __post_init__(self) -> None:
        if self.sequence < 0 or self.issued_s < 0:
            raise ValueError("a key list's numbers are not negative")
        if len(self.keys) > MAX_KEYS:
            raise ValueError(f"a key list holds at most {MAX_KEYS} keys")
        if len({listed.public for listed in self.keys}) != len(self.keys):
            raise ValueError("a key is listed twice; each serves one kind")
        if not all(1 <= count <= MAX_SIGNATURES for count in self.required_signatures.values()):
            raise ValueError(f"a kind needs 1..{MAX_SIGNATURES} signatures")
        if not 0 <= self.required_witnesses <= MAX_KEYS:
            raise ValueError("the number of witnesses is out of bounds")
        if len(self.report_key) not in (0, KEY_BYTES):
            raise ValueError(f"the report key has {KEY_BYTES} bytes")

    def withdrawn_by(self, newer: KeyList, kinds: Collection[Kind]) -> bool:
        """Whether a newer list no longer names a key of these kinds. One that is merely replaced stays listed."""
        named = {listed.public for listed in newer.keys}
        return any(listed.kind in kinds and listed.public not in named for listed in self.keys)

    def signatures_for(self, kind: Kind) -> int:
        return self.required_signatures.get(kind, 1)

    def key(self, kind: Kind, key_id: bytes) -> ListedKey:
        """The key of this kind and id. Raises VerificationError if the list has none."""
        for listed in self.keys:
            if listed.kind == kind and _key_id(listed.public) == key_id:
                return listed
        raise VerificationError(f"the key list names no such key for {kind}")


@dataclass(frozen=True, slots=True)
class Opened:
    """A file whose signatures hold. The body may now be decoded."""

    body: memoryview
    identity: bytes
    """SHA-256 of the body: the file's name in the log and in the next batch."""
    signers: tuple[ListedKey, ...]

    def require_valid_at(self, time_s: int) -> None:
        """Raises ExpiredError unless each signer was valid then."""
        for signer in self.signers:
            signer.require_valid_at(time_s)


def identity_of(body: bytes | memoryview) -> bytes:
    """SHA-256 of a signed file's body, that is, of everything before the signature block."""
    return hashlib.sha256(body).digest()


def signed_message(kind: Kind, identity: bytes) -> bytes:
    """What the signature is really over: the kind separates the domains."""
    return b"bluezone/" + kind.value.encode() + b"/1\x00" + identity


def sign_file(body: bytes, keys: Sequence[SigningKey]) -> bytes:
    """The body with its signature block behind it. All keys are of one kind; one or two of them."""
    if not 1 <= len(keys) <= MAX_SIGNATURES or len({key.kind for key in keys}) != 1:
        raise InvalidValueError("a file is signed by one or two keys of one kind")
    entries = b"".join(key.verifying_key.key_id + key.sign(body) for key in keys)
    return body + bytes([len(keys)]) + entries


def open_file(kind: Kind, data: bytes | memoryview, keys: KeyList, *, signatures: int = 1) -> Opened:
    """The body of a signed file, once as many different keys as its kind needs have signed it: the number in the list,
    or a greater one that the reader asks for.

    Raises MalformedError for a file too short to carry its block, VerificationError for anything else.
    """
    opened, found = _opened(kind, data, keys, signatures)
    message = signed_message(kind, opened.identity)
    for signer, signature in zip(opened.signers, found, strict=True):
        VerifyingKey(signer.public).verify(signature, message)
    return opened


def open_own_file(kind: Kind, data: bytes | memoryview, keys: KeyList) -> Opened:
    """Opens a file that the caller itself has signed: the list is asked as ever, and only the arithmetic of the
    signature is not done again. Of any other bytes this would be no verification."""
    opened, _ = _opened(kind, data, keys, 1)
    return opened


def _opened(kind: Kind, data: bytes | memoryview, keys: KeyList, signatures: int) -> tuple[Opened, list[bytes]]:
    """The file as it would be if its signatures held, and these."""
    count = max(signatures, keys.signatures_for(kind))
    body, entries = _split(memoryview(data), count)
    if len({key_id for key_id, _ in entries}) != count:
        raise VerificationError(f"a {kind} needs {count} signatures by different keys")
    signers = tuple([keys.key(kind, key_id) for key_id, _ in entries])
    return Opened(body, identity_of(body), signers), [signature for _, signature in entries]


def split_unverified(data: bytes | memoryview) -> list[memoryview]:
    """The bodies that a file could have, by the number of signatures it claims. For inspection only: nothing is
    verified, and a phone never asks a file how many signatures it needs."""
    view = memoryview(data)
    blocks = (1 + count * _ENTRY_BYTES for count in range(1, MAX_SIGNATURES + 1))
    return [view[:-block] for block in blocks if len(view) > block and view[-block] == block // _ENTRY_BYTES]


def write_key_list(keys: KeyList, root: SigningKey) -> bytes:
    """The key list as a file, signed by the root."""
    return sign_file(msgspec.msgpack.encode(keys), [root])


def open_key_list(data: bytes, root: VerifyingKey) -> Opened:
    """The body of a key list, if the pinned root signed it. The root is in no list and has no dates."""
    if len(data) > MAX_KEY_LIST_BYTES:
        raise MalformedError(f"a key list of {len(data)} bytes exceeds {MAX_KEY_LIST_BYTES}")
    body, ((key_id, signature),) = _split(memoryview(data), 1)
    if key_id != root.key_id:
        raise VerificationError("the key list is not signed by the pinned root key")
    identity = identity_of(body)
    root.verify(signature, signed_message(Kind.KEYS, identity))
    return Opened(body, identity, ())


def read_key_list(data: bytes, root: VerifyingKey) -> KeyList:
    """The key list in a file, if the pinned root signed it."""
    wire = decode_body(open_key_list(data, root).body, _KeyListOnWire, "key list")
    try:
        return KeyList(
            wire.sequence,
            wire.issued_s,
            tuple(decode_known(wire.keys, ListedKey, "key list")),
            {Kind(kind): count for kind, count in wire.required_signatures.items() if kind in _KINDS},
            wire.required_witnesses,
            wire.report_key,
        )
    except ValueError as error:
        raise MalformedError(f"the key list is malformed: {error}") from error


def decode_known(rows: Sequence[msgspec.Raw], kind: type[T], name: str) -> list[T]:
    """The rows whose first element is a Kind that this version knows. A later version's kinds do not shut it out."""
    return [
        decode_body(memoryview(row), kind, name)
        for row in rows
        if decode_body(memoryview(row), _KindOfRow, name).kind in _KINDS
    ]


def decode_body(body: bytes | memoryview, kind: type[T], name: str) -> T:
    """A msgpack body as the type it must be. Raises MalformedError in one line."""
    try:
        return msgspec.msgpack.decode(body, type=kind)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise MalformedError(f"the {name} is malformed: {error}") from error


class _KeyListOnWire(msgspec.Struct, frozen=True):
    """A key list whose keys may be of kinds that only later versions know."""

    sequence: int
    issued_s: int
    keys: Annotated[list[msgspec.Raw], msgspec.Meta(max_length=MAX_KEYS)]
    required_signatures: dict[str, int] = {}
    required_witnesses: int = 0
    report_key: bytes = b""


class _KindOfRow(msgspec.Struct, frozen=True, array_like=True):
    kind: str


_KINDS = frozenset(kind.value for kind in Kind)


@functools.lru_cache(maxsize=MAX_KEYS)
def _private_key(value: bytes) -> bytes:
    """The key with its public half behind it, as libsodium wants it: which signs in less than half of the time that
    OpenSSL takes, to the same bytes. To work the public half out costs as much as signing, and the exchange signs with
    the same few keys thousands of times."""
    _, both = sodium.crypto_sign_seed_keypair(value)
    return both


@functools.lru_cache(maxsize=MAX_KEYS)
def _verifying_key(value: bytes) -> VerifyingKey:
    return VerifyingKey(_private_key(value)[KEY_BYTES:])


@functools.lru_cache(maxsize=MAX_KEYS)
def _key_id(value: bytes) -> bytes:
    return hashlib.sha256(value).digest()[:KEY_ID_BYTES]


@functools.lru_cache(maxsize=MAX_KEYS)
def _public_key(value: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(value)


def _split(data: memoryview, count: int) -> tuple[memoryview, list[tuple[bytes, bytes]]]:
    """(body, [(key id, signature)]) with exactly `count` signatures, which the file must also claim."""
    block = 1 + count * _ENTRY_BYTES
    if len(data) <= 1 + _ENTRY_BYTES:
        raise MalformedError("the file is too short to be signed")
    body, tail = data[:-block], bytes(data[-block:])
    if not body or tail[0] != count:
        raise VerificationError(f"the file does not carry the {count} signature(s) that its kind needs")
    starts = range(1, block, _ENTRY_BYTES)
    return body, [(tail[at : at + KEY_ID_BYTES], tail[at + KEY_ID_BYTES : at + _ENTRY_BYTES]) for at in starts]
