"""Three processes of one exchange on one PostgreSQL, killed, frozen and cut off at any moment: what any of them has
acknowledged is published exactly once, an hour has one batch, and there is one log.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
import sqlalchemy as sa

from bluezone.protocol.batch import read_batch
from bluezone.protocol.calendar import DAY_MS, HOUR_MS, Day
from bluezone.protocol.log import root_of
from bluezone.protocol.messages import AcceptedAnswer
from bluezone.protocol.signature import Kind
from tests.exchange.test_forks import hang_up_on_everybody
from tests.support.amounts import FULL, PROCESS_ROUNDS, within_time
from tests.support.exchange import served
from tests.support.exchange.databases import store_address
from tests.support.exchange.exchange_client import PhoneClient, seeds_of_days
from tests.support.exchange.exchanges import NOON_MS
from tests.support.exchange.lines import Line

COUNT, PHONES = 3, 6
ROUNDS_BETWEEN_LOOKS = 12
"""Hours pass meanwhile, and what came out is kept for a fortnight of them."""
_HOUR_LASTS_S = 0.5


@dataclass
class Processes:
    """Three of them, phones that upload to any, a desk that asks any, and hours that pass."""

    folder: Path
    address: str
    chance: random.Random
    options: tuple[str, ...] = ()
    now_ms: int = NOON_MS
    acknowledged: list[bytes] = field(default_factory=list)
    heads: set[tuple[int, bytes]] = field(default_factory=set)
    running: list[served.Served] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    """From each to its database."""
    bucket_lines: list[Line] = field(default_factory=list)
    """From each to the bucket, if that is where they publish."""
    told: Counter[str] = field(default_factory=Counter)
    harms: int = 0
    lost: int = 0
    doubled: int = 0

    def start(self) -> None:
        served.set_clock(self.folder, self.now_ms)
        port = sa.make_url(self.address).port
        assert port is not None
        self.lines = [Line(port) for _ in range(COUNT)]
        if any(option.startswith("s3://") for option in self.options):
            bucket_port = urlsplit(os.environ["AWS_ENDPOINT_URL"]).port
            assert bucket_port is not None
            self.bucket_lines = [Line(bucket_port) for _ in range(COUNT)]
        self.running = [self._one(number) for number in range(COUNT)]

    def end(self) -> None:
        for one in self.running:
            one.process.send_signal(signal.SIGCONT)
            one.kill()
        for line in (*self.lines, *self.bucket_lines):
            line.close()

    def _one(self, number: int) -> served.Served:
        address = sa.make_url(self.address).set(port=self.lines[number].port).render_as_string(hide_password=False)
        ways = [f"http://127.0.0.1:{line.port}" for line in self.bucket_lines]
        around = {"AWS_ENDPOINT_URL": ways[number]} if ways else None
        return served.start(self.folder, "--store", address, *self.options, around=around)

    # What is done to them while phones upload.

    @property
    def possible_harms(self) -> tuple[Callable[[int], object], ...]:
        of_all = (self.freeze, self.kill, self.restart_the_database, self.cut_off)
        return (*of_all, self.slow_the_bucket, self.cut_off_from_the_bucket) if self.bucket_lines else of_all

    async def kill(self, number: int) -> None:
        self.running[number].kill()
        self.end_lease_of_the_dead()
        self.running[number] = await asyncio.to_thread(self._one, number)

    async def freeze(self, number: int) -> None:
        """Stops it at any moment, lets its lease end, and has it go on while another one publishes."""
        self.running[number].process.send_signal(signal.SIGSTOP)
        await asyncio.sleep(self.chance.uniform(0, 0.3))
        self.end_lease_of_the_dead()
        await asyncio.sleep(self.chance.uniform(0.5, 2))
        self.running[number].process.send_signal(signal.SIGCONT)

    async def cut_off(self, number: int) -> None:
        self.lines[number].cut()
        self.end_lease_of_the_dead()
        await asyncio.sleep(self.chance.uniform(0.5, 2))
        self.lines[number].mend()

    async def slow_the_bucket(self, _number: int) -> None:
        """For all of them; whoever publishes is on its way when the next hour is over, and the one after it."""
        delay_s = self.chance.uniform(0.05, 0.5)
        for line in self.bucket_lines:
            line.slow_down(delay_s)
        await asyncio.sleep(self.chance.uniform(1, 4))
        for line in self.bucket_lines:
            line.mend()

    async def cut_off_from_the_bucket(self, number: int) -> None:
        self.bucket_lines[number].cut()
        await asyncio.sleep(self.chance.uniform(0.5, 2))
        self.bucket_lines[number].mend()

    async def restart_the_database(self, _number: int) -> None:
        await asyncio.to_thread(hang_up_on_everybody, self.address)

    def end_lease_of_the_dead(self) -> None:
        """As when a quarter of a minute has passed. Whoever of the others publishes loses its term, too."""
        engine = sa.create_engine(sa.make_url(self.address).set(drivername="postgresql+psycopg"))
        with contextlib.suppress(sa.exc.DBAPIError), engine.begin() as connection:
            connection.exec_driver_sql("SET LOCAL lock_timeout = 8000")
            connection.exec_driver_sql("UPDATE leader SET until_ms = 0, busy = 0")
        engine.dispose()

    # What goes on meanwhile.

    async def go_through(self, harm: Callable[[int], object]) -> None:
        over = asyncio.Event()
        busy = [asyncio.create_task(self._phone(over)) for _ in range(PHONES)]
        busy.append(asyncio.create_task(self._let_hours_pass(over)))
        await self._until_somebody_uploads()
        await asyncio.sleep(self.chance.uniform(0, 0.6))
        self.harms += 1
        await harm(self.chance.randrange(COUNT))  # type: ignore[misc]  # each of them is asynchronous
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
        async with _client(one.public) as public, _client(one.internal, one.bearer) as internal:
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
            served.set_clock(self.folder, self.now_ms)
            with contextlib.suppress(httpx.HTTPError):
                async with self._any() as (_, internal):
                    await internal.post("/internal/v1/publish")

    # What came of it.

    async def look(self) -> None:
        """Brings everything out in peace, and finds each acknowledged seed once, one batch an hour, one log."""
        self.now_ms += 3 * HOUR_MS
        served.set_clock(self.folder, self.now_ms)
        await self._publish_in_the_end()
        found = await self._published_at_each()
        assert found[0] == found[1] == found[2]
        lost = [seed for seed in self.acknowledged if seed not in found[0]]
        twice = [seed for seed, count in found[0].items() if count > 1]
        self.lost, self.doubled = self.lost + len(lost), max(self.doubled, len(twice))
        assert ([], []) == (lost, twice)
        self.acknowledged.clear()

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
        async with _client(one.public) as public:
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


def _client(url: str, headers: dict[str, str] | None = None) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=url, headers=headers, trust_env=False, timeout=httpx.Timeout(25, read=20))


@contextlib.contextmanager
def three(folder: Path, seed: int, *options: str) -> Iterator[Processes]:
    with store_address("postgresql", folder) as address:
        found = Processes(folder, address, random.Random(seed), options)
        found.start()
        try:
            yield found
        finally:
            found.end()


@contextlib.contextmanager
def told(processes: Processes, record_property: Callable[[str, object], None]) -> Iterator[None]:
    """Has the drill say what was done to them and what came of it, also where that ended the test."""
    try:
        yield
    finally:
        for name in ("harms", "lost", "doubled"):
            record_property(f"counted {name}", getattr(processes, name))


def go_through_rounds(processes: Processes, rounds: int) -> int:
    """All harms in turn, so many in all; how many uploads were acknowledged."""
    harms, acknowledged = processes.possible_harms, 0
    for number in within_time(range(rounds), least=1):
        asyncio.run(processes.go_through(harms[number % len(harms)]))
        if number % ROUNDS_BETWEEN_LOOKS == ROUNDS_BETWEEN_LOOKS - 1 or number == rounds - 1:
            acknowledged += len(processes.acknowledged)
            asyncio.run(processes.look())
    if processes.acknowledged:  # the time was over before the last look
        acknowledged += len(processes.acknowledged)
        asyncio.run(processes.look())
    return acknowledged


@pytest.mark.slow
def test_whatever_happens_to_any_of_them_nothing_is_lost_doubled_or_forked(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    with three(tmp_path, 2026) as processes, told(processes, record_property):
        acknowledged = go_through_rounds(processes, PROCESS_ROUNDS)

    record_property("counted seeds acknowledged", acknowledged)
    assert acknowledged > 0, processes.told


@pytest.mark.timeout(900)
@pytest.mark.skipif(not FULL, reason="scripts/drill partition: every step there is one to a bucket, too")
def test_nor_is_anything_that_they_publish_into_a_bucket(
    tmp_path: Path, bucket_environment: None, record_property: Callable[[str, object], None]
) -> None:
    with (
        three(tmp_path, 2027, "--public-files", "s3://country/processes") as processes,
        told(processes, record_property),
    ):
        acknowledged = go_through_rounds(processes, PROCESS_ROUNDS)

    record_property("counted seeds acknowledged", acknowledged)
    assert acknowledged > 0, processes.told
    assert not (tmp_path / "data" / "public").exists()
    assert all(line.carried for line in processes.bucket_lines)  # what was slow, or cut, was on their way


@pytest.mark.skipif(not FULL, reason="scripts/drill partition: a lease takes a quarter of a minute to end")
def test_a_lease_ends_by_itself_when_whoever_publishes_is_frozen(tmp_path: Path) -> None:
    """With nobody who ends it: another one publishes the hour, and the frozen one wakes and changes nothing of it."""

    async def story(processes: Processes) -> None:
        first, second = processes.running[0], processes.running[1]
        first.process.send_signal(signal.SIGSTOP)
        processes.now_ms += HOUR_MS
        served.set_clock(processes.folder, processes.now_ms)
        async with _client(second.public) as public:
            phone = PhoneClient(public, processes.chance)
            for _ in range(60):
                await asyncio.sleep(0.5)
                if (await phone.index()).index.of_kind(Kind.BATCH):
                    break
            published, index = await phone.file("/v1/batch/1"), await phone.file("/v1/index")
            first.process.send_signal(signal.SIGCONT)
            await asyncio.sleep(3)
            assert (published, index) == (await phone.file("/v1/batch/1"), await phone.file("/v1/index"))
        await processes.look()

    with three(tmp_path, 2028) as processes:
        asyncio.run(story(processes))


def test_what_is_done_while_nobody_serves_waits_for_all_of_them(tmp_path: Path) -> None:
    with three(tmp_path, 2029) as processes:
        processes.running[0].kill()
        command = [sys.executable, "-m", "bluezone.cli", "upgrade", "--data", str(tmp_path / "data")]
        told = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
        processes.running[0] = processes._one(0)

    assert (1, "bluezone: another exchange runs on this data directory\n") == (told.returncode, told.stderr)
