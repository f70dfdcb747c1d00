"""kill -9 at any moment: every acknowledged upload is published exactly once, and the log is never rewritten."""

from __future__ import annotations

import asyncio
import contextlib
import random
import subprocess
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from bluezone.protocol.batch import read_batch
from bluezone.protocol.calendar import DAY_MS, HOUR_MS, Day
from bluezone.protocol.index import VerifiedIndex
from bluezone.protocol.log import root_of
from bluezone.protocol.messages import AcceptedAnswer
from bluezone.protocol.signature import Kind, identity_of
from tests.support.amounts import (
    EXCHANGE_KILLS,
    EXCHANGE_KILLS_ON_POSTGRESQL,
    EXCHANGE_KILLS_WITH_A_BUCKET,
    FIRST_START_KILLS,
)
from tests.support.exchange import served
from tests.support.exchange.databases import store_address
from tests.support.exchange.exchange_client import PhoneClient, seeds_of_days
from tests.support.exchange.exchanges import NOON_MS

PHONES = 6


@dataclass
class Ordeal:
    """An exchange that is killed again and again while phones upload and hours pass."""

    folder: Path
    chance: random.Random
    now_ms: int = NOON_MS
    acknowledged: list[bytes] = field(default_factory=list)
    heads: list[tuple[int, bytes]] = field(default_factory=list)
    options: tuple[str, ...] = ()

    def run(self, kills: int) -> None:
        """Kills at any moment, and once more for each time until something was acknowledged before."""
        served.set_clock(self.folder, self.now_ms)
        for kill in range(10 * kills):
            if kill >= kills and self.acknowledged:
                return
            running = served.start(self.folder, *self.options)
            try:
                asyncio.run(self._load_until_killed(running))
            finally:
                running.kill()

    async def published(self) -> Counter[bytes]:
        """Brings everything out in peace and counts every 16 published bytes."""
        running = served.start(self.folder, *self.options)
        try:
            async with _client(running.public) as public, _client(running.internal, running.bearer) as internal:
                self.now_ms = after_the_embargo(self.now_ms)
                served.set_clock(self.folder, self.now_ms)
                answer = await internal.post("/internal/v1/publish")
                assert answer.status_code == 200, answer.text
                return await self._read_everything(PhoneClient(public, self.chance))
        finally:
            running.stop()

    async def _read_everything(self, phone: PhoneClient) -> Counter[bytes]:
        found: Counter[bytes] = Counter()
        keys, index = await phone.keys(), await phone.index()
        await self._audit(phone, index)
        previous = bytes(32)
        for file in index.index.of_kind(Kind.BATCH):
            batch, opened = read_batch(await phone.file(file.path), Kind.BATCH, keys)
            assert batch.previous == previous
            assert opened.identity == file.identity
            previous = opened.identity
            for group in batch.groups:
                column = bytes(group.column)
                found.update(column[at : at + 16] for at in range(0, len(column), 16))
        return found

    async def _audit(self, phone: PhoneClient, index: VerifiedIndex) -> None:
        leaves = b"".join([await phone.file(f"/v1/log/tile/{tile}") for tile in range(-(-index.head.size // 256))])
        hashes = [leaves[at : at + 32] for at in range(0, len(leaves), 32)]
        assert index.head.root == root_of(hashes[: index.head.size])
        for size, root in self.heads:
            assert root == root_of(hashes[:size])

    async def _load_until_killed(self, running: served.Served) -> None:
        async with _client(running.public) as public, _client(running.internal, running.bearer) as internal:
            with contextlib.suppress(httpx.HTTPError):
                head = (await PhoneClient(public, self.chance).index()).head
                self.heads.append((head.size, head.root))
            workers = [asyncio.create_task(self._phone(public, internal)) for _ in range(PHONES)]
            workers.append(asyncio.create_task(self._let_hours_pass(internal)))
            await asyncio.sleep(self.chance.uniform(0.05, 0.6))
            running.process.kill()
            await asyncio.gather(*workers)

    async def _phone(self, public: httpx.AsyncClient, internal: httpx.AsyncClient) -> None:
        """Uploads until the exchange is gone; what was acknowledged is written down."""
        phone = PhoneClient(public, random.Random(self.chance.random()))
        day = self.now_ms // DAY_MS
        with contextlib.suppress(httpx.HTTPError):
            while True:
                order = {"level": "F0", "onset": Day(day - 2).date.isoformat(), "form": "long"}
                code = (await internal.post("/internal/v1/codes", json=order)).json()[0]["code"]
                seeds = seeds_of_days(phone.chance, range(day - 3, day))
                # Hours pass so fast here that a challenge or a code may run out on the way; that is a refusal, no loss.
                if isinstance(await phone.try_to_disclose(code, seeds), AcceptedAnswer):
                    self.acknowledged += [retired.seed.value for retired in seeds]

    async def _let_hours_pass(self, internal: httpx.AsyncClient) -> None:
        with contextlib.suppress(httpx.HTTPError):
            while True:
                await asyncio.sleep(0.05)
                self.now_ms += HOUR_MS
                served.set_clock(self.folder, self.now_ms)
                await internal.post("/internal/v1/publish")


def _client(url: str, headers: dict[str, str] | None = None) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=url, headers=headers, trust_env=False, timeout=30)


def after_the_embargo(now_ms: int) -> int:
    """A moment after which everything that was staged until now must be out."""
    return now_ms + 3 * HOUR_MS


def ordeal(folder: Path, kills: int, seed: int, *options: str) -> Ordeal:
    trial = Ordeal(folder, random.Random(seed), options=options)
    trial.run(kills)
    return trial


def _publishes_each_acknowledged_seed_once(trial: Ordeal) -> None:
    counted = asyncio.run(trial.published())

    lost = [seed for seed in trial.acknowledged if seed not in counted]
    twice = [seed for seed, count in counted.items() if count > 1]
    assert len(trial.acknowledged) > 0
    assert ([], []) == (lost, twice)


@pytest.mark.slow
def test_kills_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    trial = ordeal(tmp_path, EXCHANGE_KILLS, 50)

    _publishes_each_acknowledged_seed_once(trial)


@pytest.mark.slow
def test_kills_lose_and_double_nothing_that_is_published_into_a_bucket(
    tmp_path: Path, bucket_environment: None
) -> None:
    trial = ordeal(tmp_path, EXCHANGE_KILLS_WITH_A_BUCKET, 5, "--public-files", "s3://country/killed")

    _publishes_each_acknowledged_seed_once(trial)
    assert not (tmp_path / "data" / "public").exists()


def test_kills_lose_and_double_nothing_that_postgresql_writes_anew(tmp_path: Path) -> None:
    with store_address("postgresql", tmp_path) as address:
        trial = ordeal(tmp_path, EXCHANGE_KILLS_ON_POSTGRESQL, 6, "--store", address)

        _publishes_each_acknowledged_seed_once(trial)


def broken_off(write: Callable[..., None], name: str, *, done: bool) -> Callable[..., None]:
    """The disk fails at this file, once it is written or before."""

    def attempt(other: str, data: bytes, **how: object) -> None:
        if other != name or done:
            write(other, data, **how)
        if other == name:
            raise OSError("the disk is full")

    return attempt


@pytest.mark.parametrize("done", [False, True])
@pytest.mark.parametrize(
    ("writes", "name"), [("create", "v1/batch/1"), ("replace", "v1/log/tile/0"), ("replace", "v1/index")]
)
def test_a_window_that_was_cut_off_at_any_step_comes_out_byte_for_byte_the_same(
    tmp_path: Path, writes: str, name: str, done: bool
) -> None:
    """Each step of publishing fails in turn; whatever is repeated afterwards gives the bytes of an undisturbed run."""
    from tests.support.exchange.exchanges import Scene, play

    async def undisturbed(scene: Scene):
        scene.move_by(HOUR_MS)
        await scene.publish()
        return await scene.phone().file("/v1/batch/1")

    async def cut_off(scene: Scene):
        files = scene.exchange.files
        scene.move_by(HOUR_MS)
        setattr(files, writes, broken_off(getattr(files, writes), name, done=done))
        with pytest.raises(OSError, match="full"):
            await scene.exchange.publisher.publish_due()

    async def taken_up_again(scene: Scene):
        return await scene.phone().file("/v1/batch/1")

    expected = play(tmp_path / "calm", undisturbed)
    play(tmp_path / "cut", cut_off)
    actual = play(tmp_path / "cut", taken_up_again, now_ms=NOON_MS + HOUR_MS, seed=99)

    assert identity_of(expected) == identity_of(actual)


def test_a_second_exchange_on_the_same_data_is_refused_in_one_line(tmp_path: Path) -> None:
    import sys

    with served.served(tmp_path, NOON_MS):
        second = subprocess.run(
            [sys.executable, "-m", "bluezone.cli", "exchange", "serve", "--data", tmp_path / "data", "--port", "0"],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    assert (1, "bluezone: another exchange runs on this data directory\n") == (second.returncode, second.stderr)


def test_asked_to_stop_it_ends_cleanly_and_says_nothing_more(tmp_path: Path) -> None:
    with served.served(tmp_path, NOON_MS) as running:
        outcome = running.stop()

    assert (0, "") == outcome


@pytest.mark.slow
def test_killed_at_any_moment_of_its_first_start_it_starts_again(tmp_path: Path) -> None:
    """Spread over the whole of a first start: from the first key to the moment it accepts calls."""
    chance = random.Random(20200811)
    for attempt in range(FIRST_START_KILLS):
        folder = tmp_path / str(attempt)
        folder.mkdir()
        served.set_clock(folder, NOON_MS)
        served.kill_while_starting(folder, chance.uniform(0, 0.4))

        running = served.start(folder)

        with running.process:
            assert (0, True) == (running.stop()[0], (folder / "data" / "keys" / "key-list").exists())


def test_nobody_else_may_read_what_an_exchange_stores_even_in_a_folder_that_all_may_read(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir(mode=0o755)
    served.set_clock(tmp_path, NOON_MS)
    running = served.start(tmp_path)
    try:
        stored = [path for path in (tmp_path / "data").iterdir() if path.name.startswith("exchange.db")]
        modes = {path.name: path.stat().st_mode & 0o777 for path in stored}
    finally:
        running.kill()

    assert {"exchange.db": 0o600, "exchange.db-wal": 0o600, "exchange.db-shm": 0o600} == modes
