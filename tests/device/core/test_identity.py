"""A phone's own seeds, and which of them may be disclosed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.device.core.identity import Identity, OwnSeed
from bluezone.protocol.calendar import Slot
from bluezone.protocol.disclosure import MAX_DISCLOSED, MAX_DISCLOSED_PER_DAY, RetiredSeed
from bluezone.protocol.errors import InvalidValueError
from bluezone.protocol.keys import DaySeed
from tests.support.device.phones import TODAY, dice

NOW = Slot(TODAY, 50)


def own(age: int, first: int = 0, last: int = 95, *, retired: bool = True) -> OwnSeed:
    seed = DaySeed(bytes([age % 256, first, last]).ljust(16, b"\0"))
    return OwnSeed(TODAY.plus(-age), first, last, seed, retired)


def test_a_whole_day_is_committed_to_with_its_slots() -> None:
    yesterday = own(1)

    disclosable = Identity((yesterday,)).disclosable({TODAY.plus(-1)}, NOW)

    assert (RetiredSeed(TODAY.plus(-1), 0, 95, yesterday.seed),) == disclosable


def test_what_is_not_retired_or_withheld_is_not_disclosed() -> None:
    identity = Identity((own(2), own(1, retired=False)))

    assert () == identity.disclosable({TODAY.plus(-1)}, NOW)


def test_a_seed_of_the_future_is_not_disclosed_since_it_would_cost_the_owner_the_code() -> None:
    identity = Identity((own(1), own(0, 0, 51), own(-3)))

    disclosable = identity.disclosable(identity.days(), NOW)

    assert [TODAY.plus(-1)] == [seed.day for seed in disclosable]


def test_of_many_seeds_a_day_the_longest_are_disclosed() -> None:
    many = [own(1, first, first + length) for first, length in ((0, 3), (10, 9), (30, 0), (40, 8), (60, 7), (80, 1))]

    disclosable = Identity(tuple(many)).disclosable({TODAY.plus(-1)}, NOW)

    assert MAX_DISCLOSED_PER_DAY == len(disclosable)
    assert [0, 10, 40, 60] == [seed.first_slot for seed in disclosable]


def test_of_more_seeds_than_an_upload_holds_the_newest_days_are_disclosed() -> None:
    many = [own(age, first, first + 1) for age in range(1, 15) for first in (0, 20, 40)]
    identity = Identity(tuple(many))

    disclosable = identity.disclosable(identity.days(), NOW)

    assert MAX_DISCLOSED == len(disclosable)
    assert {TODAY.plus(-age) for age in range(1, 11)} == {seed.day for seed in disclosable}


def test_retiring_again_never_shortens_what_was_on_air() -> None:
    identity = Identity((own(0, 0, 40),))

    again = identity.retired_at(Slot(TODAY, 30), {TODAY})

    assert identity == again


@pytest.mark.parametrize(("first", "last"), [(-1, 3), (5, 4), (0, 96)])
def test_an_impossible_range_is_refused_at_birth(first: int, last: int) -> None:
    with pytest.raises(InvalidValueError, match="no range of a day"):
        OwnSeed(TODAY, first, last, DaySeed(bytes(16)))


@given(st.lists(st.tuples(st.integers(0, 95), st.booleans()), max_size=20))
def test_whatever_the_order_of_slots_and_consents_the_disclosed_never_overlap(acts: list[tuple[int, bool]]) -> None:
    identity, entropy = Identity(), dice()

    for index, consents in acts:
        slot = Slot(TODAY, index)
        identity = identity.prepared_for(slot, entropy)
        if consents:
            identity = identity.retired_at(slot, {TODAY})

    disclosable = identity.disclosable({TODAY}, Slot(TODAY, 95))
    assert not any(one.overlaps(other) for one in disclosable for other in disclosable if one is not other)
