"""One phone's data for the phone that takes its place: a file, and the key that is shown beside it (page 13).

Only an owner's act makes either. The file says nothing without the key, and little by its length. No seed in it is ever
put on air again: what is read is retired, whatever the file claims. Nobody reads it but a phone under the same root.
"""

from __future__ import annotations

import enum
import hashlib
import hmac
import struct
from collections.abc import Iterable, Iterator
from typing import Annotated

import msgspec
from nacl.exceptions import CryptoError
from nacl.secret import Aead

from bluezone.protocol.batch import Infectivity
from bluezone.protocol.calendar import DAY_MS, HOUR_MS, SLOT_MS, SLOTS_PER_DAY
from bluezone.protocol.crockford import check_sign, is_written, meant, written
from bluezone.protocol.disclosure import Level
from bluezone.protocol.errors import InvalidValueError, MalformedError, PeerError
from bluezone.protocol.identifiers import ID_BYTES, RollingId
from bluezone.protocol.keys import SEED_BYTES, SEED_LIFETIME_DAYS
from bluezone.protocol.report import REPORT_ID_BYTES, SEALED_BYTES
from bluezone.protocol.sighting import BootId, HeardBy, Sighting
from bluezone.protocol.venue import SALT_BYTES, VENUE_ID_BYTES, VenueKind

MARK = b"BZX1"
_ANY_MARK = b"BZX"
PRINTED_PREFIX = "BZK1:"
KEY_SIGNS = 28
"""Twenty-seven that are drawn, 135 bits, and one that tells most slips of the hand."""
KEY_ENTROPY = 17
MAX_TYPED = 80
NONCE_BYTES = 24
SIZES = (1 << 18, 1 << 20, 1 << 22, 1 << 24, 1 << 26)
"""The lengths that a file may have, in bytes: each of them four times the one before."""
MAX_SIGHTINGS = 1_000_000
MAX_BOOTS = 1 << 16
MAX_SEEDS = SEED_LIFETIME_DAYS * SLOTS_PER_DAY
MAX_ENCOUNTERS, MAX_SPELLS, MAX_WARNINGS, MAX_SEQUENCES = 20_000, 1_440, 400, 1_000
MAX_VISITS, MAX_FORGOTTEN, MAX_SHOWN, MAX_MESSAGES, MAX_CHOICES = 2_000, 4_000, 64, 500, 2_000
AHEAD_MS = 2 * HOUR_MS
"""By which the clocks of two phones in one hand may differ."""
SECRET_BYTES = 32
_SECRET_BITS = 5 * (KEY_SIGNS - 1)
_CHECK_BYTES, _LENGTH_BYTES, _TAG_BYTES = 8, 4, 16
_HEADER_BYTES = len(MARK) + _CHECK_BYTES
_AROUND_BYTES = _HEADER_BYTES + NONCE_BYTES + _TAG_BYTES + _LENGTH_BYTES
_MAX_MS, _MAX_MONOTONIC_MS = 65_536 * DAY_MS, 1 << 53
_HEARD = struct.Struct(f">{ID_BYTES}sHQQbbBHh")
"""The id, the number of its boot, monotonic and wall time in ms, RSSI, the power that was said in clear or -128, how it
was heard, for how many seconds the time of listening stands, or 0, and the hidden power as it was heard or -1."""
_HEARD_BOUNDED = struct.Struct(f">{ID_BYTES}xHQQbxBxxh")
"""What of it has bounds: all but the id, the power and for how many seconds the time of listening stands."""
_WALL = 3
_NO_POWER, _NONE_HIDDEN = -128, -1
_WAYS = frozenset(way.value for way in HeardBy)


class Problem(enum.StrEnum):
    """Why a file cannot be taken over."""

    FOREIGN = "foreign"
    """It is none of ours."""
    NEWER = "newer"
    """A later version has made it."""
    WRONG_KEY = "wrong-key"
    DAMAGED = "damaged"
    TOO_OLD = "too-old"
    """Nothing in it counts any more."""
    AHEAD = "ahead"
    """It was made in the future of the phone that reads it: one of the two clocks is wrong."""
    OWN = "own"
    """The phone that reads it has made it."""
    TWICE = "twice"
    """The phone that reads it has taken it over already."""
    OTHER_AUTHORITY = "other-authority"


