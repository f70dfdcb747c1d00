"""Who hears anybody listens sooner again, within what a day grants."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bluezone.device.core.company import Company
from bluezone.protocol.config import RadioDuty

DUTY = RadioDuty()
LASTS_MS, MOST_MS = DUTY.company_lasts_s * 1_000, DUTY.company_hours * 3_600_000


def test_a_phone_is_alone_until_it_hears_anybody() -> None:
    company = Company()

    assert not company.is_here(0, DUTY)
    company.hear(0, DUTY)
    assert company.is_here(LASTS_MS - 1, DUTY)
    assert not company.is_here(LASTS_MS, DUTY)


def test_nobody_has_company_where_a_day_grants_none() -> None:
    company, none = Company(), RadioDuty(company_hours=0)
    company.hear(0, none)

    assert not company.is_here(1, none)
    assert none.scan_period_s == company.stands_for_s(1, none)


def test_time_alone_takes_nothing_from_the_days_grant() -> None:
    company = Company()
    for hour in range(0, 24, 2):
        company.hear(hour * 3_600_000, DUTY)

    assert company.is_here(22 * 3_600_000 + 1, DUTY)


@given(st.lists(st.integers(1, 2 * LASTS_MS), max_size=300))
def test_company_never_lasts_longer_than_a_day_grants(pauses_ms: list[int]) -> None:
    company, at_ms, sooner_ms = Company(), 0, 0
    for pause_ms in pauses_ms:
        company.hear(at_ms, DUTY)
        sooner_ms += min(pause_ms, LASTS_MS) if company.is_here(at_ms, DUTY) else 0
        at_ms += pause_ms

    assert sooner_ms <= MOST_MS + LASTS_MS


@given(st.lists(st.integers(0, 10_000_000), min_size=1, max_size=40))
def test_what_is_heard_stands_for_a_pause_of_the_duty_or_the_mean_of_both(pauses_ms: list[int]) -> None:
    company, at_ms = Company(), 0
    for pause_ms in pauses_ms:
        at_ms += pause_ms
        company.hear(at_ms, DUTY)

        assert company.stands_for_s(at_ms, DUTY) in {60, 180, 300}
