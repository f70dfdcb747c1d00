"""Whatever a person may type, or paste, into the field for the code."""

from __future__ import annotations

import contextlib

from bluezone.protocol.codes import read_code_message
from bluezone.protocol.errors import MalformedError


def fuzz(data: bytes) -> None:
    with contextlib.suppress(MalformedError):
        read_code_message(data.decode("utf-8", "replace"))


def samples() -> list[bytes]:
    return [b"1234 5678 9012", b"0123-4567-89AB-CDEF", b"0123 4567 89AB CDEF/2020-08-09"]