class HandoverError(PeerError):
    """A file that cannot be taken over; nothing was changed."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"the file of the other phone cannot be taken over: {problem}")
        self.problem = problem


def _exactly(count: int) -> msgspec.Meta:
    return msgspec.Meta(min_length=count, max_length=count)


Moment = Annotated[int, msgspec.Meta(ge=0, le=_MAX_MS)]
"""Milliseconds since 1970 UTC."""
DayNumber = Annotated[int, msgspec.Meta(ge=0, le=0xFFFF)]
Sequence = Annotated[int, msgspec.Meta(ge=0, le=0xFFFF_FFFF)]
Monotonic = Annotated[int, msgspec.Meta(ge=0, le=_MAX_MONOTONIC_MS)]
Minutes = Annotated[int, msgspec.Meta(ge=0, le=100_000)]
Text = Annotated[str, msgspec.Meta(max_length=200)]
Seed = Annotated[bytes, _exactly(SEED_BYTES)]
SlotIndex = Annotated[int, msgspec.Meta(ge=0, lt=SLOTS_PER_DAY)]
_Figure = Annotated[float, msgspec.Meta(ge=0, le=1e9)]


class MovedSeed(msgspec.Struct, frozen=True, array_like=True):
    """A seed that served these slots of its day and never will again: for a disclosure, should it come to one."""

    day: DayNumber
    first_slot: SlotIndex
    last_slot: SlotIndex
    seed: Seed


class MovedBoot(msgspec.Struct, frozen=True, array_like=True):
    """What is known about the clocks of a boot in which something was heard."""

    boot: Annotated[bytes, _exactly(8)]
    floor_ms: Moment
    anchor_ms: Moment | None
    anchor_monotonic_ms: Monotonic
    claim_ms: Moment | None
    claim_monotonic_ms: Monotonic


class MovedEncounter(msgspec.Struct, frozen=True, array_like=True):
    """A published seed that was heard, and the spells near it: begin, end, close minutes, their variance."""

    seed: Seed
    day: DayNumber
    level: Level
    infectivity: Infectivity
    batch_sequence: Sequence
    spells: Annotated[tuple[tuple[Moment, Moment, _Figure, _Figure], ...], msgspec.Meta(max_length=MAX_SPELLS)]


class MovedWarning(msgspec.Struct, frozen=True, array_like=True):
    """What the owner was told."""

    level: Annotated[int, msgspec.Meta(ge=1, le=2)]
    date: DayNumber
    """Days since 1970-01-01 in the owner's zone."""
    minutes: Minutes
    encounters: Minutes
    batch_sequences: Annotated[tuple[Sequence, ...], msgspec.Meta(max_length=MAX_SEQUENCES)]
    least: Minutes
    most: Minutes
    told_ms: Moment
    read_ms: Moment | None
    taken_back_ms: Moment | None


class MovedVisit(msgspec.Struct, frozen=True, array_like=True):
    """A stay at a place, as the diary has it."""

    visit_id: Sequence
    venue_id: Annotated[bytes, _exactly(VENUE_ID_BYTES)]
    salt: Annotated[bytes, _exactly(SALT_BYTES)]
    name: Text
    kind: VenueKind
    unit: Text
    arrived_ms: Moment
    left_ms: Moment | None
    ended_alone: bool
    alerted_by: Annotated[tuple[Sequence, ...], msgspec.Meta(max_length=MAX_SEQUENCES)]
    told_ms: Moment | None
    read_ms: Moment | None
    taken_back_ms: Moment | None
    closer: Annotated[str, msgspec.Meta(pattern=r"\A[a-z]{0,20}\Z")]


class ShownSecret(msgspec.Struct, frozen=True, array_like=True):
    """A secret of the codes that were shown at doors before this moment; it makes no other."""

    secret: Annotated[bytes, _exactly(SECRET_BYTES)]
    until_ms: Moment


class MovedMessage(msgspec.Struct, frozen=True, array_like=True):
    """A sealed message that was sent, or waits for its owner's word."""

    report_id: Annotated[bytes, _exactly(REPORT_ID_BYTES)]
    what: Annotated[str, msgspec.Meta(pattern=r"\A[a-z]{1,20}\Z")]
    made_ms: Moment
    label: Text
    sealed: Annotated[bytes, msgspec.Meta(max_length=SEALED_BYTES)]
    sent_ms: Moment | None
    withdrawn: bool
    perhaps: bool


class MovedChoice(msgspec.Struct, frozen=True, array_like=True):
    """How often the phone listened from this moment on."""

    since_ms: Moment
    mode: Annotated[str, msgspec.Meta(pattern=r"\A[a-z]{1,20}\Z")]


