"""The body of a published batch whose signature somebody managed to make hold."""

from __future__ import annotations

import contextlib

from bluezone.protocol.batch import parse_batch, write_batch
from bluezone.protocol.errors import PeerError
from tests.support.protocol.batches import batch


def fuzz(data: bytes) -> None:
    with contextlib.suppress(PeerError):
        parse_batch(data)


def samples() -> list[bytes]:
    return [write_batch(batch())]
