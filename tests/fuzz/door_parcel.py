"""What a device at a door sends, to be enrolled and to hand in its rows."""

from __future__ import annotations

import contextlib

import msgspec

from bluezone.portal.posts.errors import DoorError
from bluezone.portal.posts.wire import MOST_ROWS, NUMBER_BYTES, parse_enrolment, parse_parcel, parse_typed
from tests.support.portal.doorposts import b64, number_of, parcel, row, sealed


def fuzz(data: bytes) -> None:
    with contextlib.suppress(DoorError):
        assert len(parse_enrolment(data).code) <= 60
    with contextlib.suppress(DoorError):
        read = parse_parcel(data)
        assert len(read.rows) + len(read.unread) <= MOST_ROWS
        assert all(len(one.number) == NUMBER_BYTES for one in read.rows)

    parse_typed(data)


def samples() -> list[bytes]:
    out = row(2, way="out", of=b64(number_of(1)), paper={"page": "TT-0001", "line": 3})
    return [
        parcel(row(1, sealed=sealed(name="Lò Thị Vào")), out, shift={"keeper": 1, "began_ms": 1}),
        parcel(),
        msgspec.json.encode({"name": "Lò Thị Vào", "phone": "0912 345 999"}),
        msgspec.json.encode({"code": "0" * 26, "label": "Máy ở cổng"}),
    ]
