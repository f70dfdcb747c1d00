"""Whatever a Bluetooth controller may report."""

from __future__ import annotations

import contextlib

from bluezone.protocol.advertisement import Advertisement, parse_advertisement
from bluezone.protocol.errors import MalformedError
from bluezone.protocol.identifiers import RollingId


def fuzz(data: bytes) -> None:
    with contextlib.suppress(MalformedError):
        parse_advertisement(data)


def samples() -> list[bytes]:
    return [Advertisement(RollingId(bytes(range(12))), power).pack() for power in (None, -12)]
