"""What an owner may send to the health authority, sealed so that only its portal can read it.

docs/protocol/9-warning.md. Four kinds, one size: a contact report, the consent of a disclosing person to have reports
linked, a health declaration, and the withdrawal of something sent before. None carries an hour, an id or a key. A
report proves nothing, for published seeds are public; the portal files it as told by the owner and no more.
Sealing is libsodium's sealed box (X25519, XSalsa20-Poly1305); the ephemeral key comes from the caller's entropy.
"""

from __future__ import annotations

import enum
import hashlib
from typing import Annotated

import msgspec
from nacl.encoding import RawEncoder
from nacl.exceptions import CryptoError
from nacl.hash import blake2b
from nacl.public import Box, PrivateKey, PublicKey, SealedBox

from bluezone.protocol.errors import InvalidValueError, MalformedError, VerificationError
from bluezone.protocol.keys import DaySeed

REPORT_ID_BYTES = 16
LINK_BYTES = 32
PLAIN_BYTES = 3_400
"""Every message is padded to this before it is sealed: the size says nothing about what it is."""
SEALED_BYTES = PLAIN_BYTES + 48
EPHEMERAL_BYTES = 32
MAX_ROWS = 46
"""Both levels of each local day that the longest retention keeps: 21 UTC days and today touch 23 local ones."""
MAX_LINKS = 40
_LENGTH_BYTES = 2
_NONCE_BYTES = 24

ReportId = Annotated[bytes, msgspec.Meta(min_length=REPORT_ID_BYTES, max_length=REPORT_ID_BYTES)]
UnitCode = Annotated[str, msgspec.Meta(pattern=r"\A([0-9]{2}|[0-9]{3}|[0-9]{5})?\Z")]
"""Of an administrative unit: province, district or commune; empty when the owner did not say."""
LocalDay = Annotated[int, msgspec.Meta(ge=0, le=0xFFFF)]
"""Days since 1970-01-01 in the owner's zone."""
Link = Annotated[bytes, msgspec.Meta(min_length=LINK_BYTES, max_length=LINK_BYTES)]
Line = Annotated[str, msgspec.Meta(max_length=80)]
PhoneNumber = Annotated[str, msgspec.Meta(pattern=r"\A[0-9 +().-]{0,20}\Z")]


class Minutes(enum.IntEnum):
    """How long near, in bands: enough for a decision, too coarse to find a meeting by."""

    UNDER_15 = 0
    FROM_15 = 1
    FROM_30 = 2
    FROM_60 = 3
    FROM_120 = 4

    @classmethod
    def of(cls, minutes: float) -> Minutes:
        return cls(sum(minutes >= edge for edge in (15, 30, 60, 120)))


class Row(msgspec.Struct, frozen=True, array_like=True):
    """One day of a contact report."""

    day: LocalDay
    level: Annotated[int, msgspec.Meta(ge=1, le=2)]
    minutes: Minutes
    encounters: Annotated[int, msgspec.Meta(ge=1, le=200)]


class ContactReport(msgspec.Struct, frozen=True, tag="contact"):
    """What a warned owner sends by their own act: the rows that matched, and nothing else."""

    report_id: ReportId
    unit: UnitCode
    rows: Annotated[tuple[Row, ...], msgspec.Meta(min_length=1, max_length=MAX_ROWS)]
    call_back: PhoneNumber = ""
    note: Annotated[str, msgspec.Meta(max_length=300)] = ""
    links: Annotated[tuple[Link, ...], msgspec.Meta(max_length=MAX_LINKS)] = ()
    """Only with the owner's separate consent."""


class LinkConsent(msgspec.Struct, frozen=True, tag="link"):
    """A disclosing owner's separate consent: lets the case team see which reports belong to this case."""

    report_id: ReportId
    links: Annotated[tuple[Link, ...], msgspec.Meta(min_length=1, max_length=MAX_LINKS)]


class Symptom(enum.IntEnum):
    """Signs of illness, as the Ministry's paper form of 2020 asks for them."""

    FEVER = 1
    COUGH = 2
    BREATHING = 3
    SORE_THROAT = 4
    OTHER = 9


