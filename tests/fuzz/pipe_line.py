"""A line that an engine reads from the application around it; what strangers put on air stands in it."""

from __future__ import annotations

import contextlib

from bluezone.protocol.errors import MalformedError
from bluezone.radio.pipe import parse_event


def fuzz(data: bytes) -> None:
    with contextlib.suppress(MalformedError):
        parse_event(data)


def samples() -> list[bytes]:
    return [
        b"heard -70 40a1b2c3d4e5 123456 0201060303564e0fffb522000102030405060708090a0b0000",
        b"done 1",
        b"failed 2 advertise-3",
        b"failed 7 forbidden",
        b"lost off",
        b"asked 4",
        b"read 5 000102030405060708090a0b",
        b"unread 6",
        b"resolved 8 c0000201+20010db8000000000000000000000001",
        b"sealed 9 000102030405060708090a0b0c0d0e0f",
        b"unsealed 10 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
        b"boot 12",
        b"made hmdglobal nokia",
        b"withheld permission+location+background+saver",
    ]
