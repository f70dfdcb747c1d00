"""Duties and addresses: the arithmetic that every radio stands on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.radio.base import ALWAYS, Address, Duty, OnAir

SCAN = Duty(on_ms=40_000, period_ms=300_000, offset_ms=10_000)


@st.composite
def duties(draw):
    period_ms = draw(st.integers(1, 50))
    on_ms = draw(st.integers(1, period_ms))
    return Duty(on_ms, period_ms, draw(st.integers(0, period_ms - 1)))


def test_a_scan_of_40_seconds_in_300_is_on_from_its_offset():
    edges = [SCAN.is_on(moment) for moment in (9_999, 10_000, 49_999, 50_000, 310_000)]

    assert [False, True, True, False, True] == edges


def test_it_says_when_it_goes_on_and_off_next():
    assert SCAN.next_on(0) == 10_000
    assert SCAN.next_on(20_000) == 20_000
    assert SCAN.next_switch(20_000) == 50_000
    assert SCAN.next_switch(50_000) == 310_000


@given(duties(), st.integers(-100, 100), st.integers(0, 100))
def test_its_stretches_hold_exactly_the_moments_at_which_it_is_on(duty, start, length):
    stretches = list(duty.stretches(start, start + length))

    covered = [moment for begin, end in stretches for moment in range(begin, end)]
    assert [moment for moment in range(start, start + length) if duty.is_on(moment)] == covered


@given(duties(), st.integers(-100, 100))
def test_between_now_and_the_next_switch_nothing_changes(duty, now):
    switch = duty.next_switch(now)

    assert switch > now
    assert {duty.is_on(now)} == {duty.is_on(moment) for moment in range(now, switch)}
    assert duty.is_continuous or duty.is_on(switch) != duty.is_on(now)


def test_always_is_always():
    assert ALWAYS.is_continuous
    assert [(5, 12_345)] == list(ALWAYS.stretches(5, 12_345))


@pytest.mark.parametrize("wrong", [(0, 10, 0), (11, 10, 0), (5, 10, 10), (5, 10, -1), (1, 0, 0)])
def test_an_impossible_duty_is_refused(wrong):
    with pytest.raises(ValueError, match=r"duty|offset"):
        Duty(*wrong)


@given(st.binary(min_size=6, max_size=6))
def test_a_non_resolvable_address_has_two_zero_bits_and_a_mixed_rest(entropy):
    address = Address.non_resolvable(entropy)

    rest = int.from_bytes(address.value, "big")
    assert rest >> 46 == 0
    assert rest not in {0, 2**46 - 1}


@pytest.mark.parametrize("entropy", [bytes(6), b"\xff" * 6, b"\xc0" + bytes(5)])
def test_an_unlucky_draw_still_makes_an_address(entropy):
    assert 0 < int.from_bytes(Address.non_resolvable(entropy).value, "big") < 2**46 - 1


@pytest.mark.parametrize("length", [0, 5, 7])
def test_an_address_has_six_bytes(length):
    with pytest.raises(ValueError, match="6 bytes"):
        Address(bytes(length))
    with pytest.raises(ValueError, match="6 bytes"):
        Address.non_resolvable(bytes(length))


def test_an_address_is_written_the_way_people_write_it():
    assert str(Address(bytes.fromhex("0a1b2c3d4e5f"))) == "0A:1B:2C:3D:4E:5F"


def test_a_frame_has_at_most_31_bytes():
    with pytest.raises(ValueError, match="31"):
        OnAir(bytes(32), Address(bytes(6)), ALWAYS)
