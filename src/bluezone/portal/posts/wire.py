"""What a door's device sends, as bytes in JSON: read here, bounded, and refused here. Pure.

A row carries nothing in clear that says who somebody is: what was typed is in `sealed`, which only the health unit's
key opens, and a field for a name would be refused and not ignored.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
from dataclasses import dataclass
from typing import Annotated, Literal

import msgspec

from bluezone.portal.posts.errors import Untaken, door_error
from bluezone.protocol.door_codes import NOTE_BYTES

MOST_BYTES = 256 * 1024
MOST_ROWS = 200
NUMBER_BYTES = 16
MOST_PARTY = 99
SEAL_BYTES, PLAIN_STEP, MOST_PLAIN = 48, 256, 4_096
"""What a sealed box adds, and the steps to which its words are filled up: a length says nothing about a name."""
LONGEST_LABEL = 40
_LATEST_MS = 4_102_444_800_000
"""The year 2100."""
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)

Way = Literal["in", "out"]
Who = Literal["visitor", "staff", "app"]
App = Literal["live", "shown", "none", "not_running", "unasked"]
Moment = Annotated[int, msgspec.Meta(ge=0, le=_LATEST_MS)]
_Key = Annotated[int, msgspec.Meta(ge=1, le=2**53)]


@dataclass(frozen=True, slots=True)
class Row:
    """Somebody, or a party, who went in or out."""

    number: bytes
    """Drawn at random by the device: a row that comes again is recognised by it."""
    at: dt.datetime
    """By the device's clock."""
    way: Way
    who: Who
    app: App
    """What was seen of the app of one of them: its mark was live, something was shown, there is no smartphone, it did
    not run, or nobody asked."""
    party: int = 1
    advised: bool = False
    keeper: int | None = None
    page: str = ""
    """Of a paper register from which it was copied, with its line."""
    line: int = 0
    sealed: bytes = b""
    of: bytes = b""
    """Of whoever goes out: the row by which they came in."""
    alert: bytes = b""
    """Of whoever showed a code instead of a name: what an alert about people at this door is made of (page 12)."""

    def __post_init__(self) -> None:
        if len(self.number) != NUMBER_BYTES or not 1 <= self.party <= MOST_PARTY:
            raise ValueError("not a row")
        if self.of and (self.way != "out" or len(self.of) != NUMBER_BYTES):
            raise ValueError("only who goes out came in by another row")
        if bool(self.page) != bool(self.line):
            raise ValueError("a line stands on a page")
        by_code = (self.way, self.who, self.page, len(self.alert)) == ("in", "app", "", NOTE_BYTES)
        if self.alert and not by_code:
            raise ValueError("only who comes in by a code is alerted by it")
        plain = len(self.sealed) - SEAL_BYTES
        if self.sealed and (plain % PLAIN_STEP or not PLAIN_STEP <= plain <= MOST_PLAIN):
            raise ValueError("not sealed as a door seals")


@dataclass(frozen=True, slots=True)
class Shift:
    """Whoever keeps the door now, and since when by the device's clock."""

    keeper: int
    began: dt.datetime


