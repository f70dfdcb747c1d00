"""The text of a code on a door, which anybody may have put there."""

from __future__ import annotations

import contextlib

from bluezone.protocol.errors import PeerError
from bluezone.protocol.venue import read_venue
from scripts import freeze_formats
from tests.support.protocol.signing import key_list


def fuzz(data: bytes) -> None:
    with contextlib.suppress(PeerError):
        read_venue(data.decode("utf-8", "replace"), key_list(), 1_600_000_000)


def samples() -> list[bytes]:
    return [str(freeze_formats.formats()["venue"]["text"]).encode()]
