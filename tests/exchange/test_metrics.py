"""What is measured says something: no number stands still whatever happens."""

from __future__ import annotations

from pathlib import Path

from bluezone.exchange.operations import note_backup
from tests.support.exchange.exchanges import Scene, play


def test_every_counter_counts(tmp_path: Path) -> None:
    async def story(scene: Scene):
        await scene.phone().time()
        note_backup(scene.exchange.settings.data, 1_700_000_000)
        return scene.exchange.measured().decode()

    lines = play(tmp_path, story).splitlines()
    assert "bluezone_exchange_backup_s 1.7e+09" in lines
    counters = [line for line in lines if "_total" in line and not line.startswith("#")]

    assert counters
    assert [] == [line for line in counters if line.endswith(" 0.0")]
