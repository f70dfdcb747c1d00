"""Three processes of one exchange on one PostgreSQL, with phones that upload to any, a desk that asks any and hours
that pass; what is done to them meanwhile, and whether anything was lost, doubled or forked by it.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from typing import Self

import httpx
import sqlalchemy as sa

from bluezone.protocol.batch import read_batch
from bluezone.protocol.calendar import DAY_MS, HOUR_MS, Day
from bluezone.protocol.log import root_of
from bluezone.protocol.messages import AcceptedAnswer
from bluezone.protocol.signature import Kind
from tests.exchange.test_forks import hang_up_on_everybody
from tests.support.amounts import within_time
from tests.support.exchange import served
from tests.support.exchange.exchange_client import PhoneClient, seeds_of_days
from tests.support.exchange.exchanges import NOON_MS
from tests.support.exchange.surroundings import COUNT, Surroundings

PHONES = 6
MOST_HOURS_BETWEEN_LOOKS = 200
"""What came out is kept for a fortnight."""
_ROUNDS_BETWEEN_LOOKS = 12
_HOUR_LASTS_S = 0.5
Harm = Callable[[int], Awaitable[None]]


@dataclass
class Processes:
    """They, and what was seen of them."""

    around: Surroundings
    chance: random.Random
    now_ms: int = NOON_MS
    acknowledged: list[bytes] = field(default_factory=list)
    heads: set[tuple[int, bytes]] = field(default_factory=set)
    running: list[served.Served] = field(default_factory=list)
    told: Counter[str] = field(default_factory=Counter)
    harms: int = 0
    lost: int = 0
    doubled: int = 0
    looked_ms: int = NOON_MS

    @contextlib.contextmanager
    def together(self) -> Iterator[Self]:
        """They run for as long as a block."""
        self.set_clock()
        try:
            for number in range(COUNT):
                self.running.append(self.around.begin(number))
            yield self
        finally:
            for one in self.running:
                one.process.send_signal(signal.SIGCONT)
                one.kill()

    def set_clock(self) -> None:
        served.set_clock(self.around.folder, self.now_ms)

    # What is done to them while phones upload.

    @property
    def possible_harms(self) -> tuple[Harm, ...]:
        of_all = (self.freeze, self.kill, self.restart_the_database, self.cut_off)
        return (*of_all, self.slow_the_bucket, self.cut_off_from_the_bucket) if self.around.has_bucket else of_all

    async def kill(self, number: int) -> None:
        self.running[number].kill()
        self.end_lease_of_the_dead()
        self.running[number] = await asyncio.to_thread(self.around.begin, number)

    async def freeze(self, number: int) -> None:
        """Stops it at any moment, lets its lease end, and has it go on while another one publishes."""
        self.running[number].process.send_signal(signal.SIGSTOP)
        await asyncio.sleep(self.chance.uniform(0, 0.3))
        self.end_lease_of_the_dead()
        await asyncio.sleep(self.chance.uniform(0.5, 2))
        self.running[number].process.send_signal(signal.SIGCONT)

    async def cut_off(self, number: int) -> None:
        self.around.cut(number, "database")
        self.end_lease_of_the_dead()
        await asyncio.sleep(self.chance.uniform(0.5, 2))
        self.around.mend(number, "database")

    async def slow_the_bucket(self, _number: int) -> None:
        self.around.slow_down_the_bucket(self.chance.random())
        await asyncio.sleep(self.chance.uniform(1, 4))
        self.around.speed_up_the_bucket()

    async def cut_off_from_the_bucket(self, number: int) -> None:
        self.around.cut(number, "bucket")
        await asyncio.sleep(self.chance.uniform(0.5, 2))
        self.around.mend(number, "bucket")

    async def restart_the_database(self, _number: int) -> None:
        await asyncio.to_thread(hang_up_on_everybody, self.around.address)

    def end_lease_of_the_dead(self) -> None:
        """As when a quarter of a minute has passed. Whoever of the others publishes loses its term, too."""
        engine = sa.create_engine(sa.make_url(self.around.address).set(drivername="postgresql+psycopg"))
        with contextlib.suppress(sa.exc.DBAPIError), engine.begin() as connection:
            connection.exec_driver_sql("SET LOCAL lock_timeout = 8000")
            connection.exec_driver_sql("UPDATE leader SET until_ms = 0, busy = 0")
        engine.dispose()

    # What goes on meanwhile.

    async def go_through(self, harm: Harm) -> None:
        over = asyncio.Event()
        busy = [asyncio.create_task(self._phone(over)) for _ in range(PHONES)]
        busy.append(asyncio.create_task(self._let_hours_pass(over)))
        await self._until_somebody_uploads()
        await asyncio.sleep(self.chance.uniform(0, 0.6))
        self.harms += 1
        await harm(self.chance.randrange(COUNT))
        await asyncio.sleep(self.chance.uniform(0.2, 0.8))
        over.set()
        await asyncio.gather(*busy)

    async def _until_somebody_uploads(self) -> None:
        """However slow a machine is, harm comes over phones that are at work."""
        before = len(self.acknowledged)
        async with asyncio.timeout(120):
            while len(self.acknowledged) == before:  # noqa: ASYNC110 - phones tell nobody
                await asyncio.sleep(0.02)

    @contextlib.asynccontextmanager
    async def _any(self) -> AsyncIterator[tuple[httpx.AsyncClient, httpx.AsyncClient]]:
        one = self.chance.choice(self.running)
        async with client_of(one.public) as public, client_of(one.internal, one.bearer) as internal:
            yield public, internal

    async def _phone(self, over: asyncio.Event) -> None:
        while not over.is_set():
            with contextlib.suppress(httpx.HTTPError, KeyError, AssertionError):
                async with self._any() as (public, internal):
                    await self._disclose(PhoneClient(public, random.Random(self.chance.random())), internal)
                    head = (await PhoneClient(public, self.chance).index()).head
                    self.heads.add((head.size, head.root))
            await asyncio.sleep(0.01)

    async def _disclose(self, phone: PhoneClient, internal: httpx.AsyncClient) -> None:
        day = self.now_ms // DAY_MS
        order = {"level": "F0", "onset": Day(day - 2).date.isoformat(), "form": "long"}
        code = (await internal.post("/internal/v1/codes", json=order)).json()[0]["code"]
        seeds = seeds_of_days(phone.chance, range(day - 3, day))
        answer = await phone.try_to_disclose(code, seeds)
        self.told[type(answer).__name__] += 1
        if isinstance(answer, AcceptedAnswer):
            self.acknowledged += [retired.seed.value for retired in seeds]

    async def _let_hours_pass(self, over: asyncio.Event) -> None:
        while not over.is_set():
            await asyncio.sleep(_HOUR_LASTS_S)
            self.now_ms += HOUR_MS
            self.set_clock()
            with contextlib.suppress(httpx.HTTPError):
                async with self._any() as (_, internal):
                    await internal.post("/internal/v1/publish")

    # What came of it.

    @property
    def should_be_looked_at(self) -> bool:
        """Before the first of what came out since is over."""
        return self.now_ms - self.looked_ms >= MOST_HOURS_BETWEEN_LOOKS * HOUR_MS

    async def look(self) -> None:
        """Brings everything out in peace, and finds each acknowledged seed once, one batch an hour, one log."""
        self.now_ms += 3 * HOUR_MS
        self.set_clock()
        await self._publish_in_the_end()
        found = await self._published_at_each()
        assert found[0] == found[1] == found[2]
        lost = [seed for seed in self.acknowledged if seed not in found[0]]
        twice = [seed for seed, count in found[0].items() if count > 1]
        self.lost, self.doubled = self.lost + len(lost), max(self.doubled, len(twice))
        assert ([], []) == (lost, twice)
        self.acknowledged.clear()
        self.looked_ms = self.now_ms

    async def _publish_in_the_end(self) -> None:
        told = ""
        for _ in range(60):
            with contextlib.suppress(httpx.HTTPError):
                async with self._any() as (_, internal):
                    answer = await internal.post("/internal/v1/publish")
                    told = answer.text
                    if answer.status_code == 200:
                        return
            await asyncio.sleep(0.5)
        raise AssertionError(f"nothing can be published any more: {told}")

    async def _published_at_each(self) -> list[Counter[bytes]]:
        """Once all tell the same: whoever did not publish hears of it at its next tick, or when its line is back."""
        ends = time.monotonic() + 60
        while True:
            found = [await self._published_at(one) for one in self.running]
            if found[0] == found[1] == found[2] or time.monotonic() > ends:
                return found
            await asyncio.sleep(0.5)

    async def _published_at(self, one: served.Served) -> Counter[bytes]:
        found: Counter[bytes] = Counter()
        async with client_of(one.public) as public:
            phone = PhoneClient(public, self.chance)
            keys, index = await phone.keys(), await phone.index()
            leaves = b"".join([await phone.file(f"/v1/log/tile/{tile}") for tile in range(-(-index.head.size // 256))])
            hashes = [leaves[at : at + 32] for at in range(0, len(leaves), 32)]
            assert index.head.root == root_of(hashes[: index.head.size])
            for size, root in self.heads:
                assert root == root_of(hashes[:size])
            ends, previous = list[int](), None
            for file in index.index.of_kind(Kind.BATCH):
                batch, opened = read_batch(await phone.file(file.path), Kind.BATCH, keys)
                assert previous in (None, (batch.previous, batch.sequence))
                assert opened.identity == file.identity
                previous = (opened.identity, batch.sequence + 1)
                ends.append(batch.window_end_s)
                for group in batch.groups:
                    column = bytes(group.column)
                    found.update(column[at : at + 16] for at in range(0, len(column), 16))
        assert ends == sorted(set(ends))
        return found


def client_of(url: str, headers: dict[str, str] | None = None) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=url, headers=headers, trust_env=False, timeout=httpx.Timeout(25, read=20))


def three(around: Surroundings, seed: int) -> contextlib.AbstractContextManager[Processes]:
    return Processes(around, random.Random(seed)).together()


@contextlib.contextmanager
def told(processes: Processes, record_property: Callable[[str, object], None]) -> Iterator[None]:
    """Has the drill say what was done to them and what came of it, also where that ended the test."""
    try:
        yield
    finally:
        for name in ("harms", "lost", "doubled"):
            record_property(f"counted {name}", getattr(processes, name))


def go_through_rounds(processes: Processes, rounds: int, harms: tuple[Harm, ...] = ()) -> int:
    """All harms in turn, so many in all; how many uploads were acknowledged."""
    harms, acknowledged = harms or processes.possible_harms, 0
    for number in within_time(range(rounds), least=1):
        asyncio.run(processes.go_through(harms[number % len(harms)]))
        if number % _ROUNDS_BETWEEN_LOOKS == _ROUNDS_BETWEEN_LOOKS - 1 or processes.should_be_looked_at:
            acknowledged += _looked_at(processes)
    return acknowledged + _looked_at(processes)


def _looked_at(processes: Processes) -> int:
    count = len(processes.acknowledged)
    if count:
        asyncio.run(processes.look())
    return count
