"""The code on a poster: which place this is, signed, so that nobody can make one up (docs/protocol/10-venues.md).

A phone reads it and keeps the visit in its own diary; nothing is sent. The salt lets those who have scanned the poster,
and only them, recognise a published alert about the place.
"""

from __future__ import annotations

import base64
import binascii
import enum
import hashlib
import hmac
from collections.abc import Iterable
from typing import Annotated

import msgspec

from bluezone.protocol.calendar import Day
from bluezone.protocol.errors import ExpiredError, InvalidValueError, MalformedError
from bluezone.protocol.signature import (
    KEY_ID_BYTES,
    SIGNATURE_BYTES,
    KeyList,
    Kind,
    SigningKey,
    VerifyingKey,
    decode_body,
    identity_of,
    signed_message,
)

PREFIX = "BZV1:"
VENUE_ID_BYTES = 16
SALT_BYTES = 16
ALERT_ENTRY_BYTES = 16
MAX_NAME_BYTES = 60
MAX_TEXT = 512
_KNOWN_TO_ALL = 7
"""Elements of a venue that stand on every poster; closer stands behind them."""
HALF_HOURS = 48
_MAX_S = 1 << 40


class VenueKind(enum.StrEnum):
    """What sort of place; it decides how long a visit usually is."""

    SHOP = "shop"
    MARKET = "market"
    FOOD = "food"
    OFFICE = "office"
    SCHOOL = "school"
    HEALTH = "health"
    HOTEL = "hotel"
    WORSHIP = "worship"
    TRANSPORT = "transport"
    PUBLIC = "public"

    @property
    def usual_minutes(self) -> int:
        """The time after which a visit ends by itself."""
        return _USUAL_MINUTES[self]


class CloserKind(enum.StrEnum):
    """What a place is more closely. It stands behind the kind by which phones know it that have not heard of this one,
    so that they read its poster all the same."""

    FACTORY = "factory"
    EVENT = "event"

    @property
    def known_as(self) -> VenueKind:
        """The kind that its poster names for everybody."""
        return _KNOWN_AS[self]

    @property
    def usual_minutes(self) -> int:
        """The time after which a visit ends by itself."""
        return _USUAL_MINUTES_CLOSER[self]


PlaceKind = VenueKind | CloserKind
_CLOSER = {one.value: one for one in CloserKind}
_KNOWN_AS = {CloserKind.FACTORY: VenueKind.OFFICE, CloserKind.EVENT: VenueKind.PUBLIC}
_USUAL_MINUTES_CLOSER = {CloserKind.FACTORY: 540, CloserKind.EVENT: 240}
_USUAL_MINUTES = {
    VenueKind.SHOP: 60,
    VenueKind.MARKET: 90,
    VenueKind.FOOD: 90,
    VenueKind.OFFICE: 540,
    VenueKind.SCHOOL: 540,
    VenueKind.HEALTH: 180,
    VenueKind.HOTEL: 720,
    VenueKind.WORSHIP: 120,
    VenueKind.TRANSPORT: 60,
    VenueKind.PUBLIC: 120,
}


class Venue(msgspec.Struct, frozen=True, array_like=True):
    """A place as its poster names it."""

    venue_id: Annotated[bytes, msgspec.Meta(min_length=VENUE_ID_BYTES, max_length=VENUE_ID_BYTES)]
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_NAME_BYTES)]
    kind: VenueKind
    unit: Annotated[str, msgspec.Meta(pattern=r"\A([0-9]{2}|[0-9]{3}|[0-9]{5})\Z")]
    valid_from_s: Annotated[int, msgspec.Meta(ge=0, le=_MAX_S)]
    valid_until_s: Annotated[int, msgspec.Meta(ge=0, le=_MAX_S)]
    salt: Annotated[bytes, msgspec.Meta(min_length=SALT_BYTES, max_length=SALT_BYTES)]
    closer: str = ""
    """What it is more closely, in a word. One that is not known beside this kind is passed over, and whatever else
    stands there is read as none (`_read`): a later version has said something to others."""

    @classmethod
    def of(
        cls, venue_id: bytes, name: str, kind: PlaceKind, unit: str, *, valid_s: tuple[int, int], salt: bytes
    ) -> Venue:
        """A place of any kind, as its poster names it. Raises ValueError."""
        if isinstance(kind, CloserKind):
            return cls(venue_id, name, kind.known_as, unit, *valid_s, salt, kind.value)
        return cls(venue_id, name, kind, unit, *valid_s, salt)

    @property
    def place_kind(self) -> PlaceKind:
        """What it is, as closely as this version knows."""
        return closest_kind(self.kind, self.closer)

    def is_in_force_at(self, now_s: int) -> bool:
        """Whether its code holds at this moment by its own days, which say nothing of its signature."""
        return self.valid_from_s <= now_s < self.valid_until_s

    def __post_init__(self) -> None:
        if len(self.name.encode()) > MAX_NAME_BYTES:
            raise ValueError(f"a place's name has at most {MAX_NAME_BYTES} bytes")
        if not self.name.isprintable() or self.name != self.name.strip():
            raise ValueError("a place's name is printable and has no blanks around it")
        if self.valid_from_s >= self.valid_until_s:
            raise ValueError("a place's code is valid for no time at all")


