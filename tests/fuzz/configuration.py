"""The body of a configuration under a key that somebody stole."""

from __future__ import annotations

import contextlib

from bluezone.protocol.config import read_configuration
from bluezone.protocol.errors import PeerError
from bluezone.protocol.signature import Kind, sign_file
from scripts import freeze_formats
from tests.support.protocol.signing import key_list, signing_key


def fuzz(data: bytes) -> None:
    with contextlib.suppress(PeerError):
        read_configuration(sign_file(data, [signing_key(Kind.CONFIG)]), key_list())


def samples() -> list[bytes]:
    return [freeze_formats.files()["config"][:-73]]
