"""Calls that say nothing, so that calls that say something do not stand out (docs/protocol/5-calls.md, "Cover").

Same number of calls, same sizes, same pauses, same work as a disclosure. They carry no owner data: random bytes in
the places where a disclosure has its own.
"""

from __future__ import annotations

from collections.abc import Generator

from bluezone.device.core.disclosing import Rest, Send, Step, TimeSeen
from bluezone.device.core.moments import Entropy
from bluezone.protocol import proof_of_work
from bluezone.protocol.codes import short_code
from bluezone.protocol.disclosure import COMMITMENT_BYTES
from bluezone.protocol.errors import PeerError
from bluezone.protocol.messages import (
    TIME_NONCE_BYTES,
    Answer,
    CoverRequest,
    TimeAnswer,
    TimeRequest,
    verify_time,
)
from bluezone.protocol.signature import KeyList

_STEPS = (1, 2)
_CODE_ENTROPY_BYTES = 16


def cover(keys: KeyList, entropy: Entropy) -> Generator[Step, Answer | None, None]:
    """time → something like a redeem → something like an upload."""
    nonce = entropy(TIME_NONCE_BYTES)
    answer = yield Send(TimeRequest(nonce))
    if not isinstance(answer, TimeAnswer):
        raise PeerError("the exchange did not tell the time")
    yield TimeSeen(verify_time(answer, nonce, keys))
    commitment = entropy(COMMITMENT_BYTES)
    work = proof_of_work.solve(answer.challenge, commitment, answer.work_bits)
    code = short_code(entropy(_CODE_ENTROPY_BYTES))
    for step in _STEPS:
        yield Rest()
        yield Send(CoverRequest(step, code, commitment, answer.challenge, work))
