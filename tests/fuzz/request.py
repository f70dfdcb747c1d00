"""What anybody may post to an exchange, with or without its padding."""

from __future__ import annotations

import contextlib

from bluezone.protocol.errors import MalformedError
from bluezone.protocol.messages import REQUEST_BYTES, unpack_request
from scripts import freeze_formats


def fuzz(data: bytes) -> None:
    with contextlib.suppress(MalformedError):
        unpack_request(data[:REQUEST_BYTES].ljust(REQUEST_BYTES, b"\0"))


def samples() -> list[bytes]:
    return list(freeze_formats.requests().values())
