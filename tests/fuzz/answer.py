"""What an exchange, or whoever stands in its place, may answer."""

from __future__ import annotations

import contextlib

from bluezone.protocol.errors import MalformedError
from bluezone.protocol.messages import ANSWER_BYTES, unpack_answer
from scripts import freeze_formats


def fuzz(data: bytes) -> None:
    with contextlib.suppress(MalformedError):
        unpack_answer(data[:ANSWER_BYTES].ljust(ANSWER_BYTES, b"\0"))


def samples() -> list[bytes]:
    return list(freeze_formats.answers().values())
