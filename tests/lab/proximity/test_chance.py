"""The chance that a contact was long: what it may hang on, and that it decides nothing."""

from __future__ import annotations

import hashlib
import math
import random
from dataclasses import asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.lab.proximity.chance import SHIPPED, Curve, Known, fit_curve
from bluezone.lab.proximity.duties import DUTIES
from bluezone.lab.proximity.on_phone import judged_by_phone
from bluezone.lab.proximity.report import kept_evaluation
from tests.support.recordings import contact, window

KNOWN = st.builds(
    Known,
    cautious_minutes=st.floats(0, 2_000),
    heard_minutes=st.floats(0, 1_440),
    listened=st.floats(0, 1),
    power_opened=st.booleans(),
)
TWENTY_MINUTES = Known(cautious_minutes=15.0, heard_minutes=20.0, listened=20 / 60, power_opened=False)


@given(KNOWN, st.floats(0, 2_000))
def test_more_minutes_never_make_it_less_likely(known: Known, more: float) -> None:
    chance = SHIPPED.chance(known)
    of_more = SHIPPED.chance(replace(known, cautious_minutes=known.cautious_minutes + more))

    assert 0 < chance <= of_more < 1


def test_minutes_count_as_a_share_of_the_time_heard() -> None:
    """Twelve of fifteen minutes are more than twelve of thirty."""
    short, long = (replace(TWENTY_MINUTES, cautious_minutes=12.0, heard_minutes=minutes) for minutes in (15.0, 30.0))

    assert SHIPPED.chance(short) > SHIPPED.chance(long)


def test_of_a_whole_day_together_no_more_time_counts_than_was_recorded() -> None:
    """Half an hour near in eight hours in one room is no small share of it."""
    recorded, a_day = (replace(TWENTY_MINUTES, cautious_minutes=30.0, heard_minutes=minutes) for minutes in (35, 480))

    assert SHIPPED.chance(recorded) == SHIPPED.chance(a_day)


def test_a_glimpse_is_a_share_of_fifteen_minutes() -> None:
    one_scan, a_quarter = (replace(TWENTY_MINUTES, cautious_minutes=4.0, heard_minutes=minutes) for minutes in (1, 15))

    assert SHIPPED.chance(one_scan) == SHIPPED.chance(a_quarter)


def test_the_same_share_says_more_where_the_phone_listened_thinly() -> None:
    thin = replace(TWENTY_MINUTES, listened=40 / 300)

    assert SHIPPED.chance(thin) > SHIPPED.chance(TWENTY_MINUTES)


@pytest.mark.parametrize(("beyond", "known"), [(0.0, 40 / 300), (20 / 300, 40 / 300), (1.0, 20 / 60)])
def test_of_a_duty_that_was_not_recorded_the_nearest_recorded_one_speaks(beyond: float, known: float) -> None:
    one, other = (SHIPPED.chance(replace(TWENTY_MINUTES, listened=listened)) for listened in (beyond, known))

    assert one == other


def test_the_same_share_says_more_of_whoever_s_power_was_opened() -> None:
    assert SHIPPED.chance(replace(TWENTY_MINUTES, power_opened=True)) > SHIPPED.chance(TWENTY_MINUTES)


@pytest.mark.parametrize(
    "numbers",
    [
        {"steepness": 0.5},
        {"of_density": -10.0},
        {"of_power": -2.0},
        {"steepness": math.nan},
        {"at_none": math.inf},
    ],
)
def test_a_curve_that_falls_is_refused(numbers: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="rises"):
        Curve(**{**asdict(SHIPPED), **numbers})


def test_a_curve_is_found_again_in_what_it_draws() -> None:
    chance = random.Random(3)
    curve = Curve(at_none=-1.5, steepness=2.0, of_density=-2.0, of_power=0.5)
    known = [
        Known(chance.uniform(0, 60), chance.uniform(10, 40), chance.choice((40 / 300, 20 / 60)), chance.random() < 0.5)
        for _ in range(20_000)
    ]

    found = fit_curve(known, [chance.random() < curve.chance(one) for one in known])

    assert asdict(curve) == pytest.approx(asdict(found), abs=0.35)
    apart = [abs(found.chance(one) - curve.chance(one)) for one in known]
    assert max(apart) < 0.03


def test_contacts_of_one_duty_make_a_curve_too() -> None:
    known = [replace(TWENTY_MINUTES, cautious_minutes=float(minutes)) for minutes in range(40)]

    found = fit_curve(known, [one.cautious_minutes > 18 + one.cautious_minutes % 5 for one in known])

    assert found.chance(known[5]) < 0.5 < found.chance(known[35])


@pytest.mark.parametrize("long", [[], [True, True, False, False] * 10])
def test_the_shipped_curve_stays_where_nothing_is_learnt_or_the_nearer_were_the_shorter(long: list[bool]) -> None:
    known = [replace(TWENTY_MINUTES, cautious_minutes=float(place % 4 * 9)) for place, _ in enumerate(long)]

    assert SHIPPED == fit_curve(known, long)


def test_contacts_that_can_be_told_apart_without_fail_make_a_steep_curve() -> None:
    known = [replace(TWENTY_MINUTES, cautious_minutes=minutes) for minutes in (1.0, 2.0, 30.0, 40.0)]

    found = fit_curve(known, [False, False, True, True])

    assert found.chance(known[1]) < 0.05
    assert 0.95 < found.chance(known[2])


def test_the_shipped_numbers_are_those_of_the_kept_report() -> None:
    assert asdict(SHIPPED) == kept_evaluation()["phone"]["curve"]


def test_the_probability_moves_no_decision_and_no_minutes() -> None:
    """Who is told, of how many minutes, is what it was while the chance was one curve over the rule's figure."""
    chance = random.Random(11)
    samples = [
        replace(one, rssi_dbm=tuple(float(round(chance.gauss(level, 6))) for _ in one.times_s))
        for number in range(30)
        for level in (chance.uniform(-95, -60),)
        for one in contact(f"c{number}", level, windows=3 + number % 4)
    ]

    lines = [
        f"{one.contact_id} {one.phase} {one.told:d} {one.minutes_low} {one.minutes:.6f} {one.minutes_high} {one.scans}"
        for duty in DUTIES
        for powers in ({}, {"phoneb": -28})
        for one in judged_by_phone(samples, duty, phases=3, seed=1, powers=powers)
    ]

    assert 540 == len(lines)
    assert (
        "7937e0d3ec982a139b1d361928707876749925f7abff7fdf0263a3599ec4d533"
        == hashlib.sha256("\n".join(lines).encode()).hexdigest()
    )


def test_what_a_scan_heard_twice_counts_once_in_the_time() -> None:
    """A recording that listened longer than it says makes two scans of one minute; the minute passed once."""
    (judged,) = judged_by_phone([window(every_s=1)], "20/60", phases=1, seed=1)

    assert judged.known is not None
    assert judged.scans > 5
    assert 5 <= judged.known.heard_minutes < 6.01
    assert 20 / 60 == pytest.approx(judged.known.listened)
