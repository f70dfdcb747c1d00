"""What virtual radios in separate processes say to each other through their sockets.

A small bounded format of this room alone; nothing of it ever goes on a real air. Positions travel so that the
receiver can work out how strong a frame arrives.

    "BZA1" ‖ kind u8 ‖ body, big-endian
    advert   x, y: i32 centimetres ‖ i8 dB stronger than usual ‖ address 6 ‖ frame 0..31
    read     token u32 ‖ address 6
    answer   token u32 ‖ u8 1 = served, 0 = not ‖ identity 0..512
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass

from bluezone.protocol.errors import MalformedError
from bluezone.radio.base import ADDRESS_BYTES, MAX_FRAME_BYTES, Address

MAX_IDENTITY_BYTES = 512
"""The longest attribute value (Bluetooth Core 5.4, Vol 3, Part F, 3.2.9)."""

_MAGIC = b"BZA1"
_HEAD = struct.Struct(">4sB")
_ADVERT = struct.Struct(f">iib{ADDRESS_BYTES}s")
_READ = struct.Struct(f">I{ADDRESS_BYTES}s")
_ANSWER = struct.Struct(">I?")
_KIND_ADVERT, _KIND_READ, _KIND_ANSWER = 1, 2, 3
MAX_DATAGRAM_BYTES = _HEAD.size + _ANSWER.size + MAX_IDENTITY_BYTES


@dataclass(frozen=True, slots=True)
class Advert:
    """A frame on air, and where it was sent from."""

    x_cm: int
    y_cm: int
    tx_db: int
    address: Address
    frame: bytes

    def pack(self) -> bytes:
        body = _ADVERT.pack(self.x_cm, self.y_cm, self.tx_db, self.address.value) + self.frame
        return _HEAD.pack(_MAGIC, _KIND_ADVERT) + body


@dataclass(frozen=True, slots=True)
class Read:
    """Somebody wants the identity of the phone at this address."""

    token: int
    address: Address

    def pack(self) -> bytes:
        return _HEAD.pack(_MAGIC, _KIND_READ) + _READ.pack(self.token, self.address.value)


@dataclass(frozen=True, slots=True)
class Answer:
    """The identity asked for, or None when it is not served at that address."""

    token: int
    identity: bytes | None

    def pack(self) -> bytes:
        body = _ANSWER.pack(self.token, self.identity is not None) + (self.identity or b"")
        return _HEAD.pack(_MAGIC, _KIND_ANSWER) + body


def parse_datagram(data: bytes) -> Advert | Read | Answer:
    """What a datagram says; raises MalformedError for anything but a well-formed one."""
    if len(data) > MAX_DATAGRAM_BYTES:
        raise MalformedError(f"a datagram exceeds {MAX_DATAGRAM_BYTES} bytes")
    if len(data) < _HEAD.size or data[: len(_MAGIC)] != _MAGIC:
        raise MalformedError("a datagram is not of this format")
    kind, body = data[len(_MAGIC)], data[_HEAD.size :]
    try:
        return _PARSERS[kind](body)
    except KeyError:
        raise MalformedError(f"a datagram of the unknown kind {kind}") from None
    except struct.error:
        raise MalformedError("a datagram is cut short") from None


def _advert(body: bytes) -> Advert:
    x_cm, y_cm, tx_db, address = _ADVERT.unpack_from(body)
    frame = _rest(body, _ADVERT.size, MAX_FRAME_BYTES)
    return Advert(x_cm, y_cm, tx_db, Address(address), frame)


def _read(body: bytes) -> Read:
    token, address = _READ.unpack_from(body)
    _rest(body, _READ.size, 0)
    return Read(token, Address(address))


def _answer(body: bytes) -> Answer:
    token, served = _ANSWER.unpack_from(body)
    identity = _rest(body, _ANSWER.size, MAX_IDENTITY_BYTES if served else 0)
    return Answer(token, identity if served else None)


def _rest(body: bytes, start: int, limit: int) -> bytes:
    if len(body) - start > limit:
        raise MalformedError("a datagram has more bytes than its kind allows")
    return body[start:]


_PARSERS: dict[int, Callable[[bytes], Advert | Read | Answer]] = {
    _KIND_ADVERT: _advert,
    _KIND_READ: _read,
    _KIND_ANSWER: _answer,
}
