"""A code from the data directory, beside a service that takes calls meanwhile."""

from __future__ import annotations

import contextlib
import random
import sqlite3
from pathlib import Path

import pytest

from bluezone.exchange import issuing
from bluezone.exchange.codes import CodeOrder
from bluezone.exchange.publishing.files import FolderFiles
from bluezone.exchange.settings import ExchangeSettings
from bluezone.protocol.disclosure import Level
from tests.support.exchange.exchange_client import seeds_of_days
from tests.support.exchange.exchanges import NOON_MS, TODAY, TWO_DAYS_AGO, Scene, play

ORDER = CodeOrder(Level.F0, TWO_DAYS_AGO)


def test_a_code_that_was_issued_beside_the_service_is_redeemed_there(tmp_path: Path) -> None:
    async def story(scene: Scene) -> int:
        issued = issuing.issue_beside(
            ExchangeSettings(data=tmp_path), ORDER, now_s=NOON_MS // 1000, entropy=random.Random(7).randbytes
        )
        seeds = seeds_of_days(scene.chance, range(TODAY.number - 2, TODAY.number))
        await scene.phone().disclose(issued.code, seeds)
        await scene.publish_tomorrow()
        return len({retired.seed.value for retired in seeds} & (await scene.published_entries()).keys())

    assert 2 == play(tmp_path, story)


def test_no_call_waits_while_a_bucket_takes_its_time_to_answer_whoever_issues(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Slow(FolderFiles):
        """While it is asked, the service writes."""

        def _load(self, name: str) -> bytes | None:
            with contextlib.closing(sqlite3.connect(tmp_path / "exchange.db", timeout=0)) as service:
                service.execute("BEGIN IMMEDIATE")
            asked.append(name)
            return super()._load(name)

    async def story(_: Scene) -> None:
        monkeypatch.setattr(issuing, "open_files", lambda settings: Slow(settings.public_files))
        issuing.issue_beside(
            ExchangeSettings(data=tmp_path), ORDER, now_s=NOON_MS // 1000, entropy=random.Random(7).randbytes
        )

    asked: list[str] = []
    play(tmp_path, story)

    assert ["v1/config/1"] == asked
