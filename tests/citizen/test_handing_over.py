"""Moving to a new phone, on the old one's pages: what is said, when the file is there, and the way back."""

from __future__ import annotations

import asyncio
import re

import pytest

from bluezone.citizen.keeping import Outbox, Outgoing, What, save_outbox
from bluezone.citizen.phone import PREFERENCES_FACT
from bluezone.citizen.telling import tell_what_is_due
from bluezone.device.errors import UnreachableError
from bluezone.protocol.calendar import SLOT_MS
from bluezone.protocol.handover import SIZES, read_handover, read_handover_key, sightings_of
from tests.support.citizen.owners import (
    PAGES,
    Desk,
    Owner,
    an_owner,
    hears,
    is_up_to_date,
    is_warned,
    may_report,
    prefers,
    words_of,
)
from tests.support.citizen.screens import CODE


async def hands_over(owner: Owner) -> str:
    """Taps, and reads the code that the old phone then shows."""
    page = await owner.sends("/settings/move")
    return code_on(page.text)


def code_on(html: str) -> str:
    """The code as a person reads it off the page."""
    (shown,) = re.findall(r'(?s)<p class="typed mono">(.*?)</p>', html)
    return words_of(shown)


def test_a_tap_hands_over_and_the_phone_says_from_then_on_that_it_is_off(tmp_path):
    async def play():
        desk = Desk()
        async with an_owner(tmp_path, exchange=desk) as owner:
            is_up_to_date(owner.device)
            asks = await owner.sees("/settings/move")
            untouched = owner.device.is_on_air
            page = await owner.sends("/settings/move")
            return asks, untouched, words_of(page.text), code_on(page.text), owner.device.is_on_air, desk

    asks, untouched, page, code, on_air, desk = asyncio.run(play())

    assert "This moves" in asks
    assert "This does not move" in asks
    assert "From this tap on this phone is off" in asks
    assert (True, False) == (untouched, on_air)
    assert "This phone is off Since Tuesday, 18 August, 14:05 it sends and hears nothing" in page
    assert 7 == len(code.split())
    assert read_handover_key(code)
    assert ([], []) == (desk.asked, desk.requests)  # no server takes part


def test_the_file_opens_with_the_shown_code_and_stands_in_the_ledger(tmp_path):
    async def play():
        async with an_owner(tmp_path) as owner:
            hears(owner.device, 1, 5)
            hears(owner.device, 2, 3)
            code = await hands_over(owner)
            first, second = [await owner.gets("/moved/file") for _ in range(2)]
            left = [(one.what, one.bytes, one.owner_act) for one in owner.device.store.departures()]
            await owner.sends("/moved/back")
            return code, first, second, left, await owner.sees("/ledger")

    code, first, second, left, ledger = asyncio.run(play())

    key = read_handover_key(code)
    assert 2 == len(list(sightings_of(read_handover(first.content, key))))
    assert read_handover(first.content, key) == read_handover(second.content, key)
    assert first.content != second.content  # never twice under one nonce
    assert SIZES[0] == len(first.content)
    assert 'attachment; filename="bluezone-2020-08-18.bzx"' == first.headers["content-disposition"]
    assert [("handover", SIZES[0], True)] == left  # one tap, which asks twice on Android
    assert "only files that you saved yourself have left this phone with your data" in ledger
    assert "The file for your new phone" in ledger


def test_no_page_of_a_phone_that_has_handed_over_looks_as_if_it_still_warned(tmp_path):
    async def play():
        async with an_owner(tmp_path) as owner:
            is_up_to_date(owner.device)
            is_warned(owner.device)
            await hands_over(owner)
            led = [
                (await owner.gets(path)).headers.get("location")
                for path in ("/warnings", "/mark", "/door-code", "/settings", "/code", "/takeover", "/settings/move")
            ]
            parts = [(await owner.gets(f"/now/{part}")).text for part in ("home", "mark", "notice", "door-code")]
            taps = [
                (await owner.sends(path, form)).url.path
                for path, form in (
                    ("/settings/resume", {}),
                    ("/settings/update", {}),
                    ("/declaration/send", {}),
                    ("/takeover", {"text": CODE}),
                )
            ]
            return led, parts, taps, owner.device.is_on_air, owner.device.handed_over is not None

    led, parts, taps, on_air, still = asyncio.run(play())

    assert [f"{PAGES}/"] * 7 == led
    assert all("data-go" in part and "warning" not in part for part in parts)
    assert [f"{PAGES}/"] * 4 == taps
    assert (False, True) == (on_air, still)


def test_a_phone_that_is_taken_back_goes_on_and_was_told_what_that_means(tmp_path):
    async def play():
        async with an_owner(tmp_path) as owner:
            is_up_to_date(owner.device)
            hears(owner.device, 1, 5)
            await hands_over(owner)
            says = await owner.sees("/")
            home = words_of((await owner.sends("/moved/back")).text)
            owner.device.around.clock.wall += SLOT_MS
            await owner.device.tick()
            return says, home, owner.device.is_on_air, owner.device.store.count_sightings()

    says, home, on_air, heard = asyncio.run(play())

    assert "Not moving after all?" in says
    assert "The file still opens until Tuesday, 1 September with its code: delete it." in says
    assert "This phone is off" not in home
    assert (True, 1) == (on_air, heard)


