"""What is measured says something: no number stands still whatever happens."""

from __future__ import annotations

from pathlib import Path

from tests.support.exchange.exchanges import Scene, play


def test_every_counter_counts(tmp_path: Path) -> None:
    async def story(scene: Scene):
        await scene.phone().time()
        return scene.exchange.measured().decode()

    lines = play(tmp_path, story).splitlines()
    counters = [line for line in lines if "_total" in line and not line.startswith("#")]

    assert counters
    assert [] == [line for line in counters if line.endswith(" 0.0")]
