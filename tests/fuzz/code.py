"""Whatever a person may type, or paste, into the field for the code."""

from __future__ import annotations

import contextlib

from bluezone.protocol.codes import normalise_code
from bluezone.protocol.errors import MalformedError


def fuzz(data: bytes) -> None:
    with contextlib.suppress(MalformedError):
        normalise_code(data.decode("utf-8", "replace"))


def samples() -> list[bytes]:
    return [b"1234 5678 9012", b"0123-4567-89AB-CDEF"]
