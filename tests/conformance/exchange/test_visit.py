"""What a visitor brings to an exchange."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from bluezone.conformance.exchange.errors import NothingToTryError
from bluezone.conformance.exchange.rules.calls import every_answer_is_held_back
from bluezone.conformance.exchange.visit import Visit
from bluezone.protocol.calendar import Day


def test_its_seeds_are_of_three_whole_days_that_are_over() -> None:
    visit = Visit(SimpleNamespace(), bytes)
    visit.__dict__["told_s"] = 1_600_000_000

    today = Day.containing(1_600_000_000_000)
    assert [today.plus(-age) for age in (1, 2, 3)] == [seed.day for seed in visit.seeds]
    assert {(0, 95)} == {(seed.first_slot, seed.last_slot) for seed in visit.seeds}


def test_where_nobody_says_for_how_long_answers_are_held_back_that_is_not_tried() -> None:
    visit = Visit(SimpleNamespace(), bytes)

    assert (0, 0) == visit.held_ms
    with pytest.raises(NothingToTryError):
        every_answer_is_held_back(visit)
