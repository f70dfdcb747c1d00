"""A real contact network, turned into lists, read back and levelled, against networkx."""

from __future__ import annotations

import pytest

from bluezone.joining.outbreak_lists import trace_lists
from bluezone.trace.edits import Confirmed, Withdrawn
from bluezone.trace.outbreak import EVER
from bluezone.trace.regimes.shipped import shipped_regime
from tests.support.trace import oracle
from tests.support.trace.office import CASES, office, office_lists


@pytest.mark.parametrize("regime", [None, "2021-05-hcmc", "2022-02"])
@pytest.mark.parametrize("least_minutes", [1, 5, 15])
def test_the_office_has_the_levels_that_networkx_finds(least_minutes: int, regime: str | None) -> None:
    traced = trace_lists(*office_lists(least_minutes), shipped_regime(regime) if regime else None)

    outbreak = traced.tracing.as_outbreak()
    assert oracle.levels(outbreak) == list(traced.tracing.levels)
    assert len(CASES) == traced.tracing.levels.count(0)
    assert traced.undated == traced.without_onset == 0


def test_windows_take_people_of_the_office_out() -> None:
    lists = office_lists(5)
    three_days, two_days = (shipped_regime(name) for name in ("2021-05-hcmc", "2022-02"))

    f1 = [trace_lists(*lists, regime).tracing.levels.count(1) for regime in (None, three_days, two_days)]

    assert f1[0] > f1[1] >= f1[2] > 0


def test_each_f1_of_the_office_who_turns_positive_gives_what_networkx_gives() -> None:
    tracing = trace_lists(*office_lists(5), shipped_regime("2021-05-hcmc")).tracing

    for person in [one for one, level in enumerate(bytes(tracing.levels)) if level == 1]:
        tracing.apply(Confirmed(person, max(EVER, tracing.infected_from(person))))
        tracing.apply(Withdrawn(tracing.exposures_to(person)[0]))

        assert oracle.levels(tracing.as_outbreak()) == list(tracing.levels)


def test_everybody_of_the_office_who_met_somebody_for_long_is_in_the_lists() -> None:
    traced = trace_lists(*office_lists(1), None)

    assert set(traced.ids) <= {str(person) for person in office().people}
    assert len(traced.ids) > 80
