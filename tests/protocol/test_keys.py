"""Day seeds: independent of each other, and never in a log by accident."""

from __future__ import annotations

import hashlib

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given
from hypothesis import strategies as st

from bluezone.protocol.calendar import Day
from bluezone.protocol.errors import InvalidValueError
from bluezone.protocol.keys import DaySeed

SEEDS = st.binary(min_size=16, max_size=16)
DAYS = st.integers(0, 0xFFFF)


@given(SEEDS, DAYS)
def test_a_day_key_is_what_an_independent_hkdf_makes_of_the_seed(value: bytes, day: int) -> None:
    info = b"bluezone/day-key/1" + day.to_bytes(4, "big")

    independent = HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(value)

    assert independent == DaySeed(value).key_for(Day(day))


@given(SEEDS, DAYS)
def test_the_ids_of_a_day_follow_from_its_key_as_the_original_made_them(value: bytes, day: int) -> None:
    seed = DaySeed(value)
    state = hashlib.sha256(seed.key_for(Day(day)) + b"bluzonesubkey").digest()
    places = (0, 4, 8, 12, 16, 18, 20, 22, 24, 26, 28, 30)

    ids = seed.ids_for(Day(day))

    assert 96 == len(ids)
    for rolling_id in ids:
        assert bytes(state[place] for place in places) == rolling_id.value
        state = hashlib.sha256(state).digest()


@given(SEEDS, DAYS, DAYS)
def test_one_seed_makes_another_key_on_another_day(value: bytes, day: int, other: int) -> None:
    seed = DaySeed(value)

    assert (day == other) == (seed.key_for(Day(day)) == seed.key_for(Day(other)))


@pytest.mark.parametrize("size", [0, 15, 17, 32])
def test_a_seed_of_another_length_cannot_exist(size: int) -> None:
    with pytest.raises(InvalidValueError):
        DaySeed(bytes(size))


def test_a_printed_seed_shows_nothing_of_itself() -> None:
    seed = DaySeed(bytes(range(16)))

    assert "DaySeed(…)" == repr(seed) == str(seed)
