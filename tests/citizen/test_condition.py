"""Is this phone protecting its owner, and if not, why."""

from __future__ import annotations

import pytest

from bluezone.citizen.condition import Facts, Protection, Trouble, judge_condition

WELL = Facts(
    now_s=1_000,
    paused=False,
    clock_verified=True,
    clock_slow=False,
    clock_fast=False,
    issued_s=900,
    valid_until_s=2_000,
    refused=False,
    on_air=True,
    ended=False,
)


def changed(**facts) -> Facts:
    return Facts(**{field: facts.get(field, getattr(WELL, field)) for field in Facts.__dataclass_fields__})


def test_nothing_is_wrong():
    condition = judge_condition(WELL)

    assert (Protection.ON, ()) == (condition.protection, condition.troubles)


@pytest.mark.parametrize(
    ("facts", "trouble", "protection"),
    [
        ({"paused": True}, Trouble.PAUSED, Protection.OFF),
        ({"clock_verified": False}, Trouble.CLOCK_WRONG, Protection.PARTLY),
        ({"clock_slow": True}, Trouble.CLOCK_SLOW, Protection.PARTLY),
        ({"clock_slow": True, "clock_verified": False}, Trouble.CLOCK_SLOW, Protection.PARTLY),
        ({"clock_fast": True}, Trouble.CLOCK_FAST, Protection.PARTLY),
        ({"clock_fast": True, "clock_verified": False}, Trouble.CLOCK_WRONG, Protection.PARTLY),
        ({"issued_s": 0}, Trouble.NEVER_UPDATED, Protection.PARTLY),
        ({"now_s": 2_000}, Trouble.NOT_UP_TO_DATE, Protection.PARTLY),
        ({"refused": True}, Trouble.NOT_BELIEVED, Protection.PARTLY),
    ],
)
def test_each_trouble_is_named(facts, trouble, protection):
    condition = judge_condition(changed(**facts))

    assert ((trouble,), protection) == (condition.troubles, condition.protection)


@pytest.mark.parametrize(
    "trouble",
    [
        Trouble.NO_ADAPTER,
        Trouble.NO_SERVICE,
        Trouble.BLUETOOTH_BLOCKED,
        Trouble.BLUETOOTH_OFF,
        Trouble.NOT_PERMITTED,
        Trouble.FORBIDDEN,
        Trouble.LOCATION_OFF,
        Trouble.RADIO_FAILING,
    ],
)
def test_what_the_system_withholds_makes_the_phone_deaf(trouble):
    assert not judge_condition(WELL, [trouble]).hears


@pytest.mark.parametrize("trouble", [Trouble.BATTERY_SAVER, Trouble.BACKGROUND])
def test_what_slows_it_down_leaves_it_hearing(trouble):
    condition = judge_condition(WELL, [trouble])

    assert (Protection.PARTLY, True, True) == (condition.protection, condition.hears, condition.is_heard)


def test_a_phone_that_cannot_send_hears_but_is_not_heard():
    condition = judge_condition(WELL, [Trouble.NOT_HEARD])

    assert (Protection.PARTLY, True, False) == (condition.protection, condition.hears, condition.is_heard)


def test_a_phone_that_does_not_show_itself_hears_but_is_not_heard():
    condition = judge_condition(changed(on_air=False))

    assert (True, False) == (condition.hears, condition.is_heard)


def test_after_the_end_nothing_else_is_said():
    condition = judge_condition(changed(ended=True, paused=True, issued_s=0), [Trouble.BATTERY_SAVER])

    assert ((Trouble.ENDED,), False, False) == (condition.troubles, condition.hears, condition.is_heard)


def test_the_gravest_comes_first():
    condition = judge_condition(changed(paused=True, issued_s=0), [Trouble.BATTERY_SAVER, Trouble.BLUETOOTH_OFF])

    assert (
        Trouble.BLUETOOTH_OFF,
        Trouble.PAUSED,
        Trouble.BATTERY_SAVER,
        Trouble.NEVER_UPDATED,
    ) == condition.troubles


def test_what_cannot_be_believed_is_told_instead_of_its_age():
    assert (Trouble.NOT_BELIEVED,) == judge_condition(changed(refused=True, issued_s=0)).troubles