class Declaration(msgspec.Struct, frozen=True, tag="declaration"):
    """A health declaration, for the owner or for a member of the family."""

    report_id: ReportId
    unit: UnitCode
    day: LocalDay
    for_other: bool
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
    birth_year: Annotated[int, msgspec.Meta(ge=1900, le=2200)]
    phone: PhoneNumber
    address: Annotated[str, msgspec.Meta(max_length=160)]
    symptoms: Annotated[tuple[Symptom, ...], msgspec.Meta(max_length=9)]
    met_case: bool
    """Was near a confirmed or suspected case within 14 days."""
    travelled: Annotated[str, msgspec.Meta(max_length=160)]
    """Where to or from within 14 days; empty for nowhere."""


class Withdrawal(msgspec.Struct, frozen=True, tag="withdrawal"):
    """The owner takes back what was sent under this number."""

    report_id: ReportId


Sealable = ContactReport | LinkConsent | Declaration | Withdrawal

_encoder = msgspec.msgpack.Encoder()
_decoder: msgspec.msgpack.Decoder[Sealable] = msgspec.msgpack.Decoder(Sealable)


def seal(message: Sealable, report_key: bytes, entropy: bytes) -> bytes:
    """The message for the holder of the private report key alone. `entropy` is 32 fresh random bytes.

    Raises InvalidValueError for what no portal would read, and where there is no report key to seal to.
    """
    packed = _encoder.encode(message)
    try:
        _decoder.decode(packed)  # what we would refuse to read we refuse to write
    except msgspec.ValidationError as error:
        raise InvalidValueError(f"the message cannot be sealed: {error}") from error
    if len(packed) > PLAIN_BYTES - _LENGTH_BYTES:
        raise InvalidValueError("the message is too long to be sealed")
    if len(entropy) != EPHEMERAL_BYTES:
        raise InvalidValueError(f"sealing takes {EPHEMERAL_BYTES} random bytes")
    plain = (len(packed).to_bytes(_LENGTH_BYTES, "big") + packed).ljust(PLAIN_BYTES, b"\0")
    if len(report_key) != PublicKey.SIZE:
        raise InvalidValueError(f"a report key has {PublicKey.SIZE} bytes, not {len(report_key)}")
    ephemeral, recipient = PrivateKey(entropy), PublicKey(report_key)
    public = bytes(ephemeral.public_key)
    nonce = blake2b(public + report_key, digest_size=_NONCE_BYTES, encoder=RawEncoder)
    try:
        return public + bytes(Box(ephemeral, recipient).encrypt(plain, nonce).ciphertext)
    except CryptoError as error:
        raise InvalidValueError("the report key is not one that anything can be sealed to") from error


def open_sealed(sealed: bytes, private_key: bytes) -> Sealable:
    """What was sealed to this key. Raises VerificationError or MalformedError."""
    if len(sealed) != SEALED_BYTES:
        raise MalformedError(f"a sealed message has {SEALED_BYTES} bytes, not {len(sealed)}")
    try:
        plain = SealedBox(PrivateKey(private_key)).decrypt(sealed)
    except CryptoError as error:
        raise VerificationError("the message was not sealed to this key, or was changed") from error
    end = _LENGTH_BYTES + int.from_bytes(plain[:_LENGTH_BYTES], "big")
    if end > len(plain) or any(plain[end:]):
        raise MalformedError("the sealed message's padding is wrong")
    try:
        return _decoder.decode(plain[_LENGTH_BYTES:end])
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise MalformedError(f"the sealed message is malformed: {error}") from error


def report_public_key(private_key: bytes) -> bytes:
    """The public half, as the key list names it."""
    return bytes(PrivateKey(private_key).public_key)


def link_of(seed: DaySeed) -> bytes:
    """What both sides of a meeting can compute once the seed is published, and nobody can before."""
    return hashlib.sha256(b"bluezone/link/1" + seed.value).digest()