def closest_kind(kind: VenueKind, closer: str) -> PlaceKind:
    """The kind of a place: the word behind it where that is known and belongs to it."""
    found = _CLOSER.get(closer)
    return found if found is not None and found.known_as is kind else kind


def place_kind(word: str) -> PlaceKind:
    """The kind of this word. Raises ValueError."""
    return _CLOSER.get(word) or VenueKind(word)


def kinds_within(kinds: Iterable[PlaceKind]) -> list[PlaceKind]:
    """Names kinds, and the closer ones that phones of before know as one of these."""
    named = list(kinds)
    return named + [one for one in CloserKind if one.known_as in named and one not in named]


def write_venue(venue: Venue, key: SigningKey) -> str:
    """The text of the poster's code."""
    if key.kind is not Kind.VENUE:
        raise InvalidValueError("a place's code is signed with a venue key")
    elements = msgspec.structs.astuple(venue)
    packed = msgspec.msgpack.encode(elements if venue.closer else elements[:-1])
    _read(packed)
    body = key.verifying_key.key_id + packed
    return PREFIX + base64.urlsafe_b64encode(body + key.sign(body)).decode().rstrip("=")


def read_venue(text: str, keys: KeyList, now_s: int) -> Venue:
    """The place in a scanned text. Raises MalformedError, VerificationError or ExpiredError."""
    data = _decoded(text.strip())
    body, signature = data[:-SIGNATURE_BYTES], data[-SIGNATURE_BYTES:]
    if len(body) <= KEY_ID_BYTES:
        raise MalformedError("the code is cut off")
    listed = keys.key(Kind.VENUE, body[:KEY_ID_BYTES])
    VerifyingKey(listed.public).verify(signature, signed_message(Kind.VENUE, identity_of(body)))
    venue = _read(body[KEY_ID_BYTES:])
    if not venue.is_in_force_at(now_s):
        raise ExpiredError("this place's code is not valid today")
    if not listed.valid_from_s <= venue.valid_from_s < listed.valid_until_s:
        raise ExpiredError("this place's code was signed with a key that was not valid then")
    return venue


def venue_on_poster(text: str) -> Venue:
    """The place in a code, whoever signed it: for the desk that alerts about a place whose poster it was handed. A
    made-up code alerts nobody but those who scanned it. Raises MalformedError."""
    body = _decoded(text.strip())[:-SIGNATURE_BYTES]
    if len(body) <= KEY_ID_BYTES:
        raise MalformedError("the code is cut off")
    return _read(body[KEY_ID_BYTES:])


def alert_entry(venue_id: bytes, salt: bytes, day: Day, half_hour: int) -> bytes:
    """What is published about a place and half an hour of a UTC day; meaningless without the poster's salt."""
    if not 0 <= half_hour < HALF_HOURS:
        raise InvalidValueError(f"half hour {half_hour} lies outside 0..{HALF_HOURS - 1}")
    if len(venue_id) != VENUE_ID_BYTES or len(salt) != SALT_BYTES:
        raise InvalidValueError("a venue id and its salt have 16 bytes each")
    message = b"bluezone/venue-alert/1" + venue_id + day.number.to_bytes(4, "big") + bytes([half_hour])
    return hmac.new(salt, message, hashlib.sha256).digest()[:ALERT_ENTRY_BYTES]


def _read(packed: bytes) -> Venue:
    """A venue, whatever stands behind what every reader knows: text that is none, or a map that Python cannot hold, is
    passed over like any other thing. Raises MalformedError."""
    elements = decode_body(packed, list[msgspec.Raw], "venue")
    known = decode_body(msgspec.msgpack.encode(elements[:_KNOWN_TO_ALL]), Venue, "venue")
    return msgspec.structs.replace(known, closer=_word(elements[_KNOWN_TO_ALL:]))


def _word(behind: list[msgspec.Raw]) -> str:
    try:
        return msgspec.msgpack.decode(behind[0], type=str) if behind else ""
    except (msgspec.MsgspecError, ValueError):
        return ""


def _decoded(text: str) -> bytes:
    if len(text) > MAX_TEXT or not text.startswith(PREFIX):
        raise MalformedError("this is no code of a place")
    encoded = text.removeprefix(PREFIX)
    try:
        bare = encoded.rstrip("=")  # versions of Python differ in how much padding they pass over
        return base64.b64decode(bare + "=" * (-len(bare) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise MalformedError("this is no code of a place, or it was misread") from error
