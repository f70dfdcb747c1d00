"""Sending one sealed message: time → report → padding, the same three calls as any other sequence.

docs/protocol/5-calls.md. What is inside was sealed before and cannot be read here. This module starts nothing: only
the owner's tap runs it.
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
    AcceptedAnswer,
    Answer,
    CoverRequest,
    ReportRequest,
    TimeAnswer,
    TimeRequest,
    verify_time,
)
from bluezone.protocol.signature import KeyList

_PADDING_STEP = 2
_CODE_ENTROPY_BYTES = 16


def report(sealed: bytes, keys: KeyList, entropy: Entropy) -> Generator[Step, Answer | None, None]:
    """Done when it returns. Raises PeerError when the exchange did not take the message; it may be sent again."""
    nonce = entropy(TIME_NONCE_BYTES)
    opening = yield Send(TimeRequest(nonce))
    if not isinstance(opening, TimeAnswer):
        raise PeerError("the exchange did not tell the time")
    yield TimeSeen(verify_time(opening, nonce, keys))
    yield Rest()
    answer = yield Send(ReportRequest(sealed))
    yield Rest()
    yield Send(_padding(opening, entropy))
    if not isinstance(answer, AcceptedAnswer):
        raise PeerError("the exchange did not take the message; it may be sent again later")


def _padding(opening: TimeAnswer, entropy: Entropy) -> CoverRequest:
    """The third call, so that a report is as long as a disclosure."""
    commitment = entropy(COMMITMENT_BYTES)
    work = proof_of_work.solve(opening.challenge, commitment, opening.work_bits)
    return CoverRequest(_PADDING_STEP, short_code(entropy(_CODE_ENTROPY_BYTES)), commitment, opening.challenge, work)
