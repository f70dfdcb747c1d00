"""An owner changes phones between a meeting and its warning: nobody is missed, on either side, and one phone speaks.

Two phones of one owner with their pages, and three of others, in an air, with an exchange and real stores.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import Counter
from pathlib import Path

import pytest

from bluezone.citizen import create_app
from bluezone.device.core.disclosing import Stage
from bluezone.device.core.exposure import Level as WarningLevel
from bluezone.device.runtime import Device, start_device
from bluezone.protocol.calendar import HOUR_MS, MINUTE_MS
from bluezone.protocol.codes import short_code
from bluezone.protocol.disclosure import Level
from tests.support.citizen.owners import KEY, Owner, prefers, words_of
from tests.support.device.living import Town, living
from tests.support.device.phones import TODAY

ILL, OLD, NEW, BEFORE, AFTER = range(5)
OTHERS_CODE, OWN_CODE = short_code(b"0123456789abcdef"), short_code(b"fedcba9876543210")
MEETINGS = (
    (5 * MINUTE_MS, 45 * MINUTE_MS, ILL, OLD, 1.0),
    (5 * MINUTE_MS, 45 * MINUTE_MS, OLD, BEFORE, 1.0),
    (2 * HOUR_MS, 2 * HOUR_MS + 40 * MINUTE_MS, NEW, AFTER, 1.0),
)


@pytest.mark.slow
def test_whoever_changes_phones_is_warned_and_warns_as_if_it_were_one(tmp_path: Path) -> None:
    asyncio.run(the_story(Town(tmp_path, MEETINGS)))


async def the_story(town: Town) -> None:
    ill, old, before, after = [await town.start(phone) for phone in (ILL, OLD, BEFORE, AFTER)]
    new = await start_device(town.surroundings(NEW), silent=True)
    async with living(ill, old, before, after, new):
        await town.pass_time(HOUR_MS)
        owner, newly = await pages_of(old), await pages_of(new, introduced=False)

        code, file = await handed_over(owner)
        await taken_over(newly, code, file)
        await newly.sends("/welcome/terms", {"accepted": "yes"})

        assert (None, None) == (town.air.radio(OLD).on_air, town.air.radio(OLD).hearing)
        await town.pass_time(3 * HOUR_MS)
        town.exchange.codes[OTHERS_CODE] = (Level.F0, TODAY)
        await town.disclosed(ill, OTHERS_CODE, [TODAY])
        await hours_pass(town, 26)
        await the_new_phone_alone_warns(town, newly, owner)

        town.exchange.codes[OWN_CODE] = (Level.F0, TODAY)
        draft = await town.disclosed(new, OWN_CODE, [TODAY, TODAY.plus(1)])
        assert Stage.DONE is draft.stage
        seeds = town.exchange.uploads[-1].retired_seeds()
        assert {TODAY: 2, TODAY.plus(1): 1} == Counter(seed.day for seed in seeds)
        await hours_pass(town, 30)

        for phone in (BEFORE, AFTER):  # met by the old phone before the move, and by the new one behind it
            (warning,) = town.told[phone]
            assert (WarningLevel.F1, dt.date(2020, 8, 10)) == (warning.level, warning.date)
            assert 25 <= warning.minutes <= 50
        assert [] == town.told[OLD]
        assert (None, None) == (town.air.radio(OLD).on_air, town.air.radio(OLD).hearing)
        for one in (owner, newly):
            await one.browser.aclose()


async def the_new_phone_alone_warns(town: Town, newly: Owner, owner: Owner) -> None:
    (warning,) = town.told[NEW]
    assert (WarningLevel.F1, dt.date(2020, 8, 10)) == (warning.level, warning.date)
    assert [] == town.told[OLD]
    assert "You were near a person who has COVID-19" in await newly.sees("/warnings")
    assert "This phone is off" in await owner.sees("/")


async def pages_of(device: Device, *, introduced: bool = True) -> Owner:
    """The owner before the pages of one of the phones."""
    prefers(device, language="en", introduced=introduced)
    owner = Owner(device, create_app(device, token=KEY))
    await owner.opens()
    return owner


async def handed_over(owner: Owner) -> tuple[str, bytes]:
    """The code that the old phone shows, and its file."""
    await owner.sends("/settings/move")
    made = owner.device.handed_over
    assert made is not None
    assert made.key[:4] in await owner.sees("/")
    return made.key, (await owner.gets("/moved/file")).content


async def taken_over(newly: Owner, code: str, file: bytes) -> None:
    """On the new phone's pages."""
    await newly.sends("/takeover", {"text": code})
    form = {"form_key": newly.phone.form_key}
    look = await newly.browser.post("/takeover/file", data=form, files={"file": ("x.bzx", file)}, follow_redirects=True)
    assert "The file opens: 1 day, Monday, 10 August." in words_of(look.text)
    offer = newly.phone.offer
    assert offer is not None
    assert offer.handover is not None
    done = await newly.sends("/takeover/look", {"shown": offer.handover.transfer_id.hex()})
    assert "Everything has arrived" in words_of(done.text)


async def hours_pass(town: Town, hours: int) -> None:
    """Each hour a batch; every phone looks for news about once an hour."""
    for _ in range(hours):
        await town.pass_time(HOUR_MS)
        town.world.publish_batch()
    await town.pass_time(2 * HOUR_MS)
