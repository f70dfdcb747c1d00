"""What may be asked of a replay."""

from __future__ import annotations

import datetime as dt

import pytest

from bluezone.protocol.calendar import Day
from bluezone.protocol.config import PathogenProfile
from bluezone.simulation.errors import ScenarioError
from bluezone.simulation.scenario import Scenario, default_confirm_day
from tests.support.simulation.traces import together, trace_of

TRACE = trace_of(together(1, 2, 20), together(2, 3, 20, day=11))


def scenario(**changes) -> Scenario:
    return Scenario(**({"trace": TRACE, "first_case": 1, "confirm_day": default_confirm_day(TRACE)} | changes))


def test_the_confirmation_comes_the_day_after_the_last_row() -> None:
    assert 12 == scenario().confirm_day


def test_the_infectious_window_covers_every_day_of_the_trace() -> None:
    profile, asked = PathogenProfile(), scenario()
    onset = Day.of(asked.onset(profile))

    days = [Day.of(dt.date(2026, 6, 1)).plus(number) for number in range(12)]
    assert all(profile.infectivity_on(day, onset) for day in days)


def test_an_early_confirmation_has_no_later_onset() -> None:
    assert dt.date(2026, 6, 1) == scenario(confirm_day=0).onset(PathogenProfile())


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"first_case": 9}, "person 9 is not in the trace"),
        ({"app_off": frozenset({8})}, "person 8 is not in the trace"),
        ({"app_off": frozenset({1})}, "needs the app"),
        ({"confirm_day": -1}, "confirm day"),
        ({"confirm_day": 99}, "confirm day"),
    ],
)
def test_a_scenario_that_does_not_fit_its_trace_is_refused(changes: dict, reason: str) -> None:
    with pytest.raises(ScenarioError, match=reason):
        scenario(**changes)
