"""The ids on the air are those of the original, bit for bit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.protocol.errors import InvalidValueError, MalformedError
from bluezone.protocol.identifiers import RollingId, rolling_ids
from bluezone.protocol.original import daily_keys
from tests.support.protocol import vectors

BASES = [pytest.param(base, id=f"base id {number}") for number, base in enumerate(vectors.base_ids())]


@pytest.mark.parametrize("base", BASES)
def test_every_id_of_every_recorded_day_is_made_again(base: dict) -> None:
    made = [
        [rolling_id.hex for rolling_id in rolling_ids(bytes.fromhex(day["daily_key"]), base["ids_per_day"])]
        for day in base["days"]
    ]

    assert [day["ids"] for day in base["days"]] == made


@pytest.mark.parametrize("base", BASES)
def test_the_recorded_daily_keys_follow_from_the_base_id(base: dict) -> None:
    made = [key.hex().upper() for key in daily_keys(bytes.fromhex(base["base_id"]), len(base["days"]))]

    assert [day["daily_key"] for day in base["days"]] == made


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize("place", range(3))
def test_other_numbers_of_slots_a_day_are_made_again(base: dict, place: int) -> None:
    other = base["other_ids_per_day"][place]
    day_key = bytes.fromhex(base["days"][other["day"]]["daily_key"])

    made = [rolling_id.hex for rolling_id in rolling_ids(day_key, other["ids_per_day"])]

    assert other["ids"] == made


def test_a_real_phone_of_2020_was_on_air_with_the_ids_that_follow_from_its_base_id() -> None:
    capture = vectors.field_capture()
    start_ms = capture["base_day_start_s"] * 1000
    ids_by_day = [rolling_ids(key) for key in daily_keys(bytes.fromhex(capture["base_id"]), 2)]

    for row in capture["rows"]:
        day, within = divmod(row["time_ms"] - start_ms, 86_400_000)
        assert row["own_id"] == ids_by_day[day][within // 900_000].hex


@given(st.binary(min_size=12, max_size=12))
def test_an_id_survives_its_written_form_in_either_case(value: bytes) -> None:
    rolling_id = RollingId(value)

    assert rolling_id == RollingId.from_hex(rolling_id.hex)
    assert rolling_id == RollingId.from_hex(rolling_id.hex.lower())


@given(st.text(max_size=30))
def test_any_other_text_is_no_id(text: str) -> None:
    try:
        rolling_id = RollingId.from_hex(text)
    except MalformedError:
        return

    assert text.upper() == rolling_id.hex


@pytest.mark.parametrize("text", ["", "00" * 11, "00" * 13, "0 " * 12, "00" * 11 + " 0", "XY" * 12])
def test_a_badly_written_id_is_refused(text: str) -> None:
    with pytest.raises(MalformedError, match="24 hex digits"):
        RollingId.from_hex(text)


@pytest.mark.parametrize("size", [0, 11, 13])
def test_an_id_of_another_length_cannot_exist(size: int) -> None:
    with pytest.raises(InvalidValueError):
        RollingId(bytes(size))


@pytest.mark.parametrize(("key_bytes", "slots"), [(31, 96), (33, 96), (32, 0), (32, 1_441), (32, -1)])
def test_a_chain_of_impossible_size_is_refused(key_bytes: int, slots: int) -> None:
    with pytest.raises(ValueError, match=r"\d"):
        rolling_ids(bytes(key_bytes), slots)


def test_people_see_six_digits_and_no_more() -> None:
    rolling_id = RollingId.from_hex("286BCE589AB994EFA5F73CAD")

    assert "286BCE" == str(rolling_id) == rolling_id.short
