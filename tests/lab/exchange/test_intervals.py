"""The bench of intervals makes real calls, and would see a phone that lets its work show."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bluezone.device import calling
from bluezone.device.calling import LONGEST_REST_MS, SHORTEST_REST_MS
from bluezone.exchange.keyring import load_keyring
from bluezone.joining.chance import entropy
from bluezone.joining.clocks import system_clock
from bluezone.joining.exchange.initialising import initialise
from bluezone.lab.exchange.intervals import Intervals, measure_intervals
from bluezone.lab.exchange.load import issue
from bluezone.lab.exchange.measured import measured_exchange
from bluezone.lab.exchange.telling_apart import ks_distance
from bluezone.protocol.calendar import Day
from tests.support.amounts import DISCLOSURES_TIMED

BY_CHANCE_ONCE_IN_A_THOUSAND = 1.95 * (2 / DISCLOSURES_TIMED) ** 0.5


TRIALS = 5
"""On a machine that does ten other things at once, its noise may hide the difference."""


def measured(folder: Path) -> tuple[list[Intervals], list[Intervals]]:
    initialise(folder, system_clock)
    codes = issue(folder, None, DISCLOSURES_TIMED)
    today = Day.containing(system_clock())
    with measured_exchange(folder, None, (0, 0)) as service:
        keys = load_keyring(folder / "keys").key_list
        return asyncio.run(measure_intervals(service.public, folder, codes, keys, entropy=entropy, today=today))


def distances(real: list[Intervals], cover: list[Intervals]) -> list[float]:
    return [ks_distance([row[gap] for row in real], [row[gap] for row in cover]) for gap in (0, 1)]


@pytest.mark.slow
def test_the_intervals_of_a_disclosure_are_those_of_cover(tmp_path: Path) -> None:
    real, cover = measured(tmp_path)

    assert DISCLOSURES_TIMED == len(real) == len(cover)
    assert SHORTEST_REST_MS / 1000 - 0.002 <= min(min(row) for row in real + cover)
    assert max(max(row) for row in real + cover) <= LONGEST_REST_MS / 1000 + 0.5
    assert max(distances(real, cover)) < BY_CHANCE_ONCE_IN_A_THOUSAND


@pytest.mark.breadth
@pytest.mark.slow
def test_a_phone_whose_rests_begin_after_its_work_is_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calling, "rest_ms", lambda _entropy: 0)  # nothing left but what the phone does itself

    found = (max(distances(*measured(tmp_path / f"{trial}"))) for trial in range(TRIALS))

    assert any(distance > BY_CHANCE_ONCE_IN_A_THOUSAND for distance in found)
