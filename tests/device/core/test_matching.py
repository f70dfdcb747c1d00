"""Published seeds against what a phone has heard."""

from __future__ import annotations

import pytest

from bluezone.device.core.anchor import BootClock
from bluezone.device.core.matching import find_encounters, index_log, joined
from bluezone.protocol.batch import Batch
from bluezone.protocol.calendar import SLOT_MS, Slot
from bluezone.protocol.disclosure import Level
from bluezone.protocol.keys import DaySeed
from bluezone.protocol.sighting import Sighting
from tests.support.device.phones import BOOT, START_MS, TODAY, at, heard_id, sighting
from tests.support.device.published import Staged, World, with_venue_entry

SEED, OTHER = DaySeed(b"a published seed"), DaySeed(b"another, unheard")
YESTERDAY = TODAY.plus(-1)


def batch(*staged: Staged) -> Batch:
    return World(START_MS // 1000).publish_batch(*staged)


def heard(slot: int, *, slots_late: float = 0.5, seed: DaySeed = SEED) -> Sighting:
    """The id of this slot of yesterday, heard so much after the slot's beginning."""
    wall_ms = Slot(YESTERDAY, slot).start_ms + int(slots_late * SLOT_MS)
    return sighting(0, rolling_id=seed.ids_for(YESTERDAY)[slot], wall_ms=wall_ms)


def test_everything_heard_of_one_seed_is_one_encounter_in_order_of_time() -> None:
    log = index_log([heard(20), sighting(1), heard(9), heard(10)], {}, 1)

    (found,) = find_encounters(batch(Staged(YESTERDAY, OTHER), Staged(YESTERDAY, SEED, Level.F1)), log)

    assert (heard(9), heard(10), heard(20)) == found.sightings
    assert (SEED, YESTERDAY, Level.F1, 1) == (found.seed, found.day, found.level, found.batch_sequence)


def test_pieces_of_a_log_say_together_what_the_whole_says() -> None:
    published = batch(Staged(YESTERDAY, SEED), Staged(YESTERDAY, SEED, Level.F1), Staged(YESTERDAY, OTHER))
    log = [heard(9), heard(10), heard(11, seed=OTHER), heard(20)]
    pieces = [index_log(log[at : at + 2], {}, 1) for at in (0, 2)]

    assert find_encounters(published, index_log(log, {}, 1)) == sorted(
        joined(encounter for piece in pieces for encounter in find_encounters(published, piece)),
        key=lambda encounter: (encounter.level, encounter.seed.value),
    )


def test_a_seed_in_two_groups_is_found_in_both() -> None:
    log = index_log([heard(20)], {}, 1)

    found = find_encounters(batch(Staged(YESTERDAY, SEED), Staged(YESTERDAY, SEED, Level.F1)), log)

    assert [Level.F0, Level.F1] == [encounter.level for encounter in found]


@pytest.mark.parametrize(
    ("tolerance", "slots_late", "matches"),
    [
        (0, 0.5, True),
        (0, 1.0, True),
        (0, 1.01, False),
        (1, 1.9, True),
        (1, -0.9, True),
        (1, 2.1, False),
        (2, 2.9, True),
    ],
)
def test_an_id_counts_near_its_own_slot_only(tolerance: int, slots_late: float, *, matches: bool) -> None:
    log = index_log([heard(20, slots_late=slots_late)], {}, tolerance)

    assert matches == bool(find_encounters(batch(Staged(YESTERDAY, SEED)), log))


def test_the_seed_of_another_day_does_not_match() -> None:
    log = index_log([heard(20)], {}, 1)

    assert [] == find_encounters(batch(Staged(YESTERDAY.plus(-1), SEED)), log)


def test_a_venues_entries_are_no_seeds() -> None:
    published = with_venue_entry(batch(), YESTERDAY, SEED.value)
    log = index_log([heard(20)], {}, 1)

    assert [] == find_encounters(published, log)


def test_a_sighting_that_a_signed_time_contradicts_does_not_match() -> None:
    """Somebody set our clock back, and played an old id."""
    clock = BootClock(BOOT).anchored(START_MS, at().monotonic_ms)
    log = index_log([heard(20)], {BOOT: clock}, 1)

    assert [] == find_encounters(batch(Staged(YESTERDAY, SEED)), log)


def test_a_log_without_sightings_matches_nothing() -> None:
    assert [] == find_encounters(batch(Staged(YESTERDAY, SEED)), index_log([], {}, 1))


def test_a_wrong_clock_hides_nothing_else() -> None:
    absurd = sighting(5, wall_ms=1 << 60, rolling_id=heard_id(5))
    log = index_log([absurd, heard(20)], {}, 1)

    assert 1 == len(find_encounters(batch(Staged(YESTERDAY, SEED)), log))
