"""Calls that say nothing, so that calls that say something do not stand out (docs/protocol/5-calls.md, "Cover").

Same number of calls, same sizes, same pauses, same work as a disclosure. They carry no owner data: random bytes in
the places where a disclosure has its own.
"""

from __future__ import annotations

from collections.abc import Generator

from bluezone.device.core.disclosing import Reply, Step, ask_time, stand_in
from bluezone.device.core.moments import Entropy
from bluezone.protocol.signature import KeyList


def cover(keys: KeyList, entropy: Entropy) -> Generator[Step, Reply, None]:
    """time → something like a redeem → something like an upload."""
    opening = yield from ask_time(keys, entropy)
    for step in (1, 2):
        yield from stand_in(step, opening, entropy)