def test_a_phone_that_has_moved_can_be_erased_and_begins_anew(tmp_path):
    async def play():
        async with an_owner(tmp_path) as owner:
            hears(owner.device, 1, 5)
            await hands_over(owner)
            asks = await owner.gets("/settings/erase")
            await owner.sends("/settings/erase", {"sure": "yes"})
            return asks, owner.device.handed_over, owner.device.store.count_sightings(), await owner.gets("/")

    asks, handed_over, heard, home = asyncio.run(play())

    assert 200 == asks.status_code
    assert 'class="tabs"' not in asks.text
    assert (None, 0) == (handed_over, heard)
    assert f"{PAGES}/welcome" == home.headers["location"]


@pytest.mark.parametrize(
    ("state", "says"),
    [
        ("in the middle of a disclosure", "Warning others is not finished yet"),
        ("something is being sent", "Something is being sent"),
        ("a clock that is wrong", "This phone's clock is wrong"),
    ],
)
def test_what_keeps_a_phone_from_handing_over_is_one_sentence_and_nothing_has_changed(tmp_path, state, says):
    async def play():
        async with an_owner(tmp_path, exchange=Desk(reachable=False)) as owner:
            is_up_to_date(owner.device)
            may_report(owner.device)
            waiting = asyncio.Event()
            if state == "in the middle of a disclosure":
                with pytest.raises(UnreachableError):
                    await owner.device.consent_and_disclose(CODE, owner.device.machine.identity.days())
            elif state == "something is being sent":
                owner.phone.errand.start("report", waiting.wait())
            else:
                now = owner.device.now()
                owner.device.machine.clock = owner.device.machine.clock.anchored(
                    now.wall_ms + 900_000, now.monotonic_ms
                )
            before = owner.device.is_on_air
            page = words_of((await owner.sends("/settings/move")).text)
            waiting.set()
            return page, before == owner.device.is_on_air, owner.device.handed_over, await owner.gets("/moved/file")

    page, same, handed_over, file = asyncio.run(play())

    assert f"Nothing was handed over {says}" in page
    assert (True, None) == (same, handed_over)
    assert (303, b"") == (file.status_code, file.content)


def test_what_waited_for_covers_turn_is_said_to_wait_for_a_tap(tmp_path):
    async def play():
        async with an_owner(tmp_path) as owner:
            waits = Outgoing(b"wait" * 4, What.CONTACT, owner.phone.now_ms(), "", b"sealed", later=True)
            save_outbox(owner.phone, Outbox((waits,)))
            asks = await owner.sees("/settings/move")
            code = await hands_over(owner)
            return asks, read_handover((await owner.gets("/moved/file")).content, read_handover_key(code))

    asks, handover = asyncio.run(play())

    assert "What waits to be sent waits for your tap on the new phone." in asks
    assert [b"sealed"] == [message.sealed for message in handover.messages]


def test_a_phone_that_has_handed_over_tells_nothing_outside_its_pages(tmp_path):
    async def play():
        async with an_owner(tmp_path) as owner:
            is_up_to_date(owner.device)
            is_warned(owner.device)
            await tell_what_is_due(owner.phone)
            told = [notice.name for notice in owner.phone.open_pages.waiting]
            await hands_over(owner)
            for _in_turn in range(2):
                await tell_what_is_due(owner.phone)
                owner.device.around.clock.wall += 3 * 86_400_000
            return told, list(owner.phone.open_pages.waiting)

    assert (["news"], []) == asyncio.run(play())


def test_a_phone_that_has_handed_over_says_so_though_its_preferences_are_damaged(tmp_path):
    async def play():
        async with an_owner(tmp_path) as owner:
            await hands_over(owner)
            owner.device.store.save_fact(PREFERENCES_FACT, b"damaged")
            owner.phone.__post_init__()
            return await owner.gets("/"), (await owner.gets("/moved/file")).status_code

    home, file = asyncio.run(play())

    assert (200, 200) == (home.status_code, file)
    assert "Máy này đã tắt Bluezone" in words_of(home.text)


def test_the_owners_settings_go_along(tmp_path):
    async def play():
        async with an_owner(tmp_path) as owner:
            prefers(owner.device, commune="02536", check_out_alone=False, notices=False, language="en")
            owner.phone.__post_init__()
            code = await hands_over(owner)
            return read_handover((await owner.gets("/moved/file")).content, read_handover_key(code))

    handover = asyncio.run(play())

    assert ("02536", False, False) == (handover.commune, handover.visits_end_alone, handover.notices)


def test_another_page_cannot_make_a_phone_hand_over(tmp_path):
    async def play():
        async with an_owner(tmp_path) as owner:
            answer = await owner.browser.post("/settings/move", data={"form_key": "guessed"})
            return answer.status_code, owner.device.handed_over

    assert (403, None) == asyncio.run(play())
