"""The intervals between the calls of a sequence, as a phone's own code keeps them: real disclosures and cover in turn.

Everything is real (conversations, proofs of work, the encrypted store, the line, the exchange) but the waiting: a clock
jumps over each rest, so that ten thousand sequences take minutes and not a day.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from bluezone.device.calling import Caller, Conversation
from bluezone.device.core.cover import cover
from bluezone.device.core.disclosing import Draft, Stage, disclose, new_draft
from bluezone.device.core.events import Event
from bluezone.device.core.moments import Entropy
from bluezone.device.saved import SavedDevice
from bluezone.device.store import Store, open_store
from bluezone.lab.exchange.phones import SEEDS, Line, open_line
from bluezone.protocol.calendar import Day
from bluezone.protocol.disclosure import RetiredSeed
from bluezone.protocol.keys import DaySeed
from bluezone.protocol.signature import KeyList

Intervals = tuple[float, ...]
"""Seconds from the first answer to the second call, and from the second answer to the third."""


class JumpingClock:
    """Real time, and all the rests that were jumped over."""

    def __init__(self) -> None:
        self._jumped_ms = 0

    def seconds(self) -> float:
        return time.perf_counter() + self._jumped_ms / 1000

    def monotonic_ms(self) -> int:
        return int(self.seconds() * 1000)

    def wall_ms(self) -> int:
        return self.monotonic_ms()

    async def sleep(self, duration_ms: int) -> None:
        self._jumped_ms += duration_ms


class WatchedLine:
    """The line to the exchange, and what somebody beside it sees of time."""

    def __init__(self, line: Line, clock: JumpingClock) -> None:
        self._line = line
        self._clock = clock
        self._answered = 0.0
        self._seen: list[float] = []

    async def call(self, body: bytes) -> bytes:
        self._seen.append(self._clock.seconds() - self._answered)
        answer, _, _ = await self._line.call(body)
        self._answered = self._clock.seconds()
        return answer

    def close(self) -> None:
        self._line.close()

    def intervals(self) -> Intervals:
        """The intervals of the sequence that is over."""
        seen, self._seen = tuple(self._seen[1:]), []
        return seen


@dataclass(frozen=True, slots=True)
class Phone:
    """The part of a phone that makes calls."""

    store: Store
    exchange: WatchedLine
    clock: JumpingClock
    entropy: Entropy


async def measure_intervals(
    address: tuple[str, int], folder: Path, codes: list[str], keys: KeyList, *, entropy: Entropy, today: Day
) -> tuple[list[Intervals], list[Intervals]]:
    """Measures the intervals, (of a disclosure for each code, of as much cover), made in turn by one phone."""
    clock = JumpingClock()
    store = open_store(folder / "phone.store", entropy(32))
    phone = Phone(store, WatchedLine(await open_line(address), clock), clock, entropy)
    saved = SavedDevice.load(store, entropy)
    caller = Caller(phone, saved.save_draft, _unheard)
    real: list[Intervals] = []
    unreal: list[Intervals] = []
    for code in codes:
        draft = new_draft(code, _seeds(today, entropy), entropy)
        ended: Draft = await _called(caller, disclose(draft, keys, entropy), owner_act=True)
        if ended.stage is not Stage.DONE:
            raise AssertionError(f"a disclosure ended as {ended.stage.name}")
        real.append(phone.exchange.intervals())
        await _called(caller, cover(keys, entropy), owner_act=False)
        unreal.append(phone.exchange.intervals())
    phone.exchange.close()
    store.close()
    return real, unreal


async def _called(caller: Caller, conversation: Conversation[Draft] | Conversation[None], *, owner_act: bool) -> Draft:
    return await caller.converse(conversation, lambda: None, owner_act=owner_act)  # type: ignore[arg-type]


def _seeds(today: Day, entropy: Entropy) -> tuple[RetiredSeed, ...]:
    return tuple(RetiredSeed(today.plus(-age), 0, 95, DaySeed(entropy(16))) for age in range(1, SEEDS + 1))


async def _unheard(_: Event) -> None:
    """Nobody sets a clock by these calls."""
