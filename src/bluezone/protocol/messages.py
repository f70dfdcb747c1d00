"""The one call that a phone makes, in its one shape (docs/protocol/5-calls.md).

Every request is exactly 4,096 bytes and every answer exactly 1,024, whatever they say: two bytes of length, a msgpack
message, zeros. Who watches the line learns that a phone called. No answer is an instruction: each is a fact about the
request it answers, and none can make a phone send anything.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from typing import Annotated, TypeVar

import msgspec

from bluezone.protocol.calendar import SLOTS_PER_DAY, Day
from bluezone.protocol.disclosure import (
    COMMITMENT_BYTES,
    COMMITMENT_KEY_BYTES,
    MAX_CERTIFICATE_BYTES,
    MAX_DISCLOSED,
    RetiredSeed,
    verify_commitment,
)
from bluezone.protocol.errors import InvalidValueError, MalformedError, VerificationError
from bluezone.protocol.keys import SEED_BYTES, DaySeed
from bluezone.protocol.proof_of_work import CEILING_BITS, CHALLENGE_BYTES, NONCE_BYTES
from bluezone.protocol.signature import (
    KEY_ID_BYTES,
    SIGNATURE_BYTES,
    KeyList,
    Kind,
    SigningKey,
    VerifyingKey,
    identity_of,
    signed_message,
)

CALL_PATH = "/v1/call"
REQUEST_BYTES = 4_096
ANSWER_BYTES = 1_024
TIME_NONCE_BYTES = 16
MAX_SEALED_BYTES = 3_500
MAX_CODE_CHARACTERS = 16
_LENGTH_BYTES = 2
_MAX_S = 1 << 40

_T = TypeVar("_T")


def _exactly(size: int) -> msgspec.Meta:
    return msgspec.Meta(min_length=size, max_length=size)


Seconds = Annotated[int, msgspec.Meta(ge=0, le=_MAX_S)]
TimeNonce = Annotated[bytes, _exactly(TIME_NONCE_BYTES)]
Challenge = Annotated[bytes, _exactly(CHALLENGE_BYTES)]


class TimeRequest(msgspec.Struct, frozen=True, tag="time"):
    """What time is it, provably after this nonce was drawn? Also opens every sequence of calls."""

    nonce: TimeNonce


class RedeemRequest(msgspec.Struct, frozen=True, tag="redeem"):
    """A code for a certificate over this commitment."""

    code: Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_CODE_CHARACTERS)]
    commitment: Annotated[bytes, _exactly(COMMITMENT_BYTES)]
    challenge: Challenge
    work: Annotated[bytes, _exactly(NONCE_BYTES)]


class DisclosedSeed(msgspec.Struct, frozen=True, array_like=True, order=True):
    """A retired seed on the wire, in the order in which seeds are committed to."""

    day: Annotated[int, msgspec.Meta(ge=0, le=0xFFFF)]
    first_slot: Annotated[int, msgspec.Meta(ge=0, lt=SLOTS_PER_DAY)]
    last_slot: Annotated[int, msgspec.Meta(ge=0, lt=SLOTS_PER_DAY)]
    seed: Annotated[bytes, _exactly(SEED_BYTES)]


class UploadRequest(msgspec.Struct, frozen=True, tag="upload"):
    """The seeds that were committed to, the key of the commitment, and the certificate."""

    certificate: Annotated[bytes, msgspec.Meta(min_length=1, max_length=MAX_CERTIFICATE_BYTES)]
    commitment_key: Annotated[bytes, _exactly(COMMITMENT_KEY_BYTES)]
    seeds: Annotated[tuple[DisclosedSeed, ...], msgspec.Meta(min_length=1, max_length=MAX_DISCLOSED)]

    def retired_seeds(self) -> tuple[RetiredSeed, ...]:
        """The seeds as domain values. Raises MalformedError for an impossible range."""
        try:
            return tuple(
                RetiredSeed(Day(seed.day), seed.first_slot, seed.last_slot, DaySeed(seed.seed)) for seed in self.seeds
            )
        except InvalidValueError as error:
            raise MalformedError(str(error)) from error

    def seeds_in_order(self) -> tuple[DisclosedSeed, ...]:
        """The seeds as they came, in the order in which they are committed to: to make values of them takes
        longer. Raises MalformedError for an impossible range."""
        if any(seed.first_slot > seed.last_slot for seed in self.seeds):
            raise MalformedError("a seed's slots are no range of a day")
        return tuple(sorted(self.seeds))


class ReportRequest(msgspec.Struct, frozen=True, tag="report"):
    """A contact report or declaration, sealed to the authority's key; the exchange cannot read it."""

    sealed: Annotated[bytes, msgspec.Meta(min_length=1, max_length=MAX_SEALED_BYTES)]


class CoverRequest(msgspec.Struct, frozen=True, tag="cover"):
    """A call that says nothing, and costs the same as one that does. `step` is what it stands in for."""

    step: Annotated[int, msgspec.Meta(ge=1, le=2)]
    code: Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_CODE_CHARACTERS)]
    commitment: Annotated[bytes, _exactly(COMMITMENT_BYTES)]
    challenge: Challenge
    work: Annotated[bytes, _exactly(NONCE_BYTES)]


