"""What listening costs a battery, by what the original's makers published."""

from __future__ import annotations

import pytest

from bluezone.protocol.advertisement import Advertisement
from bluezone.protocol.config import RadioDuty
from bluezone.protocol.identifiers import RollingId
from bluezone.radio.own_objects import SEND_INTERVAL_MS
from bluezone.simulation.energy import mah_a_day

ORIGINAL = 40 / 300


def share(hours_in_company: float, duty: RadioDuty = RadioDuty()) -> float:  # noqa: B008 - frozen
    """How much of a day a phone of today has its receiver on."""
    hours = min(hours_in_company, duty.company_hours)
    sooner = duty.in_company
    alone, near = duty.scan_on_s / duty.scan_period_s, sooner.scan_on_s / sooner.scan_period_s
    return (hours * near + (24 - hours) * alone) / 24


@pytest.mark.parametrize(("listening", "percent_an_hour"), [(1.0, 2.0), (35 / 120, 100 / (80 / 60) / 100)])
def test_the_line_goes_through_both_published_figures(listening: float, percent_an_hour: float) -> None:
    assert mah_a_day(listening) == pytest.approx(24 * 3_000 * percent_an_hour / 100)


def test_it_says_about_ten_percent_a_day_of_what_was_shipped_as_its_makers_did() -> None:
    assert 0.09 * 3_000 < mah_a_day(ORIGINAL) < 0.12 * 3_000


@pytest.mark.parametrize(("hours", "mah"), [(0, 254), (2, 282), (8, 367), (24, 367)])
def test_the_figures_of_the_documents_are_those_of_the_line(hours: float, mah: int) -> None:
    assert mah == round(mah_a_day(share(hours)))


@pytest.mark.parametrize("hours", range(25))
def test_no_day_among_people_costs_much_more_than_the_original(hours: int) -> None:
    assert mah_a_day(share(hours)) <= 1.15 * mah_a_day(ORIGINAL)


@pytest.mark.parametrize("listening", [-0.1, 1.1])
def test_a_share_that_is_none_is_refused(listening: float) -> None:
    with pytest.raises(ValueError, match="0 to 1"):
        mah_a_day(listening)


def test_what_is_said_of_the_power_costs_next_to_nothing() -> None:
    """docs/performance.md, "Battery": six bytes more at a microsecond a bit, on three channels, at each sending."""
    frames = [Advertisement(RollingId(bytes(12)), hidden_power=power).pack() for power in (None, 0)]
    duty, sendings_a_second = RadioDuty(), 1000 / SEND_INTERVAL_MS
    more_s_a_sending = 3 * 8 * (len(frames[1]) - len(frames[0])) / 1_000_000

    more_s_a_day = 86_400 * duty.advertise_on_s / duty.advertise_period_s * sendings_a_second * more_s_a_sending
    as_the_receiver = (mah_a_day(1) - mah_a_day(0)) * more_s_a_day / 86_400

    assert (25, 0.4) == (round(more_s_a_day), round(as_the_receiver, 1))
