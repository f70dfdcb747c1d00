"""`bluezone inspect ids` and `daily-keys` print the recorded answers."""

from __future__ import annotations

import pytest

from tests.support.commands import bluezone, refused
from tests.support.protocol import vectors

BASE = vectors.base_ids()[0]
KEY = BASE["base_id"]


@pytest.mark.parametrize("base", vectors.base_ids(), ids=["first base id", "second base id"])
def test_the_recorded_daily_keys_are_printed_day_0_first(base: dict) -> None:
    finished = bluezone("inspect", "daily-keys", "--base-id", base["base_id"], "--days", len(base["days"]))

    assert [day["daily_key"] for day in base["days"]] == finished.lines
    assert 0 == finished.status


@pytest.mark.parametrize("day", BASE["days"][::5], ids=lambda day: f"day {day['day']}")
def test_the_recorded_ids_are_printed_slot_0_first(day: dict) -> None:
    finished = bluezone("inspect", "ids", "--daily-key", day["daily_key"].lower())

    assert day["ids"] == finished.lines


@pytest.mark.parametrize("other", BASE["other_ids_per_day"], ids=lambda other: f"{other['ids_per_day']} a day")
def test_other_numbers_of_slots_a_day_are_printed(other: dict) -> None:
    finished = bluezone("inspect", "ids", "--daily-key", KEY, "--slots-per-day", other["ids_per_day"])

    assert other["ids"] == finished.lines


@pytest.mark.parametrize("key", ["", "00", "00" * 31, "00" * 33, "XY" * 32, "0 " * 32, "é" * 64])
def test_a_badly_written_key_is_wrong_use(key: str) -> None:
    assert "64 hex digits" in refused(bluezone("inspect", "ids", "--daily-key", key), status=2)
    assert "64 hex digits" in refused(bluezone("inspect", "daily-keys", "--base-id", key, "--days", 1), status=2)


@pytest.mark.parametrize("slots", [0, -1, 1_441])
def test_an_impossible_number_of_slots_is_refused(slots: int) -> None:
    refused(bluezone("inspect", "ids", "--daily-key", KEY, "--slots-per-day", slots), status=2)


@pytest.mark.parametrize("days", ["0", "-1", "36601", "many", "٣", "1" * 5_000])
def test_an_impossible_number_of_days_is_wrong_use(days: str) -> None:
    refused(bluezone("inspect", "daily-keys", "--base-id", KEY, "--days", days), status=2)
