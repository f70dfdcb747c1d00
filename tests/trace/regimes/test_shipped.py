"""The regimes that come with the product say what their sources say, and what none of them does."""

from __future__ import annotations

import datetime as dt
import re
from importlib.resources import files

import pytest

from bluezone.trace.errors import RegimeError
from bluezone.trace.regimes.regime import Kind, Quarantine
from bluezone.trace.regimes.shipped import REGIMES, InForce, shipped_regime


def said(quarantine: Quarantine) -> tuple[Kind, int, int, tuple[int, ...]]:
    return quarantine.kind.value, quarantine.days.value, quarantine.watch_days.value, quarantine.test_days.value


def test_every_file_is_named_and_called_as_the_regime_in_it() -> None:
    data = files("bluezone.trace").joinpath("regimes", "data")

    assert {f"{name}.toml" for name in REGIMES} == {one.name for one in data.iterdir()}
    assert list(REGIMES) == [shipped_regime(name).id for name in REGIMES]


def test_they_stand_in_the_order_of_time() -> None:
    begins = [shipped_regime(name).begins for name in REGIMES]

    assert begins[0] is None
    assert sorted(begins[1:]) == begins[1:]
    assert dt.date(2021, 7, 30) == shipped_regime("2021-07-3638").begins


HOME, CONCENTRATED = Kind.HOME, Kind.CONCENTRATED


@pytest.mark.parametrize(
    ("name", "window", "f1", "vaccinated"),
    [
        ("2020-08", 3, (CONCENTRATED, 14, 14, (1, 14)), (CONCENTRATED, 14, 14, (1, 14))),
        ("2021-05-hcmc", 3, (CONCENTRATED, 21, 14, (1, 7, 14, 20)), (CONCENTRATED, 21, 14, (1, 7, 14, 20))),
        ("2021-07-3638", 3, (CONCENTRATED, 14, 14, (1, 7, 14)), (CONCENTRATED, 14, 14, (1, 7, 14))),
        ("2021-12", 3, (CONCENTRATED, 14, 14, (1, 14)), (HOME, 7, 7, (1, 7))),
        ("2022-02", 2, (HOME, 7, 3, (7,)), (HOME, 5, 5, (5,))),
    ],
)
def test_their_figures(name: str, window: int, f1, vaccinated) -> None:
    regime = shipped_regime(name)

    assert window == regime.days_before_onset.value
    assert f1 == said(regime.f1)
    assert vaccinated == said(regime.f1_vaccinated)
    assert (HOME, 1) == (regime.f2.kind.value, regime.f2.until_test.value)


@pytest.mark.parametrize(
    ("name", "not_stated"),
    [
        ("2020-08", "window.days_before_onset f1.watch_days f1_vaccinated.watch_days visits.apart visits.watch"),
        ("2021-05-hcmc", "f1.watch_days f1_vaccinated.watch_days visits.apart visits.watch"),
        ("2021-07-3638", "f1.kind f1_vaccinated.kind f2.kind f2.until_test visits.apart visits.watch"),
        ("2021-12", "f1.kind f1.days f1.watch_days f1.test_days f2.kind f2.until_test visits.apart visits.watch"),
        ("2022-02", "f1.test_days f2.kind f2.until_test visits.apart visits.watch"),
    ],
)
def test_what_no_source_states_is_known_as_such(name: str, not_stated: str) -> None:
    assert not_stated.split() == list(shipped_regime(name).not_stated)


def test_every_source_is_named_by_a_figure() -> None:
    for name in REGIMES:
        regime = shipped_regime(name)
        assert {source.id for source in regime.sources} <= {one.source for one in regime.figures().values()}


def test_what_is_said_of_a_source_is_said_in_the_language_of_its_title() -> None:
    """It stands on the Vietnamese page as it is."""
    english = re.compile(r"\b(the|of|and|from|at|days?|as)\b", re.IGNORECASE)

    told = [f"{name}: {source.where}" for name in REGIMES for source in shipped_regime(name).sources]
    assert [] == [where for where in told if english.search(where)]


def test_one_that_there_is_not_is_refused() -> None:
    with pytest.raises(RegimeError, match="no regime 2019; there are template, 2020-08"):
        shipped_regime("2019")


@pytest.mark.parametrize(
    ("place", "day", "name"),
    [
        ("VN", dt.date(2020, 8, 6), "template"),
        ("VN", dt.date(2020, 8, 7), "2020-08"),
        ("79", dt.date(2021, 5, 12), "2020-08"),
        ("79", dt.date(2021, 5, 13), "2021-05-hcmc"),
        ("VN", dt.date(2021, 5, 13), "2020-08"),
        ("01", dt.date(2021, 5, 13), "2020-08"),
        ("79", dt.date(2021, 7, 30), "2021-07-3638"),
        ("79", dt.date(2026, 1, 1), "2022-02"),
    ],
)
def test_in_force_is_what_began_last_there_or_everywhere(place: str, day: dt.date, name: str) -> None:
    assert name == InForce(place).on(day).id


def test_a_regime_that_is_named_holds_on_every_day() -> None:
    regime = shipped_regime("2022-02")

    assert regime is regime.on(dt.date(2020, 8, 7))


@pytest.mark.parametrize("place", ["", "7", "HN", "079", "79\n"])
def test_a_place_is_a_province_by_its_digits(place: str) -> None:
    with pytest.raises(RegimeError, match="two digits"):
        InForce(place)
