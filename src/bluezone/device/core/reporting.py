"""Sending one sealed message: time → report → padding, the same three calls as any other sequence.

docs/protocol/5-calls.md. What is inside was sealed before and cannot be read here. This module starts nothing: only
the owner's tap runs it.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

from bluezone.device.core.disclosing import Reply, Rest, Send, Step, ask_time, stand_in
from bluezone.device.core.moments import Entropy
from bluezone.protocol.errors import PeerError
from bluezone.protocol.messages import AcceptedAnswer, ReportRequest
from bluezone.protocol.signature import KeyList

_LAST_STEP = 2


@dataclass(slots=True)
class Delivery:
    """How far one message has come; still true when the calls break off."""

    has_left: bool = False
    is_answered: bool = False
    is_taken: bool = False


def report(
    sealed: bytes, keys: KeyList, entropy: Entropy, delivery: Delivery | None = None
) -> Generator[Step, Reply, None]:
    """Sends a message, done when it returns. Raises PeerError when the exchange did not take it; may be repeated."""
    delivery = delivery or Delivery()
    opening = yield from ask_time(keys, entropy)
    yield Rest()
    delivery.has_left = True
    answer = yield Send(ReportRequest(sealed))
    delivery.is_answered, delivery.is_taken = True, isinstance(answer, AcceptedAnswer)
    yield from stand_in(_LAST_STEP, opening, entropy)
    if not delivery.is_taken:
        raise PeerError("the exchange did not take the message; it may be sent again later")