class Handover(msgspec.Struct, frozen=True):
    """Everything that moves from a phone to the one that takes its place."""

    transfer_id: Annotated[bytes, _exactly(16)]
    made_ms: Moment
    root: Annotated[bytes, _exactly(32)]
    """The authority's root key, under which all that is judged in here was published."""
    seeds: Annotated[tuple[MovedSeed, ...], msgspec.Meta(max_length=MAX_SEEDS)] = ()
    boots: Annotated[tuple[MovedBoot, ...], msgspec.Meta(max_length=MAX_BOOTS)] = ()
    heard: Annotated[bytes, msgspec.Meta(max_length=MAX_SIGHTINGS * _HEARD.size)] = b""
    """Sightings of 37 bytes each: so a million of them fills no memory."""
    encounters: Annotated[tuple[MovedEncounter, ...], msgspec.Meta(max_length=MAX_ENCOUNTERS)] = ()
    warnings: Annotated[tuple[MovedWarning, ...], msgspec.Meta(max_length=MAX_WARNINGS)] = ()
    visits: Annotated[tuple[MovedVisit, ...], msgspec.Meta(max_length=MAX_VISITS)] = ()
    forgotten: Annotated[tuple[Moment, ...], msgspec.Meta(max_length=MAX_FORGOTTEN)] = ()
    shown: Annotated[tuple[ShownSecret, ...], msgspec.Meta(max_length=MAX_SHOWN)] = ()
    messages: Annotated[tuple[MovedMessage, ...], msgspec.Meta(max_length=MAX_MESSAGES)] = ()
    battery: Annotated[tuple[MovedChoice, ...], msgspec.Meta(max_length=MAX_CHOICES)] = ()
    commune: Annotated[str, msgspec.Meta(pattern=r"\A([0-9]{5})?\Z")] = ""
    visits_end_alone: bool = True
    notices: bool = True

    def __post_init__(self) -> None:
        if len(self.heard) % _HEARD.size or not _can_all_be(self.heard, len(self.boots)):
            raise ValueError("a sighting cannot be, or is cut off")
        _require_each_once(self)
        latest_slot = self.made_ms // SLOT_MS
        if any(own.day * SLOTS_PER_DAY + own.last_slot > latest_slot for own in self.seeds):
            raise ValueError("a seed serves slots that had not begun when this was made")
        if any(own.last_slot < own.first_slot for own in self.seeds):
            raise ValueError("a seed ends before it begins")
        if any(max(boot.floor_ms, boot.anchor_ms or 0) > self.made_ms + AHEAD_MS for boot in self.boots):
            raise ValueError("a time is proven that lies ahead of this phone's clock")


def _can_all_be(heard: bytes, boots: int) -> bool:
    """Whether each sighting of a file can be one: a million are looked at before any of them is made, and a thousand
    at once, which takes half the time."""
    at_once = 1_000 * _HEARD.size
    return all(_can_be(heard[start : start + at_once], boots) for start in range(0, len(heard), at_once))


def _can_be(heard: bytes, boots: int) -> bool:
    rows = _HEARD_BOUNDED.iter_unpack(heard)
    boot, monotonic_ms, wall_ms, rssi_dbm, heard_by, hidden = zip(*rows, strict=True)
    in_time = max(monotonic_ms) <= _MAX_MONOTONIC_MS and max(wall_ms) <= _MAX_MS
    in_bounds = min(rssi_dbm) >= -127 and max(rssi_dbm) <= 20 and _WAYS.issuperset(heard_by)
    return max(boot) < boots and in_time and in_bounds and min(hidden) >= _NONE_HIDDEN and max(hidden) <= 0xFF


def _require_each_once(one: Handover) -> None:
    names: tuple[list[object], ...] = (
        [(own.day, own.first_slot) for own in one.seeds],
        [boot.boot for boot in one.boots],
        [(met.seed, met.day, met.batch_sequence) for met in one.encounters],
        [(told.level, told.date) for told in one.warnings],
        [visit.visit_id for visit in one.visits],
        [(message.report_id, message.what) for message in one.messages],
    )
    if any(len(set(each)) < len(each) for each in names):
        raise ValueError("something stands twice that is there once")


# the key


def handover_key(entropy: bytes) -> str:
    """A fresh key from random bytes."""
    if len(entropy) != KEY_ENTROPY:
        raise InvalidValueError(f"the key of a file is made from {KEY_ENTROPY} random bytes")
    secret = written(int.from_bytes(entropy, "big") & (1 << _SECRET_BITS) - 1, KEY_SIGNS - 1)
    return secret + check_sign(secret)


def read_handover_key(typed: str) -> str:
    """The key that a person scanned or typed: blanks and dashes dropped, O read as 0, I and L as 1.

    Raises MalformedError in words that can be shown at the field.
    """
    bare = typed.strip()[:MAX_TYPED]
    text = meant(bare[len(PRINTED_PREFIX) :] if bare[: len(PRINTED_PREFIX)].upper() == PRINTED_PREFIX else bare)
    if not is_written(text, KEY_SIGNS):
        raise MalformedError(f"a key has {KEY_SIGNS} letters and digits")
    if check_sign(text[:-1]) != text[-1]:
        raise MalformedError("a sign of this key was mistyped")
    return text


