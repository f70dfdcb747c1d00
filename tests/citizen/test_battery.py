"""The owner chooses how often the phone listens, and is told what that changes and what not."""

from __future__ import annotations

import asyncio
import re

import pytest

from bluezone.device.core.battery import BatteryMode
from bluezone.protocol.config import RadioDuty
from tests.support.citizen.owners import an_owner, hears, is_up_to_date


def test_the_page_says_what_each_choice_does_and_ticks_the_present_one(tmp_path):
    async def play():
        async with an_owner(tmp_path) as owner:
            return await owner.sees("/settings/battery"), (await owner.gets("/settings/battery")).text

    text, html = asyncio.run(play())

    assert "Usual Listens 20 seconds in every 5 minutes, near other phones in every 1 minute." in text
    assert "Save battery Listens 20 seconds in every 10 minutes, near other phones in every 2 minutes." in text
    assert "Listen more Listens 20 seconds in every 2 minutes 30 seconds, near other phones in every 1 minute." in text
    assert "While it hears others it listens more often, for up to 8 hours a day" in text
    assert "it speaks 15 seconds in every 30 seconds, whatever you choose" in text
    assert 1 == len(re.findall(r"\schecked\b", html))
    assert re.search(r'value="usual"\s+checked', html)


@pytest.mark.parametrize(("mode", "says"), [("saving", "Save battery"), ("thorough", "Listen more")])
def test_a_choice_reaches_the_radio_and_stands_in_the_settings(tmp_path, mode, says):
    async def play():
        async with an_owner(tmp_path) as owner:
            page = await owner.sends("/settings/battery", {"mode": mode})
            return page.text, owner.device

    text, device = asyncio.run(play())

    assert BatteryMode(mode) is device.machine.battery.mode
    assert says in text


@pytest.mark.parametrize("form", [{}, {"mode": "turbo"}, {"mode": ""}])
def test_what_is_no_mode_changes_nothing(tmp_path, form):
    async def play():
        async with an_owner(tmp_path) as owner:
            await owner.sends("/settings/battery", form)
            return owner.device.machine.battery.mode

    assert BatteryMode.USUAL is asyncio.run(play())


@pytest.mark.slow
def test_the_figures_are_those_of_the_signed_configuration(tmp_path):
    async def play():
        async with an_owner(tmp_path) as owner:
            is_up_to_date(owner.device, duty=RadioDuty(scan_on_s=60, scan_period_s=600))
            return await owner.sees("/settings/battery"), await owner.sees("/around")

    battery, around = asyncio.run(play())

    assert "Usual Listens 60 seconds in every 10 minutes, near other phones in every 3 minutes." in battery
    assert "It can take 10 minutes until a phone that has just come is heard." in around


def test_who_listens_less_often_believes_longer_that_a_neighbour_is_there(tmp_path):
    async def play():
        async with an_owner(tmp_path) as owner:
            hears(owner.device, 1, minutes_ago=9)
            before = await owner.sees("/around")
            await owner.sends("/settings/battery", {"mode": "saving"})
            return before, await owner.sees("/around")

    before, after = asyncio.run(play())

    assert "No other phone near you now" in before
    assert "1 phone near you now" in after


def test_the_choice_is_in_the_export(tmp_path):
    async def play():
        async with an_owner(tmp_path) as owner:
            await owner.sends("/settings/battery", {"mode": "saving"})
            return (await owner.gets("/settings/export/bluezone.json")).json()

    assert ["saving"] == [choice["mode"] for choice in asyncio.run(play())["battery"]]
