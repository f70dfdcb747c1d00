"""A published batch with its signature block, from any server."""

from __future__ import annotations

import contextlib

from bluezone.protocol.batch import read_batch
from bluezone.protocol.errors import PeerError
from bluezone.protocol.signature import Kind
from tests.support.protocol.batches import batch_file
from tests.support.protocol.signing import key_list


def fuzz(data: bytes) -> None:
    with contextlib.suppress(PeerError):
        read_batch(data, Kind.BATCH, key_list())


def samples() -> list[bytes]:
    return [batch_file()]
