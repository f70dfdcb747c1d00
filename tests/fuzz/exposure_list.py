"""An exposure list of the original, from a file that somebody was sent."""

from __future__ import annotations

import contextlib

from bluezone.protocol.errors import MalformedError
from bluezone.protocol.original import read_exposure_list
from scripts import freeze_formats


def fuzz(data: bytes) -> None:
    with contextlib.suppress(MalformedError):
        read_exposure_list(data)


def samples() -> list[bytes]:
    return [str(freeze_formats.formats()["exposure_list"]).encode()]
