"""What bluetoothd says of a device on air, which is what a stranger's frame says."""

from __future__ import annotations

import contextlib

from bluezone.protocol.advertisement import MAX_HEARD_BYTES, parse_advertisement
from bluezone.protocol.errors import MalformedError
from bluezone.radio.device_objects import DeviceSaid, address_in, strength_in
from tests.support.radio.bluetoothd import said_in


def fuzz(data: bytes) -> None:
    told = said_in(data)
    frame = DeviceSaid().and_then(told).frame()
    assert len(frame) <= MAX_HEARD_BYTES
    strength_in(told)
    address_in(data.decode("latin-1"))
    with contextlib.suppress(MalformedError):
        parse_advertisement(frame)


def samples() -> list[bytes]:
    return [
        bytes.fromhex("0201060303564e0fffb522000102030405060708090a0b0516564e01f4"),
        bytes.fromhex("02011a14ff4c000108") + bytes(15),
        bytes.fromhex("1107") + bytes.fromhex("67a607add1172fa1c44bf573564e0000"),
    ]
