"""A regime's days and tests, counted over everybody's level."""

from __future__ import annotations

import datetime as dt

import pytest

from bluezone.trace.levels import NO_LEVEL
from bluezone.trace.outbreak import EVER
from bluezone.trace.quarantine import Between, Load, load_of
from bluezone.trace.regimes.reading import read_regime
from bluezone.trace.regimes.shipped import shipped_regime
from bluezone.trace.windows import infectious_from
from tests.support.trace.regimes import SOUND

LEVELS = bytes([0, 0, 1, 1, 1, 2, 2, 3, 4, NO_LEVEL])
"""Three F1 and two F2."""


@pytest.mark.parametrize(
    ("name", "person_days", "tests"),
    [
        ("2020-08", Between(3 * 14 + 2, 3 * 14 + 2), Between(6, 6)),
        ("2021-05-hcmc", Between(3 * 21 + 2, 3 * 21 + 2), Between(12, 12)),
        ("2021-12", Between(3 * 7 + 2, 3 * 14 + 2), Between(6, 6)),
        ("2022-02", Between(3 * 5 + 2 * 5, 3 * 7 + 2 * 7), Between(3, 3)),
    ],
)
def test_f1_stay_for_all_of_it_and_f2_until_the_test_that_they_wait_for(name, person_days, tests) -> None:
    assert Load(3, 2, person_days, tests) == load_of(LEVELS, shipped_regime(name))


def test_where_it_hangs_on_vaccination_both_figures_have_two_ends() -> None:
    text = (
        SOUND
        + """[f1_vaccinated]
days = { value = 5, source = "letter" }
test_days = { value = [2], source = "letter" }
"""
    )

    load = load_of(LEVELS, read_regime(text.encode(), "copy.toml", shipped_regime("template")))

    assert (Between(3 * 5 + 2 * 2, 3 * 10 + 2 * 1), Between(3, 6)) == (load.person_days, load.tests)


def test_where_f2_wait_for_nothing_they_stay_nowhere() -> None:
    text = SOUND + '[f2]\nuntil_test = { value = 0, source = "letter" }\n'

    load = load_of(LEVELS, read_regime(text.encode(), "copy.toml", shipped_regime("template")))

    assert Between(30, 30) == load.person_days


def test_a_case_infects_from_the_days_before_its_onset_on() -> None:
    onset = dt.date(2022, 3, 1)

    assert dt.date(2022, 2, 27).toordinal() == infectious_from(onset, shipped_regime("2022-02"))
    assert dt.date(2022, 2, 26).toordinal() == infectious_from(onset, shipped_regime("2021-12"))
    assert EVER == infectious_from(onset, None) == infectious_from(None, shipped_regime("2022-02"))
    assert EVER == infectious_from(dt.date(1, 1, 1), shipped_regime("2022-02"))
