"""How soon others are told: simulated at the product's own intervals, and said so in the README."""

from __future__ import annotations

import math
import random

import pytest

from bluezone.lab.told import DAYS, measure, told_after_ms
from bluezone.protocol.calendar import HOUR_MS, MINUTE_MS, Day
from tests.support.commands import bluezone, refused
from tests.support.sources import PROJECT

README = (PROJECT / "README.md").read_text(encoding="utf-8")
TODAY = Day(18_500)


def test_the_readme_says_what_a_thousand_disclosures_come_to() -> None:
    said = bluezone("bench", "told", "--disclosures", 1000, "--json").json

    today, *earlier = said["by_day"]
    assert list(range(DAYS)) == [row["days_ago"] for row in said["by_day"]]
    assert (
        f"half of those met on an earlier day are told within {_up(max(row['p50_h'] for row in earlier))} hours, "
        f"nineteen of twenty within {_up(max(row['p95_h'] for row in earlier))}; of those met on the same day "
        f"half within {_up(today['p50_h'])}, nineteen of twenty within {_up(today['p95_h'])}"
    ) in README
    assert True is said["told_without_opening"]


@pytest.mark.parametrize("days_ago", [1, 5, 13])
def test_of_a_day_that_is_over_nobody_waits_longer_than_code_window_and_two_looks(days_ago: int) -> None:
    luck = random.Random(days_ago)

    for _ in range(200):
        confirmed_ms = TODAY.start_ms + 3 * HOUR_MS + int(luck.random() * 20 * HOUR_MS)
        waited_ms = told_after_ms(confirmed_ms, days_ago, luck)
        assert 0 < waited_ms <= HOUR_MS + HOUR_MS + 75 * MINUTE_MS + MINUTE_MS


def test_of_today_nobody_is_told_before_the_embargo_is_over() -> None:
    luck = random.Random(0)

    for _ in range(200):
        confirmed_ms = TODAY.start_ms + int(luck.random() * 23 * HOUR_MS)
        assert confirmed_ms + told_after_ms(confirmed_ms, 0, luck) >= TODAY.embargo_end_ms


def test_the_same_number_gives_the_same_figures() -> None:
    assert measure(50) == measure(50)


def test_fewer_than_twenty_have_no_nineteenth() -> None:
    assert "--disclosures" in refused(bluezone("bench", "told", "--disclosures", 19), status=2)


def _up(hours: float) -> str:
    """Who is told after 25.27 hours is not told within 25."""
    return f"{math.ceil(round(hours * 10, 6)) / 10:.1f}"
