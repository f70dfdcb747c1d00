"""Real against cover on a served exchange: sizes are equal, times are of one distribution, planted differences show."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

import pytest

from bluezone.lab.exchange.telling_apart import classifier_auc, ks_distance, ks_distances, planted
from tests.support.amounts import CALLS_TOLD_APART

DELAY = (0.02, 0.06)


def drawn(count: int, seed: int) -> list[tuple[float, ...]]:
    """Rows as a shaped exchange makes them."""
    chance = random.Random(seed)
    return [tuple(value for _ in range(3) for value in (4_206, 1_163, chance.uniform(*DELAY))) for _ in range(count)]


def test_two_samples_of_one_distribution_are_not_told_apart() -> None:
    distances = ks_distances(drawn(4_000, 1), drawn(4_000, 2))

    assert max(distances.values()) < 0.05


def test_three_planted_milliseconds_are_caught() -> None:
    pytest.importorskip("sklearn")
    real, cover = planted(drawn(4_000, 1), seconds=0.003), drawn(4_000, 2)

    assert ks_distances(real, cover)["seconds_2"] > 0.05
    assert classifier_auc(real, cover, 1) > 0.53


def test_one_planted_byte_is_caught() -> None:
    real, cover = planted(drawn(500, 1), received_bytes=1), drawn(500, 2)

    assert 1.0 == ks_distances(real, cover)["received_2"]


def test_the_distance_of_disjoint_samples_is_one_and_of_equal_ones_none() -> None:
    assert (1.0, 0.0) == (ks_distance([1, 2], [3, 4]), ks_distance([1, 2], [1, 2]))


@pytest.mark.slow
def test_traffic_analysis_sees_no_difference_on_a_served_exchange(tmp_path: Path, capsys) -> None:
    from bluezone.lab.exchange.load import load, prepare
    from bluezone.lab.exchange.measured import measured_exchange
    from bluezone.lab.exchange.telling_apart import observations

    sequences = prepare(tmp_path, None, CALLS_TOLD_APART, 0.5)
    with measured_exchange(tmp_path, None, (60, 160)) as service:
        tally, _ = asyncio.run(load([service.public], sequences, 12, float("inf")))
    real, cover = observations(tally.calls, real=True), observations(tally.calls, real=False)
    distances = ks_distances(real, cover)

    assert 0 == tally.errors
    assert {0.0} == {value for name, value in distances.items() if not name.startswith("seconds")}
    # 1.95 · √(2/n) of n real and n cover sequences is passed by chance once in a thousand runs and observable.
    assert max(distances.values()) < 2.2 * (2 / (CALLS_TOLD_APART / 2)) ** 0.5
