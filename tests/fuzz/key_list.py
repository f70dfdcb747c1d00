"""The body of a key list under a root that somebody broke."""

from __future__ import annotations

import contextlib

from bluezone.protocol.errors import PeerError
from bluezone.protocol.signature import read_key_list, sign_file
from scripts import freeze_formats
from tests.support.protocol.signing import ROOT


def fuzz(data: bytes) -> None:
    with contextlib.suppress(PeerError):
        read_key_list(sign_file(data, [ROOT]), ROOT.verifying_key)


def samples() -> list[bytes]:
    return [freeze_formats.files()["keys"][:-73]]
