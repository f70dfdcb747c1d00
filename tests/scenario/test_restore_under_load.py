"""The restore drill: a backup while phones upload, the machine lost, another in its place, and one log throughout."""

from __future__ import annotations

import asyncio
import contextlib
import random
import shutil
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from tests.scenario.test_exchange_killed import Ordeal, _client
from tests.support.amounts import RESTORED_EXCHANGE_KILLS
from tests.support.commands import bluezone
from tests.support.exchange import served
from tests.support.exchange.exchange_client import PhoneClient

ENOUGH = 100
"""Seeds before the backup, however long a slow machine takes for them."""


@dataclass
class Drill(Ordeal):
    """Phones upload and hours pass before, during and after the backup; then the machine burns."""

    kept: list[bytes] = field(default_factory=list)
    """Acknowledged before the backup began."""

    def live(self, backup: Path) -> None:
        served.set_clock(self.folder, self.now_ms)
        running = served.start(self.folder)
        try:
            asyncio.run(self._live(running, backup))
        finally:
            running.kill()

    async def _live(self, running: served.Served, backup: Path) -> None:
        async with _client(running.public) as public, _client(running.internal, running.bearer) as internal:
            workers = [asyncio.create_task(self._phone(public, internal)) for _ in range(4)]
            workers.append(asyncio.create_task(self._let_hours_pass(internal)))
            await asyncio.sleep(1.5)
            await self._enough_has_come()
            self.kept = list(self.acknowledged)
            written = await asyncio.to_thread(
                bluezone, "exchange", "backup", "--data", self.folder / "data", "--out", backup, "--key", _key(backup)
            )
            assert (0, "") == (written.status, written.out)
            assert not any(worker.done() for worker in workers)  # the backup stopped nobody
            await asyncio.sleep(1.5)
            with contextlib.suppress(httpx.HTTPError):
                head = (await PhoneClient(public, self.chance).index()).head
                self.heads.append((head.size, head.root))
            running.process.kill()
            await asyncio.gather(*workers)

    async def _enough_has_come(self) -> None:
        for _ in range(600):
            if len(self.acknowledged) > ENOUGH:
                return
            await asyncio.sleep(0.1)

    def restored(self, elsewhere: Path, backup: Path) -> Drill:
        """The same outbreak on another machine, with only the backup and what phones can still read."""
        elsewhere.mkdir()
        mirror = elsewhere / "mirror"
        shutil.copytree(self.folder / "data" / "public", mirror)
        shutil.rmtree(self.folder / "data")
        done = bluezone(
            "exchange", "restore", "--backup", backup, "--key", _key(backup), "--data", elsewhere / "data",
            "--published", mirror,
        )  # fmt: skip
        assert (0, "") == (done.status, done.out), done.err
        assert "are adopted; open codes are void" in done.err
        return Drill(elsewhere, self.chance, self.now_ms, self.acknowledged, self.heads, kept=self.kept)


def _key(backup: Path) -> Path:
    return backup.with_name("backup.key")


@pytest.mark.breadth
@pytest.mark.slow
def test_a_machine_lost_under_load_is_restored_elsewhere_and_its_log_is_extended_not_forked(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    backup = tmp_path / "exchange.backup"
    lost = Drill(tmp_path / "old", random.Random(20200826))
    lost.live(backup)

    drill = lost.restored(tmp_path / "new", backup)
    published_before = drill.heads[-1][0]
    drill.run(RESTORED_EXCHANGE_KILLS)  # the new machine works on, and is not spared either
    counted = asyncio.run(drill.published())  # audits that every head seen before is a beginning of the log

    missing = [seed for seed in drill.kept if seed not in counted]
    twice = [seed for seed, count in counted.items() if count > 1]
    assert len(drill.kept) > ENOUGH
    assert ([], []) == (missing, twice)
    assert published_before < drill.heads[-1][0]
