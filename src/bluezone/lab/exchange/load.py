"""How many calls an exchange answers, each acknowledged upload on disk before it is told (`bluezone bench exchange`).

The exchange runs in its own process on this machine, the phones in another beside it. Every sequence is time → redeem →
upload or the cover of it; at the end the store is counted and must hold exactly what was acknowledged.

Phones call as fast as they are answered, or at a pace: then sequences begin at moments drawn beforehand, whether or not
the exchange keeps up, and how long one waits for a line that is free counts as part of its first answer.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import random
import time
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from bluezone.exchange.challenges import Challenges
from bluezone.exchange.codes import CodeOrder, issue_code
from bluezone.exchange.store import open_store
from bluezone.exchange.store.tables import entries
from bluezone.joining.chance import entropy
from bluezone.joining.clocks import system_clock
from bluezone.joining.refusal import RefusedError
from bluezone.lab.exchange.empty import Floor, measured_empty
from bluezone.lab.exchange.measured import CHALLENGE_KEY, Service, measured_exchange, new_exchange, settings_of
from bluezone.lab.exchange.phones import (
    SEEDS,
    Line,
    Sequence,
    Tally,
    cover_sequence,
    make_calls,
    open_line,
    real_sequence,
)
from bluezone.lab.machine import throwaway_folder
from bluezone.lab.throwaway_postgresql import throwaway_postgresql
from bluezone.protocol.calendar import Day
from bluezone.protocol.config import PathogenProfile
from bluezone.protocol.disclosure import Level

_DRAWN = 48 + 16 * SEEDS
_CODE_BATCH = 1_000
_TURN_S = 0.8
_LONGEST_FLOOR_S = 6.0


@dataclass(frozen=True, slots=True)
class Load:
    """The load on an exchange."""

    store: str
    """sqlite or postgresql"""
    store_url: str | None
    """None is a PostgreSQL that is started and removed."""
    seconds: float
    connections: int
    real_share: float
    expected_calls_per_s: int
    """For so many sequences are prepared."""
    processes: int = 1
    """Of the exchange, on one PostgreSQL. Each line stays with one of them, as behind a balancer."""
    pace_calls_per_s: int = 0
    """So many come, however fast they are answered; 0 lets each line call again at once."""

    @property
    def sequences(self) -> int:
        return int(self.expected_calls_per_s * self.seconds / 3)

    @property
    def turns(self) -> int:
        """The number of turns of the exchange, with each floor's before, between and after them. At a pace it is
        one: what comes in turns would let whoever fell behind catch up."""
        return 1 if self.pace_calls_per_s else max(1, round(self.seconds / _TURN_S))

    @property
    def floor_s(self) -> float:
        """How many seconds each floor is called before, between and after the exchange's turns."""
        return min(2 * self.seconds, _LONGEST_FLOOR_S) / (self.turns + 1)


def measure(wanted: Load) -> dict[str, object]:
    """Measures one load. Raises RefusedError if the store does not hold what was acknowledged, or is one process's."""
    if wanted.processes > 1 and wanted.store != "postgresql":
        raise RefusedError("several processes serve on PostgreSQL alone: --store postgresql")
    with (
        throwaway_folder() as folder,
        throwaway_postgresql(wanted.store, wanted.store_url) as store_url,
    ):
        return _measured(folder, store_url, wanted)


def _measured(data: Path, store_url: str | None, wanted: Load) -> dict[str, object]:
    sequences = prepare(data, store_url, wanted.sequences, wanted.real_share)
    before = _stored_entries(data, store_url)
    with ExitStack() as stack:
        services = [stack.enter_context(measured_exchange(data, store_url, (0, 0))) for _ in range(wanted.processes)]
        floors = {floor: Spent([stack.enter_context(measured_empty(floor))]) for floor in Floor}
        exchange = Spent(services)
        tally, seconds, own_s = asyncio.run(_take_turns(wanted, sequences, exchange, list(floors.values())))
    stored = (_stored_entries(data, store_url) - before) // SEEDS
    if stored != tally.uploads:
        raise RefusedError(f"{tally.uploads} uploads were acknowledged and {stored} are in the store")
    return {
        **summary(tally, seconds),
        # What a call costs, on a machine that others use too: the exchange's processes, what does nothing in turn with
        # them, and the phones beside them. What the database does is its own.
        "exchange_cpu_us_per_call": round(exchange.us_per_call),
        "empty_handler_cpu_us_per_call": round(floors[Floor.HANDLER].us_per_call),
        "empty_route_cpu_us_per_call": round(floors[Floor.ROUTE].us_per_call),
        "bare_handler_cpu_us_per_call": round(floors[Floor.BARE].us_per_call),
        "phones_cpu_us_per_call": round(own_s / len(tally.calls) * 1e6),
        "turns": wanted.turns,
        "processes": wanted.processes,
        "pace_calls_per_s": wanted.pace_calls_per_s,
        "store": wanted.store,
        "synchronous": services[0].synchronous,
        "uploads_in_store": stored,
    }