Request = TimeRequest | RedeemRequest | UploadRequest | ReportRequest | CoverRequest


class Refusal(enum.IntEnum):
    """Why not, as coarsely as the owner needs to know."""

    CODE = 1
    """Unknown, expired, used or malformed: one identical answer for all of them."""
    CERTIFICATE = 2
    CONTENT = 3
    """The seeds break a rule of the upload."""
    WORK = 4
    """The challenge is unknown or spent, or the work too small: ask the time again."""
    BUSY = 5
    """Nothing was stored; the same call may be tried later."""


class TimeAnswer(msgspec.Struct, frozen=True, tag="time"):
    """The exchange's time, signed together with the asker's nonce; and a challenge for the calls that follow."""

    time_s: Seconds
    key_id: Annotated[bytes, _exactly(KEY_ID_BYTES)]
    signature: Annotated[bytes, _exactly(SIGNATURE_BYTES)]
    challenge: Challenge
    work_bits: Annotated[int, msgspec.Meta(ge=0, le=CEILING_BITS)]
    long_work_bits: Annotated[int, msgspec.Meta(ge=0, le=CEILING_BITS)]
    """For long codes, whose difficulty stays at the base."""


class CertificateAnswer(msgspec.Struct, frozen=True, tag="certificate"):
    certificate: Annotated[bytes, msgspec.Meta(min_length=1, max_length=MAX_CERTIFICATE_BYTES)]


class AcceptedAnswer(msgspec.Struct, frozen=True, tag="accepted"):
    """The exchange has what was sent on disk."""


class RefusedAnswer(msgspec.Struct, frozen=True, tag="refused"):
    reason: Refusal


Answer = TimeAnswer | CertificateAnswer | AcceptedAnswer | RefusedAnswer

_encoder = msgspec.msgpack.Encoder()
_request_decoder: msgspec.msgpack.Decoder[Request] = msgspec.msgpack.Decoder(Request)
_answer_decoder: msgspec.msgpack.Decoder[Answer] = msgspec.msgpack.Decoder(Answer)


def pack_request(request: Request) -> bytes:
    """4,096 bytes."""
    return _pad(_encoder.encode(request), REQUEST_BYTES)


def unpack_request(data: bytes) -> Request:
    """Raises MalformedError."""
    return _decode(_request_decoder, data, REQUEST_BYTES, "request")


def pack_answer(answer: Answer) -> bytes:
    """1,024 bytes."""
    return _pad(_encoder.encode(answer), ANSWER_BYTES)


def unpack_answer(data: bytes) -> Answer:
    """Raises MalformedError."""
    return _decode(_answer_decoder, data, ANSWER_BYTES, "answer")


def verify_disclosed(commitment: bytes, seeds: Sequence[DisclosedSeed], key: bytes) -> None:
    """Raises VerificationError unless the commitment is to exactly these seeds under this key. They stand in order."""
    verify_commitment(commitment, [msgspec.structs.astuple(seed) for seed in seeds], key)


def disclosed(retired: RetiredSeed) -> DisclosedSeed:
    """A retired seed as it is sent."""
    return DisclosedSeed(retired.day.number, retired.first_slot, retired.last_slot, retired.seed.value)


def sign_time(nonce: bytes, time_s: int, key: SigningKey) -> tuple[bytes, bytes]:
    """(key id, signature) over the asker's nonce and the time."""
    return key.verifying_key.key_id, key.sign(nonce + time_s.to_bytes(8, "big"))


def verify_time(answer: TimeAnswer, nonce: bytes, keys: KeyList) -> int:
    """The signed time in seconds, if it was signed for this nonce. Raises VerificationError or ExpiredError."""
    if len(nonce) != TIME_NONCE_BYTES:
        raise VerificationError("a time answer without its nonce proves nothing")
    listed = keys.key(Kind.TIME, answer.key_id)
    body = nonce + answer.time_s.to_bytes(8, "big")
    VerifyingKey(listed.public).verify(answer.signature, signed_message(Kind.TIME, identity_of(body)))
    listed.require_valid_at(answer.time_s)
    return answer.time_s


def _pad(message: bytes, size: int) -> bytes:
    if len(message) > size - _LENGTH_BYTES:
        raise InvalidValueError(f"a message of {len(message)} bytes does not fit {size}")
    return (len(message).to_bytes(_LENGTH_BYTES, "big") + message).ljust(size, b"\0")


def _decode(decoder: msgspec.msgpack.Decoder[_T], data: bytes, size: int, name: str) -> _T:
    if len(data) != size:
        raise MalformedError(f"a {name} has {size} bytes, not {len(data)}")
    end = _LENGTH_BYTES + int.from_bytes(data[:_LENGTH_BYTES], "big")
    if end > size or data[end:] != bytes(size - end):
        raise MalformedError(f"the {name}'s padding is wrong")
    try:
        return decoder.decode(data[_LENGTH_BYTES:end])
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise MalformedError(f"the {name} is malformed: {error}") from error