def printed_key(key: str) -> str:
    """What the code on the old phone's screen says."""
    return PRINTED_PREFIX + read_handover_key(key)


def spaced_key(key: str) -> str:
    """Spaces a key as it is typed: seven groups of four."""
    return " ".join(key[at : at + 4] for at in range(0, KEY_SIGNS, 4))


# the file


def write_handover(handover: Handover, key: str, nonce: bytes) -> bytes:
    """The file, of one of a few lengths. `nonce` is 24 fresh random bytes.

    Raises InvalidValueError for what no phone would take over.
    """
    packed = msgspec.msgpack.encode(handover)
    try:
        _decoded(packed)
    except HandoverError as error:
        raise InvalidValueError("this cannot be handed over") from error
    if len(nonce) != NONCE_BYTES:
        raise InvalidValueError(f"a file is sealed under {NONCE_BYTES} random bytes")
    size = next((size for size in SIZES if size >= len(packed) + _AROUND_BYTES), None)
    if size is None:
        raise InvalidValueError("this is too much for one file")
    header = MARK + _derived(key, b"bluezone/handover-check/1")[:_CHECK_BYTES]
    plain = (len(packed).to_bytes(_LENGTH_BYTES, "big") + packed).ljust(size - _AROUND_BYTES + _LENGTH_BYTES, b"\0")
    return header + bytes(Aead(_derived(key, b"bluezone/handover-key/1")).encrypt(plain, header, nonce))


def read_handover(data: bytes, key: str) -> Handover:
    """What stands in a file of another phone. Raises HandoverError."""
    header, sealed = data[:_HEADER_BYTES], data[_HEADER_BYTES:]
    if not data.startswith(MARK):
        raise HandoverError(Problem.NEWER if data.startswith(_ANY_MARK) and _is_later(data) else Problem.FOREIGN)
    if len(data) not in SIZES:
        raise HandoverError(Problem.DAMAGED)
    check = _derived(key, b"bluezone/handover-check/1")[:_CHECK_BYTES]
    if not hmac.compare_digest(header[len(MARK) :], check):
        raise HandoverError(Problem.WRONG_KEY)
    try:
        plain = Aead(_derived(key, b"bluezone/handover-key/1")).decrypt(sealed, header)
    except CryptoError as error:
        raise HandoverError(Problem.DAMAGED) from error
    length = int.from_bytes(plain[:_LENGTH_BYTES], "big")
    if length > len(plain) - _LENGTH_BYTES:
        raise HandoverError(Problem.DAMAGED)
    return _decoded(plain[_LENGTH_BYTES : _LENGTH_BYTES + length])


def _is_later(data: bytes) -> bool:
    """Whether the mark is of a version to come: a digit of 2 or more where ours has 1."""
    return data[3:4] in {b"%d" % number for number in range(2, 10)}


def _decoded(packed: bytes) -> Handover:
    try:
        return msgspec.msgpack.decode(packed, type=Handover)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise HandoverError(Problem.DAMAGED) from error


def _derived(key: str, purpose: bytes) -> bytes:
    return hmac.digest(key.encode(), purpose, hashlib.sha256)


# what was heard


def pack_sightings(sightings: Iterable[tuple[int, Sighting]]) -> bytes:
    """Sightings as they stand in a file, each with the number of its boot among the boots."""
    return b"".join(
        _HEARD.pack(
            heard.rolling_id.value,
            boot,
            heard.monotonic_ms,
            heard.wall_ms,
            heard.rssi_dbm,
            _NO_POWER if heard.tx_power_dbm is None else heard.tx_power_dbm,
            heard.heard_by,
            heard.stands_for_s or 0,
            _NONE_HIDDEN if heard.hidden_power is None else heard.hidden_power,
        )
        for boot, heard in sightings
    )


def sightings_of(handover: Handover) -> Iterator[Sighting]:
    """The sightings in a file, one after the other."""
    boots = [BootId(one.boot) for one in handover.boots]
    for rolling_id, boot, monotonic_ms, wall_ms, rssi_dbm, power, heard_by, stands_for_s, hidden in _HEARD.iter_unpack(
        handover.heard
    ):
        said = None if power == _NO_POWER else power
        how = HeardBy(heard_by), stands_for_s or None, None if hidden == _NONE_HIDDEN else hidden
        yield Sighting(RollingId(rolling_id), boots[boot], monotonic_ms, wall_ms, rssi_dbm, said, *how)


def heard_on(handover: Handover, offset_ms: int) -> frozenset[int]:
    """The days since 1970 on which something was heard, by a clock that is ahead of UTC by this."""
    return frozenset((row[_WALL] + offset_ms) // DAY_MS for row in _HEARD.iter_unpack(handover.heard))
