"""The file in which typed codes of places are looked up, signed whatever stands in it; and what is typed."""

from __future__ import annotations

import contextlib
import random

from bluezone.protocol.errors import PeerError
from bluezone.protocol.place_codes import place_in, read_places, read_typed, write_places
from bluezone.protocol.signature import Kind, sign_file
from scripts import freeze_formats
from tests.support.protocol.signing import key_list, signing_key

_BLOCK = 73
_NOW_S = 1_600_000_000


def fuzz(data: bytes) -> None:
    with contextlib.suppress(PeerError):
        read_typed(data.decode("utf-8", "replace"))
    with contextlib.suppress(PeerError):
        places = read_places(sign_file(data, [signing_key(Kind.VENUE)]), key_list())
        place_in(places, bytes(32), key_list(), _NOW_S)


def samples() -> list[bytes]:
    text = str(freeze_formats.formats()["venue"]["text"])
    entropy = random.Random(1).randbytes
    file = write_places("02536", 7, {bytes(32): text}, signing_key(Kind.VENUE), issued_s=_NOW_S, entropy=entropy)
    return [file[:-_BLOCK], b"7K3MA-9QX2C"]
