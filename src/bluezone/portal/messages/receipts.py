"""What a carrier tells of a message that it took: bounded, and nothing else is read."""

from __future__ import annotations

from typing import Annotated

import msgspec

LARGEST_RECEIPT = 4_096


class Receipt(msgspec.Struct, frozen=True):
    """What became of one message, as its carrier says."""

    id: Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
    delivered: bool


_RECEIPT = msgspec.json.Decoder(Receipt)


def read_receipt(body: bytes) -> Receipt | None:
    """Reads the receipt in this body; None for anything else."""
    if len(body) > LARGEST_RECEIPT:
        return None
    try:
        return _RECEIPT.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