@dataclass(frozen=True, slots=True)
class Parcel:
    """What a device sends at once."""

    clock: dt.datetime
    """The device's, when it sent."""
    rows: tuple[Row, ...]
    unread: tuple[str, ...] = ()
    """Numbers of rows that say something that cannot be, as they were sent."""
    shift: Shift | None = None


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A device that asks to belong to a post."""

    code: str
    label: str


class _Paper(msgspec.Struct, forbid_unknown_fields=True):
    page: Annotated[str, msgspec.Meta(pattern=r"\A[0-9A-Z-]{1,20}\Z")]
    line: Annotated[int, msgspec.Meta(ge=1, le=200)]


class _Row(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    at_ms: Moment
    way: Way
    who: Who
    app: App
    party: Annotated[int, msgspec.Meta(ge=1, le=MOST_PARTY)] = 1
    advised: bool = False
    keeper: _Key | None = None
    paper: _Paper | None = None
    sealed: Annotated[str, msgspec.Meta(max_length=6_000)] | None = None
    of: str | None = None
    alert: str | None = None


class _Named(msgspec.Struct):
    id: Annotated[str, msgspec.Meta(pattern=r"\A[A-Za-z0-9_-]{22}\Z")]


class _Shift(msgspec.Struct, forbid_unknown_fields=True):
    keeper: _Key
    began_ms: Moment


class _Parcel(msgspec.Struct, forbid_unknown_fields=True):
    v: Literal[1]
    clock_ms: Moment
    rows: Annotated[list[msgspec.Raw], msgspec.Meta(max_length=MOST_ROWS)]
    shift: _Shift | None = None


class _Enrolment(msgspec.Struct, forbid_unknown_fields=True):
    code: Annotated[str, msgspec.Meta(max_length=60)]
    label: Annotated[str, msgspec.Meta(max_length=200)] = ""


_PARCEL, _ROW = msgspec.json.Decoder(_Parcel), msgspec.json.Decoder(_Row)
_NAMED, _ENROLMENT = msgspec.json.Decoder(_Named), msgspec.json.Decoder(_Enrolment)
"""Made once, by the thread that imports: two threads that both meet a type for the first time end the process."""


def parse_parcel(data: bytes) -> Parcel:
    """Parses what a device sent. A row that cannot be is named, the others stand. Raises DoorError for anything else,
    and has then read none."""
    if len(data) > MOST_BYTES:
        raise door_error(Untaken.MALFORMED)
    try:
        sent = _PARCEL.decode(data)
        read = [_read(raw) for raw in sent.rows]
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise door_error(Untaken.MALFORMED) from error
    rows = tuple(one for one in read if isinstance(one, Row))
    unread = tuple(one for one in read if isinstance(one, str))
    shift = Shift(sent.shift.keeper, moment_of(sent.shift.began_ms)) if sent.shift is not None else None
    return Parcel(moment_of(sent.clock_ms), rows, unread, shift)


class Typed(msgspec.Struct, frozen=True):
    """What a visitor said, as the device sealed it. More than this is not read."""

    name: Annotated[str, msgspec.Meta(max_length=200)] = ""
    phone: Annotated[str, msgspec.Meta(max_length=60)] = ""
    plate: Annotated[str, msgspec.Meta(max_length=60)] = ""
    host: Annotated[str, msgspec.Meta(max_length=200)] = ""
    address: Annotated[str, msgspec.Meta(max_length=300)] = ""
    symptoms: Annotated[str, msgspec.Meta(max_length=300)] = ""
    note: Annotated[str, msgspec.Meta(max_length=600)] = ""


_TYPED = msgspec.json.Decoder(Typed)


def parse_typed(plain: bytes) -> Typed | None:
    """Parses what was sealed; None for what no device of ours seals."""
    try:
        typed = _TYPED.decode(plain.rstrip(b" \0"))
        for word in msgspec.structs.astuple(typed):
            word.encode()
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
    return typed


def parse_enrolment(data: bytes) -> Enrolment:
    """Parses what a device says of itself when it is enrolled. Raises DoorError."""
    if len(data) > MOST_BYTES:
        raise door_error(Untaken.MALFORMED)
    try:
        sent = _ENROLMENT.decode(data)
        sent.label.encode()
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise door_error(Untaken.MALFORMED) from error
    return Enrolment(sent.code, sent.label)


def moment_of(milliseconds: int) -> dt.datetime:
    """The moment of a clock's milliseconds."""
    return _EPOCH + dt.timedelta(milliseconds=milliseconds)


def milliseconds_of(moment: dt.datetime) -> int:
    """The milliseconds of a moment, as a device's clock counts them."""
    return (moment - _EPOCH) // dt.timedelta(milliseconds=1)


def number_said(number: bytes) -> str:
    """The number of a row as devices write it."""
    return base64.urlsafe_b64encode(number).rstrip(b"=").decode()


def _read(raw: msgspec.Raw) -> Row | str:
    """Reads a row; its number alone where it says what cannot be. Raises for what has no number."""
    try:
        return _row(_ROW.decode(raw))
    except (msgspec.MsgspecError, ValueError):
        return _NAMED.decode(raw).id


def _row(sent: _Row) -> Row:
    return Row(
        number=_bytes_of(sent.id),
        at=moment_of(sent.at_ms),
        way=sent.way,
        who=sent.who,
        app=sent.app,
        party=sent.party,
        advised=sent.advised,
        keeper=sent.keeper,
        page=sent.paper.page if sent.paper is not None else "",
        line=sent.paper.line if sent.paper is not None else 0,
        sealed=_bytes_of(sent.sealed or ""),
        of=_bytes_of(sent.of or ""),
        alert=_bytes_of(sent.alert or ""),
    )


def _bytes_of(text: str) -> bytes:
    """Decodes base64url without its filling, as it is written and no other way."""
    try:
        found = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError("no base64url") from error
    if number_said(found) != text:
        raise ValueError("another way to write the same")
    return found
