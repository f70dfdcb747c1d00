"""From rows to distances: what the virtual air is told."""

from __future__ import annotations

from bluezone.simulation.contacts import (
    BYSTANDER_FARTHEST_M,
    BYSTANDER_NEAREST_M,
    FARTHEST_M,
    NEAREST_M,
    contact_rows,
)
from tests.support.simulation.traces import MORNING_S, together, trace_of

ORIGIN_MS = 1_780_246_800_000


def test_rows_that_follow_each_other_are_one_stretch_at_one_distance() -> None:
    trace = trace_of(together(1, 2, 5), together(1, 2, 1, start_s=MORNING_S + 3600))

    rows = contact_rows(trace, ORIGIN_MS, seed=1, bystanders=False)

    begin = ORIGIN_MS + MORNING_S * 1000
    assert [(begin, begin + 300_000, 1, 2), (begin + 3_600_000, begin + 3_660_000, 1, 2)] == [row[:4] for row in rows]
    assert all(NEAREST_M <= row[4] <= FARTHEST_M for row in rows)


def test_the_same_seed_gives_the_same_world_and_another_seed_another() -> None:
    trace = trace_of(together(1, 2, 5))

    def world(seed: int) -> list:
        return contact_rows(trace, ORIGIN_MS, seed, bystanders=False)

    assert world(7) == world(7)
    assert world(7) != world(8)


def test_bystanders_are_colleagues_of_the_same_department_seen_in_the_same_minute() -> None:
    groups = {1: "A", 2: "B", 3: "A", 4: "A"}
    trace = trace_of(together(1, 2, 1), together(3, 5, 1), together(4, 5, 1, start_s=MORNING_S + 3600), groups=groups)

    rows = contact_rows(trace, ORIGIN_MS, seed=1, bystanders=True)

    added = [row for row in rows if row[4] > FARTHEST_M]
    begin = ORIGIN_MS + MORNING_S * 1000
    assert [(begin, begin + 60_000, 1, 3)] == [row[:4] for row in added]
    assert all(BYSTANDER_NEAREST_M <= row[4] <= BYSTANDER_FARTHEST_M for row in added)


def test_without_departments_bystanders_face_a_common_third() -> None:
    trace = trace_of(together(1, 2, 1), together(2, 3, 1), together(4, 5, 1))

    rows = contact_rows(trace, ORIGIN_MS, seed=1, bystanders=True)

    assert [(1, 3)] == [row[2:4] for row in rows if row[4] > FARTHEST_M]
