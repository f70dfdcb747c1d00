"""One byte beside an id: who has the day's key reads a power in it, everybody else sees chance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.protocol.calendar import Day
from bluezone.protocol.errors import InvalidValueError
from bluezone.protocol.hidden_power import hide_power, open_power
from bluezone.protocol.identifiers import RollingId
from bluezone.protocol.keys import DaySeed
from tests.support.device.phones import dice

KEY, ID = bytes(range(32)), RollingId.from_hex("286BCE589AB994EFA5F73CAD")
SURELY = 400
"""Chi squared of 255 degrees of freedom is greater in one of a hundred million."""

powers = st.none() | st.integers(-127, 20)
ids = st.binary(min_size=12, max_size=12).map(RollingId)
keys = st.binary(min_size=32, max_size=32)


def far_from_even(values: Iterable[int]) -> float:
    """Chi squared against all 256 bytes alike."""
    seen = Counter(values)
    expected = seen.total() / 256
    return sum((seen[byte] - expected) ** 2 / expected for byte in range(256))


def ids_of_days(days: int) -> Iterable[tuple[bytes, RollingId]]:
    """Each id of one phone with its day's key."""
    chance = dice("one phone")
    for number in range(days):
        day, seed = Day(18_484 + number), DaySeed(chance(16))
        for rolling_id in seed.ids_for(day):
            yield seed.key_for(day), rolling_id


@given(powers, keys, ids)
def test_who_has_the_key_reads_what_was_said(power: int | None, key: bytes, rolling_id: RollingId) -> None:
    assert power == open_power(hide_power(power, key, rolling_id), key, rolling_id)


@given(keys, ids)
def test_every_byte_is_read_and_no_two_say_the_same(key: bytes, rolling_id: RollingId) -> None:
    read = [open_power(byte, key, rolling_id) for byte in range(256)]

    assert set(range(-127, 21)) | {None} == set(read)
    assert 148 + 1 == len(set(read))
    assert 256 - 148 == read.count(None)


def test_the_answer_is_known() -> None:
    """`openssl dgst -sha256 -mac HMAC` of the context and the id under the key is da162d3a659598bf bdf55cd022bfffcc
    b050ad9690764f2d a7568c16f876f677. So -29, which is e3: (e, 3), (3, e^6), (8, 3^2), (1, 8^0), (8, 1^f): 8e."""
    assert [0x8E, 21, 55, 27] == [hide_power(power, KEY, ID) for power in (-29, -25, 20, None)]


@pytest.mark.parametrize("power", [-29, -25, None])
def test_of_ten_thousand_ids_of_one_phone_the_bytes_are_those_of_chance(power: int | None) -> None:
    said = [hide_power(power, key, rolling_id) for key, rolling_id in ids_of_days(105)]

    assert len(said) > 10_000
    assert far_from_even(said) < SURELY
    assert far_from_even(before ^ after for before, after in pairwise(said)) < SURELY


@pytest.mark.slow
def test_two_phones_of_different_models_cannot_be_told_apart_by_their_bytes() -> None:
    """Nor one that does not know its model from one that does."""
    for one, other in ((-29, -20), (-25, None)):
        pairs = [(hide_power(one, *about), hide_power(other, *about)) for about in ids_of_days(105)]

        assert far_from_even(mine ^ theirs for mine, theirs in pairs if mine != theirs) < 2 * SURELY
        assert all(mine != theirs for mine, theirs in pairs)


def test_what_a_phone_says_before_and_after_it_learns_its_power_does_not_tell_the_power() -> None:
    """Beside one id two things were said: their difference is another with every id, under a mask it would be one."""
    differences = Counter(hide_power(None, *about) ^ hide_power(-29, *about) for about in ids_of_days(20))

    assert max(differences.values()) < 0.02 * differences.total()


def test_the_key_of_another_day_reads_what_chance_would_have_said() -> None:
    ids_with_keys = list(ids_of_days(40))
    wrong = [key for key, _ in ids_with_keys[96:] + ids_with_keys[:96]]

    read = Counter(
        open_power(hide_power(-29, key, rolling_id), other, rolling_id)
        for (key, rolling_id), other in zip(ids_with_keys, wrong, strict=True)
    )

    assert read[-29] < 0.02 * read.total()
    assert 0.3 < read[None] / read.total() < 0.55


@pytest.mark.parametrize("power", [-128, 21])
def test_a_power_that_no_radio_has_cannot_be_said(power: int) -> None:
    with pytest.raises(InvalidValueError):
        hide_power(power, KEY, ID)
