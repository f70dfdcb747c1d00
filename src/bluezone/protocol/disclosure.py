"""What an infected person's phone commits to and discloses (docs/protocol/6-upload.md).

Commitment binds the certificate to the very seeds, before anybody has seen them. Nothing here draws randomness or
decides whether an upload is acceptable; the rules live with the exchange.
"""

from __future__ import annotations

import enum
import hmac
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec

from bluezone.protocol.calendar import SLOTS_PER_DAY, Day
from bluezone.protocol.errors import InvalidValueError, MalformedError, VerificationError
from bluezone.protocol.keys import DaySeed
from bluezone.protocol.signature import KeyList, Kind, SigningKey, decode_body, open_file, open_own_file, sign_file

COMMITMENT_BYTES = 32
COMMITMENT_KEY_BYTES = 32
MAX_DISCLOSED = 30
MAX_DISCLOSED_PER_DAY = 4
CERTIFICATE_LIFETIME_S = 24 * 3600
MAX_CERTIFICATE_BYTES = 512


_PLACE = struct.Struct(">IBB")
"""A day's number and two slots, as they are committed to."""
Place = tuple[int, int, int, bytes]
"""These, and the seed."""


class Level(enum.IntEnum):
    """How far from the virus: F0 is a confirmed case, F1 a close contact that staff confirmed."""

    F0 = 0
    F1 = 1


@dataclass(frozen=True, slots=True, order=True)
class RetiredSeed:
    """A seed that will never be on air again, and the slots of its day in which it was."""

    day: Day
    first_slot: int
    last_slot: int
    """Inclusive."""
    seed: DaySeed

    def __post_init__(self) -> None:
        if not 0 <= self.first_slot <= self.last_slot < SLOTS_PER_DAY:
            raise InvalidValueError(f"slots {self.first_slot}..{self.last_slot} are no range of a day")

    def overlaps(self, other: RetiredSeed) -> bool:
        return self.day == other.day and self.first_slot <= other.last_slot and other.first_slot <= self.last_slot


class Certificate(msgspec.Struct, frozen=True, array_like=True):
    """The exchange's word that the holder of a valid code committed to these seeds. Names no code and no case."""

    commitment: bytes
    level: Level
    onset_day: int
    first_day: int
    last_day: int
    expires_s: int

    def __post_init__(self) -> None:
        if len(self.commitment) != COMMITMENT_BYTES:
            raise ValueError(f"a commitment has {COMMITMENT_BYTES} bytes")
        if not 0 <= self.first_day <= self.last_day <= 0xFFFF or not 0 <= self.onset_day <= 0xFFFF:
            raise ValueError("a certificate's days are out of order")
        if self.expires_s < 0:
            raise ValueError("a certificate's expiry is not negative")

    def allows(self, day: int) -> bool:
        """Whether seeds of the day with this number may be published."""
        return self.first_day <= day <= self.last_day


def commitment_to(seeds: Iterable[RetiredSeed], key: bytes) -> bytes:
    """HMAC-SHA256 over the sorted seeds with their ranges; the order they are given in does not matter."""
    return _commitment_to(sorted(map(_place, seeds)), key)


def verify_commitment(commitment: bytes, places: Sequence[Place], key: bytes) -> None:
    """Raises VerificationError unless the commitment is to exactly these seeds under this key. They stand in order."""
    if not hmac.compare_digest(commitment, _commitment_to(places, key)):
        raise VerificationError("the seeds are not those that were committed to")


def _place(retired: RetiredSeed) -> Place:
    """The order of the dataclass itself, for a tenth of its cost."""
    return retired.day.number, retired.first_slot, retired.last_slot, retired.seed.value


def _commitment_to(places: Sequence[Place], key: bytes) -> bytes:
    if len(key) != COMMITMENT_KEY_BYTES:
        raise InvalidValueError(f"a commitment key has {COMMITMENT_KEY_BYTES} bytes")
    if len(places) > MAX_DISCLOSED:
        raise InvalidValueError(f"at most {MAX_DISCLOSED} seeds are committed to at once, not {len(places)}")
    message = b"bluezone/commitment/1" + bytes([len(places)])
    parts = [_PLACE.pack(day, first, last) + seed for day, first, last, seed in places]
    return hmac.digest(key, message + b"".join(parts), "sha256")


def write_certificate(certificate: Certificate, key: SigningKey) -> bytes:
    """The certificate as the phone keeps and returns it."""
    return sign_file(msgspec.msgpack.encode(certificate), [key])


def read_certificate(data: bytes, keys: KeyList, *, at_s: int | None = None, signed_here: bool = False) -> Certificate:
    """The certificate in these bytes, if the exchange signed it. Whether it is still valid is the caller's question.

    `at_s`, which only the exchange gives, refuses one whose signer has ended: a key that is found later opens nothing.
    So does `signed_here` alone, of the very bytes that it signed itself.
    """
    if len(data) > MAX_CERTIFICATE_BYTES:
        raise MalformedError(f"a certificate of {len(data)} bytes exceeds {MAX_CERTIFICATE_BYTES}")
    opened = (open_own_file if signed_here else open_file)(Kind.CERTIFICATE, data, keys)
    if at_s is not None:
        opened.require_valid_at(at_s)
    return decode_body(opened.body, Certificate, "certificate")
