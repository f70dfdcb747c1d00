"""How far a phone's clock is believed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bluezone.device.core.anchor import ALLOWANCE_MS, BEHIND_IS_SUSPECT_MS, BootClock, believed_ms, credible
from bluezone.protocol.calendar import DAY_MS, HOUR_MS, MINUTE_MS
from bluezone.protocol.sighting import BootId
from tests.support.device.phones import BOOT, START_MS, at, sighting

FRESH = BootClock(BOOT)
OTHER = BootId(b"the next")


def test_a_sighting_made_with_the_clock_set_back_is_refused() -> None:
    clock = FRESH.anchored(START_MS, at().monotonic_ms)
    old_id_replayed = sighting(1, HOUR_MS, wall_ms=START_MS - 5 * HOUR_MS)

    assert [] == credible([old_id_replayed], {BOOT: clock})


def test_it_does_not_matter_whether_the_signed_time_came_before_or_after() -> None:
    clock = FRESH.anchored(START_MS + 2 * HOUR_MS, at(2 * HOUR_MS).monotonic_ms)
    set_back = sighting(1, HOUR_MS, wall_ms=START_MS)
    honest = sighting(2, HOUR_MS)

    assert [honest] == credible([set_back, honest], {BOOT: clock})


def test_two_minutes_are_granted() -> None:
    clock = FRESH.anchored(START_MS, at().monotonic_ms)
    slow = sighting(1, wall_ms=START_MS - ALLOWANCE_MS)
    slower = sighting(2, wall_ms=START_MS - ALLOWANCE_MS - 1)

    assert [slow] == credible([slow, slower], {BOOT: clock})


def test_offline_stretches_stay_valid() -> None:
    """A phone without a network for two weeks must still be warned."""
    two_weeks = [sighting(day, day * DAY_MS) for day in range(14)]

    assert two_weeks == credible(two_weeks, {BOOT: FRESH})
    assert two_weeks == credible(two_weeks, {})


def test_a_clock_that_runs_ahead_is_not_contradicted_by_an_older_signed_time() -> None:
    clock = FRESH.anchored(START_MS - HOUR_MS, at().monotonic_ms)
    heard = sighting(1, MINUTE_MS)

    assert [heard] == credible([heard], {BOOT: clock})


def test_after_a_reboot_nothing_is_older_than_the_greatest_signed_time() -> None:
    after = BootClock(OTHER, floor_ms=START_MS)
    old = sighting(1, boot=OTHER, wall_ms=START_MS - 1)
    new = sighting(2, boot=OTHER, wall_ms=START_MS, monotonic_ms=0)

    assert [new] == credible([old, new], {OTHER: after})


def test_a_boot_says_nothing_about_another() -> None:
    clock = FRESH.anchored(START_MS + DAY_MS, at().monotonic_ms)
    of_another = sighting(1, boot=OTHER)

    assert [of_another] == credible([of_another], {BOOT: clock})


def test_the_device_clock_may_jump_between_two_sightings() -> None:
    """Monotonic time orders them; only the one whose wall time cannot be is refused."""
    clock = FRESH.anchored(START_MS, at().monotonic_ms)
    before, during, after = sighting(1, 0), sighting(2, 10, wall_ms=START_MS - DAY_MS), sighting(3, 20)

    assert [before, after] == credible([before, during, after], {BOOT: clock})


moments = st.integers(0, 40 * DAY_MS)


@given(st.lists(st.tuples(moments, st.integers(0, 3 * DAY_MS)), min_size=1, max_size=8), moments)
def test_an_honest_clock_is_never_contradicted(proofs: list[tuple[int, int]], heard_at: int) -> None:
    """Signed times arrive late, in any order; what was truly heard then always stays."""
    clock = FRESH
    for seen_at, delay in proofs:
        clock = clock.anchored(START_MS + seen_at - delay, at(seen_at).monotonic_ms)

    heard = sighting(1, heard_at)

    assert [heard] == credible([heard], {BOOT: clock})


@given(st.lists(st.tuples(moments, st.integers(-DAY_MS, DAY_MS)), min_size=1, max_size=8), moments)
def test_the_signed_time_that_proves_the_most_is_the_one_that_counts(proofs: list[tuple[int, int]], then: int) -> None:
    clock = FRESH
    for seen_at, off in proofs:
        clock = clock.anchored(START_MS + seen_at + off, at(seen_at).monotonic_ms)

    best = max(off for _, off in proofs)

    assert START_MS + then + best == clock.proven_ms(at(then).monotonic_ms)


@given(st.integers(-60 * DAY_MS, 60 * DAY_MS), moments)
def test_deleting_never_runs_ahead_of_what_is_proven(off: int, later: int) -> None:
    clock = FRESH.anchored(START_MS, at().monotonic_ms)
    now = at(later, clock_off_ms=off)

    believed = believed_ms(now.wall_ms, clock, now.monotonic_ms)

    assert believed <= START_MS + later + BEHIND_IS_SUSPECT_MS
    assert believed <= now.wall_ms
