"""A sequence of calls, carried out: work, rests, the ledger and the line, the same for every kind.

Rule 1: nothing is sent that is not in the ledger before it leaves.
Rule 2: the interval between two calls is the rest that was drawn, counted from the answer before. What a phone does in
between (saving a disclosure, more or less proof of work) disappears in it, or it would tell a disclosure from cover.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable, Generator
from typing import Protocol, TypeAlias, TypeVar

from bluezone.device.core import disclosing, events
from bluezone.device.core.disclosing import Draft
from bluezone.device.core.moments import Entropy, Now
from bluezone.device.ports import Clock
from bluezone.device.store import Departure, Store
from bluezone.protocol import proof_of_work
from bluezone.protocol.messages import Answer, Request, pack_request, unpack_answer

SHORTEST_REST_MS = 1_000
"""Longer than all that a phone does between two calls, unless an attack has raised the work."""
MEAN_REST_MS = 2_500
LONGEST_REST_MS = 15_000
LONGEST_ROUND_TRIP_MS = 10_000
"""A time that took longer to come says too little about now (docs/protocol/8-matching.md)."""
_QUICK_WORK_BITS = 13

_T = TypeVar("_T")
Conversation: TypeAlias = Generator[disclosing.Step, disclosing.Reply, _T]


class Line(Protocol):
    """The way to the exchange."""

    async def call(self, body: bytes) -> bytes:
        """The answer to one call. Raises UnreachableError."""


class Means(Protocol):
    """What calls are made with; a phone's Surroundings have it all."""

    @property
    def store(self) -> Store: ...
    @property
    def exchange(self) -> Line: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def entropy(self) -> Entropy: ...


class Caller:
    """The shell around disclosing, reporting and cover. One conversation at a time."""

    def __init__(
        self,
        around: Means,
        save_draft: Callable[[Draft], None],
        happened: Callable[[events.Event], Awaitable[None]],
    ) -> None:
        self._around = around
        self._save_draft = save_draft
        self._happened = happened
        self._sent_ms = 0
        self._answered_ms = 0

    async def converse(self, conversation: Conversation[_T], require: Callable[[], None], *, owner_act: bool) -> _T:
        """What the conversation returns; `require` may raise after any step, to end it."""
        try:
            step = next(conversation)
            while True:
                reply = await self._take(step, owner_act=owner_act)
                require()
                step = conversation.send(reply)
        except StopIteration as end:
            ended: _T = end.value
            return ended

    async def _take(self, step: disclosing.Step, *, owner_act: bool) -> disclosing.Reply:
        match step:
            case disclosing.Save(draft):
                self._save_draft(draft)
            case disclosing.Rest():
                left_ms = self._answered_ms + rest_ms(self._around.entropy) - self._around.clock.monotonic_ms()
                await self._around.clock.sleep(max(0, left_ms))
            case disclosing.Work(challenge, commitment, bits):
                return await _work(challenge, commitment, bits)
            case disclosing.TimeSeen(time_s):
                now = Now.read(self._around.clock)
                if now.monotonic_ms - self._sent_ms <= LONGEST_ROUND_TRIP_MS:
                    await self._happened(events.TimeProven(time_s * 1000, now, is_fresh=True))
            case disclosing.Send(request):
                return await self._send(request, owner_act=owner_act)
        return None

    async def _send(self, request: Request, *, owner_act: bool) -> Answer:
        body = pack_request(request)
        note_departure(self._around, str(type(request).__struct_config__.tag), len(body), owner_act=owner_act)
        self._sent_ms = self._around.clock.monotonic_ms()
        answer = await self._around.exchange.call(body)
        self._answered_ms = self._around.clock.monotonic_ms()
        return unpack_answer(answer)


def note_departure(around: Means, what: str, size: int, *, owner_act: bool) -> int:
    """The ledger's number for what is about to leave."""
    return around.store.note_departure(Departure(around.clock.wall_ms(), what, size, owner_act))


def rest_ms(entropy: Entropy) -> int:
    """The rest from one answer to the next call, for every kind: a floor and an exponential part."""
    return min(LONGEST_REST_MS, SHORTEST_REST_MS + exponential_ms(MEAN_REST_MS - SHORTEST_REST_MS, entropy))


def exponential_ms(mean_ms: float, entropy: Entropy) -> int:
    """A draw from the exponential distribution with this mean."""
    uniform = (int.from_bytes(entropy(8), "big") + 1) / (2**64 + 1)
    return int(-math.log(uniform) * mean_ms)


async def _work(challenge: bytes, commitment: bytes, bits: int) -> bytes:
    """Works beside the loop where work is hard: nobody may stop a phone from hearing by asking for much of it."""
    if bits <= _QUICK_WORK_BITS:
        return proof_of_work.solve(challenge, commitment, bits)
    return await asyncio.to_thread(proof_of_work.solve, challenge, commitment, bits)
