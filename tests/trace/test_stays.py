"""How long somebody stays apart is what the regime's file says, counted from the day after the last meeting."""

from __future__ import annotations

import pytest

from bluezone.trace.levels import NO_LEVEL
from bluezone.trace.regimes.shipped import REGIMES, shipped_regime
from bluezone.trace.stays import Stay, stay_of

HCMC = shipped_regime("2021-05-hcmc")
MET = 1_000


def test_an_f1_stays_for_the_whole_quarantine_and_is_tested_on_its_days():
    stay = stay_of(1, MET, HCMC, vaccinated=None)

    assert Stay(1_001, 1_021, (1_001, 1_007, 1_014, 1_020)) == stay
    assert (0, 1, 21, 21) == tuple(stay.days_until(day) for day in (1_000, 1_001, 1_021, 2_000))
    assert (0, 1, 4) == tuple(stay.tests_until(day) for day in (1_000, 1_006, 1_020))
    assert (False, True, True, False) == tuple(stay.is_on(day) for day in (1_000, 1_001, 1_021, 1_022))


def test_an_f2_waits_for_the_f1s_first_test_and_others_do_not_wait():
    assert Stay(1_001, 1_001) == stay_of(2, MET, HCMC, vaccinated=None)
    assert [None, None, None] == [stay_of(level, MET, HCMC, vaccinated=None) for level in (0, 3, NO_LEVEL)]


@pytest.mark.parametrize("name", REGIMES)
def test_nobody_of_whom_it_is_not_known_stays_shorter_than_whoever_is_not_vaccinated(name):
    regime = shipped_regime(name)

    assert stay_of(1, MET, regime, vaccinated=None) == stay_of(1, MET, regime, vaccinated=False)
    vaccinated = stay_of(1, MET, regime, vaccinated=True)
    assert (vaccinated.last_day - MET if vaccinated else 0) == regime.f1_vaccinated.days.value
