"""What listening costs a battery, by what the original's makers published."""

from __future__ import annotations

import json

import pytest

from bluezone.cli.__main__ import main
from bluezone.protocol.advertisement import Advertisement
from bluezone.protocol.config import RadioDuty
from bluezone.protocol.identifiers import RollingId
from bluezone.radio.own_objects import SEND_INTERVAL_MS
from bluezone.simulation.energy import ORIGINAL, battery_days, listened_share, mah_a_day
from tests.support.sources import PROJECT


@pytest.mark.parametrize(("listening", "percent_an_hour"), [(1.0, 2.0), (35 / 120, 100 / (80 / 60) / 100)])
def test_the_line_goes_through_both_published_figures(listening: float, percent_an_hour: float) -> None:
    assert mah_a_day(listening) == pytest.approx(24 * 3_000 * percent_an_hour / 100)


def test_it_says_about_ten_percent_a_day_of_what_was_shipped_as_its_makers_did() -> None:
    assert 0.09 * 3_000 < mah_a_day(listened_share(ORIGINAL, 0)) < 0.12 * 3_000


def test_the_documents_give_the_lines_of_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    """docs/performance.md, "Battery"."""
    text = (PROJECT / "docs" / "performance.md").read_text(encoding="utf-8")

    assert 0 == main(["simulate", "battery", "--json"])

    days = json.loads(capsys.readouterr().out)["days"]
    assert [None, None, 0, 2, 8, None] == [day["hours_in_company"] for day in days]
    for day in days:
        hours = "any" if day["hours_in_company"] is None else day["hours_in_company"]
        more = f"{day['beside_original']:+.0%} |".replace("%", " %") if day["beside_original"] else "|"
        assert f"| {day['who']} | {hours} | {day['mah_a_day']} | {more}" in text


def test_a_person_reads_them_without_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["simulate", "battery", "--company", "8", "24"])

    lines = capsys.readouterr().out.splitlines()
    assert ["8 h   367 mAh   +8%", "24 h   367 mAh   +8%"] == [line[38:].strip() for line in lines[2:4]]


def test_a_day_has_no_more_than_24_hours_of_company(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["simulate", "battery", "--company", "25"])

    assert "from 0 to 24" in capsys.readouterr().err


@pytest.mark.parametrize("hours", range(25))
def test_no_day_among_people_costs_more_than_15_percent_more_than_the_original(hours: int) -> None:
    (adaptive,) = (day for day in battery_days([hours]) if day.hours_in_company == hours)

    assert adaptive.beside_original <= 0.15


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
