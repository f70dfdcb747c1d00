"""Phones for benches: sequences of calls prepared beforehand, and a lean HTTP connection to make them on.

The proofs of work and the packing of requests are the phones' work, not the exchange's; they are done before the clock
runs, so that a load generator on the same two cores does not measure itself.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field

from bluezone.protocol.calendar import Day
from bluezone.protocol.disclosure import RetiredSeed, commitment_to
from bluezone.protocol.keys import DaySeed
from bluezone.protocol.messages import (
    ANSWER_BYTES,
    CALL_PATH,
    AcceptedAnswer,
    Answer,
    CertificateAnswer,
    CoverRequest,
    DisclosedSeed,
    RedeemRequest,
    TimeRequest,
    UploadRequest,
    disclosed,
    pack_request,
    unpack_answer,
)
from bluezone.protocol.proof_of_work import solve

SEEDS = 14


@dataclass(slots=True)
class Sequence:
    """The calls time → redeem → upload, or the cover of them."""

    time: bytes
    redeem: bytes
    key: bytes
    """Of the commitment; empty for cover."""
    seeds: tuple[DisclosedSeed, ...] = ()
    cover: bytes = b""

    @property
    def real(self) -> bool:
        return bool(self.key)

    def upload(self, redeemed: Answer) -> bytes:
        """Writes the third call, which for a real sequence needs the second one's answer."""
        if not self.real:
            return self.cover
        assert isinstance(redeemed, CertificateAnswer), redeemed
        return pack_request(UploadRequest(redeemed.certificate, self.key, self.seeds))


def real_sequence(code: str, challenge: bytes, bits: int, drawn: bytes, today: Day) -> Sequence:
    """Prepares a real sequence; `drawn` is 16 + 32 + 14 × 16 bytes of chance."""
    nonce, key, rest = drawn[:16], drawn[16:48], drawn[48:]
    seeds = tuple(
        RetiredSeed(today.plus(-age), 0, 95, DaySeed(rest[(age - 1) * 16 : age * 16])) for age in range(1, SEEDS + 1)
    )
    commitment = commitment_to(seeds, key)
    redeem = RedeemRequest(code, commitment, challenge, solve(challenge, commitment, bits))
    return Sequence(
        pack_request(TimeRequest(nonce)), pack_request(redeem), key, tuple(disclosed(retired) for retired in seeds)
    )


def cover_sequence(code: str, challenge: bytes, bits: int, drawn: bytes) -> Sequence:
    """Prepares the calls of a phone that has nothing to say."""
    nonce, commitment = drawn[:16], drawn[16:48]
    work = solve(challenge, commitment, bits)
    first, second = (CoverRequest(step, code, commitment, challenge, work) for step in (1, 2))
    return Sequence(pack_request(TimeRequest(nonce)), pack_request(first), b"", cover=pack_request(second))


@dataclass(slots=True)
class Measured:
    """One call as the phone's side of the line saw it."""

    real: bool
    step: int
    seconds: float
    sent_bytes: int
    received_bytes: int


@dataclass(slots=True)
class Tally:
    """The sum of what a load run saw."""

    calls: list[Measured] = field(default_factory=list)
    uploads: int = 0
    errors: int = 0


class Line(asyncio.Protocol):
    """One kept-open HTTP/1.1 connection, one call at a time."""

    _HEAD = (
        f"POST {CALL_PATH} HTTP/1.1\r\nhost: exchange\r\ncontent-type: application/octet-stream\r\n"
        "content-length: 4096\r\n\r\n"
    ).encode()

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._received = bytearray()
        self._answered: asyncio.Future[bytes] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        end = self._received.find(b"\r\n\r\n")
        if self._answered is not None and end >= 0 and len(self._received) >= end + 4 + ANSWER_BYTES:
            self._answered.set_result(bytes(self._received))
            self._received.clear()
            self._answered = None

    def connection_lost(self, exc: Exception | None) -> None:
        if self._answered is not None and not self._answered.done():
            self._answered.set_exception(exc or ConnectionError("the exchange closed the line"))

    async def call(self, body: bytes) -> tuple[bytes, int, int]:
        """Makes one call: (the answer's 1,024 bytes, bytes sent, bytes received). Raises ConnectionError where the
        exchange has closed the line, as it does with one on which nobody speaks."""
        assert self._transport is not None
        if self._transport.is_closing():
            raise ConnectionError("the exchange closed the line")
        self._answered = asyncio.get_running_loop().create_future()
        self._transport.write(self._HEAD + body)
        received = await self._answered
        return received[-ANSWER_BYTES:], len(self._HEAD) + len(body), len(received)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()


async def open_line(address: tuple[str, int], *, source: str | None = None) -> Line:
    """Opens a new connection, from another address of this machine if one is named."""
    local = None if source is None else (source, 0)
    _, line = await asyncio.get_running_loop().create_connection(Line, *address, local_addr=local)
    return line


async def make_calls(line: Line, sequence: Sequence, tally: Tally, *, due: float | None = None) -> None:
    """Makes the three calls of a sequence, each measured; the first from when it was due, if it was due earlier."""
    answer: Answer = AcceptedAnswer()
    calls: list[Measured] = []
    for step in range(3):
        body = (sequence.time, sequence.redeem, b"")[step] or sequence.upload(answer)
        began = time.perf_counter() if due is None or step else due
        data, sent, received = await line.call(body)
        calls.append(Measured(sequence.real, step, time.perf_counter() - began, sent, received))
        answer = unpack_answer(data)
    tally.calls += calls  # together, so that a sequence's calls stand in a row
    if not isinstance(answer, AcceptedAnswer):
        tally.errors += 1
    elif sequence.real:
        tally.uploads += 1
