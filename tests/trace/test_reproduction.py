"""How many each case infected, by days of onset: shared where several exposed one, with an honest interval."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from bluezone.trace.outbreak import EVER, undated
from bluezone.trace.reproduction import Serial, interval, reproduction_of, sources_of_cases
from tests.support.trace.outbreaks import august, outbreak


def test_cases_are_counted_by_the_days_of_their_onset() -> None:
    """0 infects 1 and 2, 1 infects 3; two cohorts of five days."""
    drawn = undated(bytes([1, 1, 1, 1]), [0, 0, 1], [1, 2, 3])

    found = reproduction_of(drawn, [august(1), august(4), august(6), august(9)], 5)

    assert [(august(1), august(5), 2, 3.0), (august(6), august(10), 2, 0.0)] == [
        (one.first_day, one.last_day, one.cases, one.infected) for one in found.cohorts
    ]
    assert [1.5, 0.0] == [one.mean for one in found.cohorts]
    assert Serial(3, 5, 5.0, 0) == found.serial


def test_a_case_that_two_exposed_is_shared_and_the_same_two_meeting_again_count_once() -> None:
    drawn = undated(bytes([1, 1, 1]), [0, 1, 0], [2, 2, 2])

    (first, _) = reproduction_of(drawn, [august(1), august(1), august(8)], 7).cohorts

    assert (2, 1.0) == (first.cases, first.infected)


def test_a_case_has_those_cases_as_sources_who_met_it_while_they_could_infect() -> None:
    cases = outbreak({0: 5, 1: 5, 2: 9}, 4, (0, 2, 6, 6), (1, 2, 1, 4), (3, 2, 6, 6), (0, 1, 1, 4))

    assert {2: [0]} == sources_of_cases(cases)


def test_who_is_no_case_and_what_was_taken_back_infects_nobody() -> None:
    drawn = replace(undated(bytes([1, 0, 1]), [0, 1, 0], [1, 2, 2]), withdrawn=bytes([0, 0, 1]))

    found = reproduction_of(drawn, [august(1), EVER, EVER], 7)

    assert [(1, 0.0)] == [(one.cases, one.infected) for one in found.cohorts]
    assert (1, Serial(0, None, None, 0)) == (found.without_onset, found.serial)


def test_a_cohort_whose_infections_may_still_fall_ill_is_unfinished() -> None:
    drawn = undated(bytes([1, 1, 1]), [0, 1], [1, 2])

    found = reproduction_of(drawn, [august(1), august(7), august(13)], 1)

    assert [True, True, False] == [one.is_finished for one in found.cohorts]
    assert [False] == [one.is_finished for one in reproduction_of(undated(b"\1", [], []), [august(1)], 7).cohorts]


def test_an_infection_that_fell_ill_first_is_counted_as_backward() -> None:
    drawn = undated(bytes([1, 1]), [0], [1])

    assert Serial(1, -2, -2, 1) == reproduction_of(drawn, [august(5), august(3)], 7).serial


def test_nobody_has_no_cohort() -> None:
    assert () == reproduction_of(undated(b"", [], []), [], 7).cohorts


@pytest.mark.parametrize("infected", [[0], [0, 0, 0], [2], [0, 0, 9], [1, 1, 1, 1], [0.5, 0.5]])
def test_the_mean_lies_within_its_interval_which_is_never_below_zero(infected) -> None:
    low, high = interval(infected)

    assert 0 <= low <= sum(infected) / len(infected) < high


def test_an_interval_of_poisson_counts_is_the_score_interval() -> None:
    """40 cases that infect one each: 0.734 to 1.362 by the formula of the textbooks, (x + z²/2 ± z√(x + z²/4)) / n."""
    low, high = interval([1.0] * 40)

    assert (0.734, 1.362) == (round(low, 3), round(high, 3))


@pytest.mark.parametrize(("mean", "dispersion", "count"), [(1.5, 1e9, 40), (2.0, 0.5, 120), (0.8, 1.0, 60)])
def test_nineteen_of_twenty_intervals_hold_the_truth(mean: float, dispersion: float, count: int) -> None:
    """Over drawn outbreaks in which few infect most (negative binomial), from a fixed seed: at least 92 of 100."""
    chance = random.Random(20150520)
    held = 0
    for _ in range(400):
        low, high = interval([_offspring(chance, mean, dispersion) for _ in range(count)])
        held += low <= mean <= high

    assert 0.92 <= held / 400 <= 0.99


def _offspring(chance: random.Random, mean: float, dispersion: float) -> int:
    rate = mean if dispersion > 1e6 else chance.gammavariate(dispersion, mean / dispersion)
    count, waited = 0, chance.expovariate(1.0)
    while waited < rate:
        count, waited = count + 1, waited + chance.expovariate(1.0)
    return count
