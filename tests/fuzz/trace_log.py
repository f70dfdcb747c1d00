"""A trace log of the original, from a file that somebody was sent."""

from __future__ import annotations

import contextlib

from bluezone.protocol.errors import MalformedError
from bluezone.protocol.original import read_trace_log


def fuzz(data: bytes) -> None:
    with contextlib.suppress(MalformedError):
        read_trace_log(data.decode("utf-8", "replace"))


def samples() -> list[bytes]:
    return [b"286BCE589AB994EFA5F73CAD\t9C25DF2D9861B31897EA3028\t-74\t1596887252275\n" * 3]
