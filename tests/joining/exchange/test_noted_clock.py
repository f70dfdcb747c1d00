"""Commands beside a service tell its time: the drill's while it has one, the system's again afterwards."""

from __future__ import annotations

from pathlib import Path

from bluezone.joining.clocks import system_clock, write_clock
from bluezone.joining.exchange.noted_clock import choose_clock, noted_clock


def test_the_drill_clock_of_a_service_is_that_of_its_commands(tmp_path: Path) -> None:
    write_clock(tmp_path / "clock", 1_000)

    chosen = choose_clock(tmp_path / "data", tmp_path / "clock")

    assert 1_000 == chosen() == noted_clock(tmp_path / "data")()


def test_a_service_without_a_drill_clock_forgets_the_last_one(tmp_path: Path) -> None:
    write_clock(tmp_path / "clock", 1_000)
    choose_clock(tmp_path / "data", tmp_path / "clock")

    chosen = choose_clock(tmp_path / "data", None)

    assert (system_clock, system_clock) == (chosen, noted_clock(tmp_path / "data"))