@dataclass(slots=True)
class Spent:
    """What processes took of the processor while they were called, and how often they were."""

    services: list[Service]
    cpu_s: float = 0.0
    calls: int = 0

    @property
    def addresses(self) -> list[tuple[str, int]]:
        return [service.public for service in self.services]

    @property
    def us_per_call(self) -> float:
        """Microseconds of processor a call. Raises ZeroDivisionError if none was made."""
        return self.cpu_s / self.calls * 1e6

    @contextmanager
    def counted(self) -> Iterator[None]:
        before_s = self._taken_s()
        yield
        self.cpu_s += self._taken_s() - before_s

    def _taken_s(self) -> float:
        return sum(service.cpu_s for service in self.services)


async def _take_turns(
    wanted: Load, sequences: list[Sequence], exchange: Spent, floors: list[Spent]
) -> tuple[Tally, float, float]:
    """Calls the floors, the exchange, the floors again, and so on: a machine that others use too is not as fast at one
    moment as at the next. Returns what the calls to the exchange were, and how many seconds the phones took for them,
    by the clock and of the processor."""
    tally, waiting, body = Tally(), iter(sequences), sequences[0].time
    beside, turn_s, seconds, own_s = list(floors), wanted.seconds / wanted.turns, 0.0, 0.0
    await _call_floors(beside, body, wanted)
    async with open_lines(exchange.addresses, wanted.connections) as lines:
        for _ in range(wanted.turns):
            own_before_s = time.process_time()
            with exchange.counted():
                seconds += await call_on(lines, waiting, tally, turn_s, wanted.pace_calls_per_s)
            own_s += time.process_time() - own_before_s
            beside.reverse()  # none comes always right after the exchange, whose database is still at work then
            await _call_floors(beside, body, wanted)
    exchange.calls = len(tally.calls)
    return tally, seconds, own_s


async def _call_floors(floors: list[Spent], body: bytes, wanted: Load) -> None:
    """Lets each of them read and answer calls for which nothing is done, over new lines: a door keeps none open on
    which nobody speaks while others are called."""
    for floor in floors:
        async with open_lines(floor.addresses, wanted.connections) as lines:
            with floor.counted():
                floor.calls += await _call_without_rest(lines, body, wanted.floor_s)


async def _call_without_rest(lines: list[Line], body: bytes, seconds: float) -> int:
    end = time.perf_counter() + seconds

    async def phone(line: Line) -> int:
        calls = 0
        while time.perf_counter() < end:
            await line.call(body)
            calls += 1
        return calls

    return sum(await asyncio.gather(*(phone(line) for line in lines)))


def prepare(data: Path, store_url: str | None, count: int, real_share: float) -> list[Sequence]:
    """Makes a new exchange's data with codes in it, and sequences that will redeem them; with all cores."""
    new_exchange(data)
    now_s = system_clock() // 1000
    challenges = Challenges(settings_of(data, store_url), entropy, CHALLENGE_KEY)
    real_count = int(count * real_share)
    codes = issue(data, store_url, real_count)
    jobs = []
    for number in range(count):
        # Real and cover alternate as evenly as the share allows.
        real = (number + 1) * real_count // count > number * real_count // count
        code = codes.pop() if real else "123456789015"
        challenge, _, bits = challenges.issue("", now_s)
        jobs.append((code if real else "", challenge, bits, entropy(_DRAWN), now_s))
    with ProcessPoolExecutor(mp_context=multiprocessing.get_context("spawn")) as pool:
        return list(pool.map(_prepare_one, jobs, chunksize=500))


