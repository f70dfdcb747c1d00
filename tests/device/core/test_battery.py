"""The owner's choice between battery and hearing, and how what was heard is counted by it."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.device.core.battery import BatteryChoices, BatteryMode, Choice
from bluezone.protocol.calendar import DAY_MS, HOUR_MS
from bluezone.protocol.config import RadioDuty

DUTY = RadioDuty()
DAY = 20_000 * DAY_MS

duties = st.builds(
    lambda on, more, speaks, pause: RadioDuty(
        scan_on_s=on,
        scan_period_s=min(900, max(60, on + more)),
        advertise_on_s=speaks,
        advertise_period_s=min(900, speaks + pause),
    ),
    st.integers(4, 300),
    st.integers(0, 900),
    st.integers(5, 900),
    st.integers(0, 900),
)


def test_the_usual_mode_is_what_the_authority_has_set():
    assert DUTY == BatteryMode.USUAL.applied_to(DUTY)


@pytest.mark.parametrize(("mode", "period_s"), [(BatteryMode.SAVING, 600), (BatteryMode.THOROUGH, 150)])
def test_only_the_pauses_between_two_times_of_listening_change(mode, period_s):
    in_company_s = max(60, DUTY.company_period_s * period_s // DUTY.scan_period_s)
    assert msgspec.structs.replace(DUTY, scan_period_s=period_s, company_period_s=in_company_s) == mode.applied_to(DUTY)


@given(duties, st.sampled_from(BatteryMode))
def test_whatever_the_authority_sets_a_mode_stays_within_the_bounds_of_the_protocol(duty, mode):
    changed = mode.applied_to(duty)

    as_before = {"scan_period_s": duty.scan_period_s, "company_period_s": duty.company_period_s}
    assert duty == msgspec.structs.replace(changed, **as_before)
    assert changed == msgspec.convert(msgspec.to_builtins(changed), RadioDuty)  # read again, with every bound


@given(duties)
def test_saving_never_listens_more_and_thorough_never_less(duty):
    saving, thorough = BatteryMode.SAVING.applied_to(duty), BatteryMode.THOROUGH.applied_to(duty)

    assert thorough.scan_period_s <= duty.scan_period_s <= saving.scan_period_s
    sooner = [each.in_company.scan_period_s for each in (thorough, duty, saving)]
    assert sorted(sooner) == sooner


@given(duties)
def test_in_company_a_phone_never_listens_less_and_never_more_than_a_third_of_the_time(duty):
    sooner = duty.in_company

    assert sooner.scan_period_s <= duty.scan_period_s
    assert sooner == duty or 3 * sooner.scan_on_s <= sooner.scan_period_s


def test_before_any_choice_a_phone_is_as_usual():
    assert (BatteryMode.USUAL, BatteryMode.USUAL) == (BatteryChoices().mode, BatteryChoices().at(0))


def test_each_moment_has_the_choice_that_held_then():
    choices = BatteryChoices().chosen(BatteryMode.SAVING, DAY, 21).chosen(BatteryMode.THOROUGH, DAY + HOUR_MS, 21)

    held = [choices.at(DAY + ms) for ms in (-1, 0, HOUR_MS - 1, HOUR_MS, DAY_MS)]
    assert ["usual", "saving", "saving", "thorough", "thorough"] == held


def test_where_the_clock_was_set_back_the_later_choice_holds():
    choices = BatteryChoices((Choice(DAY, BatteryMode.SAVING), Choice(DAY - HOUR_MS, BatteryMode.USUAL)))

    assert BatteryMode.USUAL is choices.at(DAY + HOUR_MS)


def test_choosing_the_same_again_writes_nothing():
    choices = BatteryChoices().chosen(BatteryMode.SAVING, DAY, 21)

    assert choices is choices.chosen(BatteryMode.SAVING, DAY + 1, 21)


@given(st.lists(st.tuples(st.sampled_from(BatteryMode), st.integers(0, 10)), max_size=30), st.integers(1, 21))
def test_old_choices_are_forgotten_and_no_kept_moment_is_judged_otherwise(steps, kept_days):
    whole, pruned, now_ms = BatteryChoices(), BatteryChoices(), DAY
    for mode, days in steps:
        now_ms += days * DAY_MS
        whole, pruned = whole.chosen(mode, now_ms, 1_000), pruned.chosen(mode, now_ms, kept_days)

    kept = range(now_ms - kept_days * DAY_MS, now_ms + 1, DAY_MS // 2)
    assert [whole.at(at) for at in kept] == [pruned.at(at) for at in kept]
    changes_of_kept_days = 2 + sum(choice.since_ms > now_ms - kept_days * DAY_MS for choice in whole.choices)
    assert not pruned.choices or pruned.choices[-1].since_ms < now_ms or len(pruned.choices) <= changes_of_kept_days