def issue(data: Path, store_url: str | None, count: int) -> list[str]:
    """Issues so many short codes, with a window of 14 days."""
    # An onset ten days ago and a window of 2 + 10 days around it: all but two of the 14 days would be published.
    now_s = system_clock() // 1000
    order = CodeOrder(Level.F1, Day.containing(now_s * 1000).plus(-1), Day.containing(now_s * 1000).plus(-14))
    store = open_store(settings_of(data, store_url).store_address)
    codes = []
    for start in range(0, count, _CODE_BATCH):
        with store.transaction() as connection:
            codes += [
                issue_code(connection, order, PathogenProfile(), now_s=now_s, entropy=entropy).code
                for _ in range(start, min(start + _CODE_BATCH, count))
            ]
    store.close()
    return codes


def summary(tally: Tally, seconds: float) -> dict[str, object]:
    """Sums up the figures of a run."""
    times = sorted(call.seconds * 1000 for call in tally.calls)
    cover = sum(not call.real for call in tally.calls)
    return {
        "calls_per_s": round(len(times) / seconds, 1),
        "real_uploads_per_s": round(tally.uploads / seconds, 1),
        "cover_per_s": round(cover / seconds, 1),
        "p50_ms": round(times[len(times) // 2], 2),
        "p99_ms": round(times[len(times) * 99 // 100], 2),
        "errors": tally.errors,
        "real_share": round(tally.uploads / len(times), 3),
        "seconds": round(seconds, 2),
    }


async def load(
    addresses: list[tuple[str, int]], sequences: list[Sequence], connections: int, seconds: float
) -> tuple[Tally, float]:
    """Lets so many phones call, each one sequence after the other, until the time is over or nothing is left."""
    tally = Tally()
    async with open_lines(addresses, connections) as lines:
        return tally, await call_on(lines, iter(sequences), tally, seconds)


@asynccontextmanager
async def open_lines(addresses: list[tuple[str, int]], connections: int) -> AsyncIterator[list[Line]]:
    """Opens so many lines, to each of the addresses as many, and closes them when the block ends."""
    lines = [await open_line(addresses[number % len(addresses)]) for number in range(connections)]
    try:
        yield lines
    finally:
        for line in lines:
            line.close()


async def call_on(
    lines: list[Line], sequences: Iterator[Sequence], tally: Tally, seconds: float, pace_calls_per_s: int = 0
) -> float:
    """Lets a phone call on each line until the time is over or nothing is left; returns how many seconds that took."""
    began = time.perf_counter()
    waiting = zip(sequences, moments(began, pace_calls_per_s), strict=False)

    async def phone(line: Line) -> None:
        for sequence, due in waiting:
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            await make_calls(line, sequence, tally, due=due if pace_calls_per_s else None)
            if time.perf_counter() > began + seconds:
                break

    await asyncio.gather(*(phone(line) for line in lines))
    return time.perf_counter() - began


def moments(began: float, pace_calls_per_s: int) -> Iterator[float]:
    """When each sequence of three calls begins: at random, so many in a second; without a pace at once."""
    chance, moment = random.Random(1), began  # noqa: S311 - arrivals that repeat, not secrets
    while True:
        yield moment
        moment += chance.expovariate(pace_calls_per_s / 3) if pace_calls_per_s else 0.0


def _prepare_one(job: tuple[str, bytes, int, bytes, int]) -> Sequence:

    code, challenge, bits, drawn, now_s = job
    if code:
        return real_sequence(code, challenge, bits, drawn, Day.containing(now_s * 1000))
    return cover_sequence("123456789015", challenge, bits, drawn)


def _stored_entries(data: Path, store_url: str | None) -> int:
    """How many seeds in the store are no dummies of a window that closed meanwhile."""
    store = open_store(settings_of(data, store_url).store_address)
    with store.transaction() as connection:
        query = sa.select(sa.func.count()).select_from(entries)
        counted = connection.execute(query.where(entries.c.dummy == 0, entries.c.level == Level.F1)).scalar_one()
    store.close()
    return int(counted)
