"""First run, settings, export, erasing: the owner's will and nobody else's."""

from __future__ import annotations

import asyncio
import json

import pytest

from bluezone.citizen.communes import commune_of, find_communes, fold
from bluezone.citizen.keeping import OUTBOX_FACT, visit_secret
from bluezone.citizen.phone import PREFERENCES_FACT, Phone
from bluezone.device.saved import VISITS
from tests.support.owners import KEY, PAGES, Desk, an_owner, hears, is_up_to_date, is_warned, words_of


def test_the_first_visit_is_a_welcome(tmp_path):
    async def play():
        async with an_owner(tmp_path, introduced=False) as owner:
            answer = await owner.gets("/")
            return answer.headers["location"], await owner.sees("/welcome")

    location, text = asyncio.run(play())

    assert f"{PAGES}/welcome" == location
    assert "Five promises" in text
    assert "No phone number and no name is asked for." in text


def test_no_box_is_ticked_beforehand_and_the_terms_are_really_shown(tmp_path):
    async def play():
        async with an_owner(tmp_path, introduced=False) as owner:
            return (await owner.gets("/welcome/terms")).text

    html = asyncio.run(play())

    assert "checked" not in html
    assert "What leaves this phone" in html
    assert 'type="tel"' not in html


@pytest.mark.parametrize(("form", "begun"), [({}, False), ({"accepted": "no"}, False), ({"accepted": "yes"}, True)])
def test_only_a_tick_begins(tmp_path, form, begun):
    async def play():
        async with an_owner(tmp_path, introduced=False) as owner:
            page = await owner.sends("/welcome/terms", form)
            return owner.phone.preferences.introduced, words_of(page.text)

    introduced, text = asyncio.run(play())

    assert begun == introduced
    assert begun != ("Please tick the box first" in text)


def test_the_last_tap_of_the_first_run_puts_the_phone_on_air(tmp_path):
    async def play():
        async with an_owner(tmp_path, introduced=False) as owner:
            await owner.device.pause()
            await owner.sends("/welcome/terms", {})
            refused = owner.device.paused
            await owner.sends("/welcome/terms", {"accepted": "yes"})
            return refused, owner.device.paused, owner.device.machine.current_id

    refused, paused, on_air = asyncio.run(play())

    assert (True, False) == (refused, paused)
    assert on_air is not None


def test_reading_the_terms_again_wakes_no_phone_that_its_owner_has_paused(tmp_path):
    async def play():
        async with an_owner(tmp_path) as owner:
            await owner.device.pause()
            await owner.sends("/welcome/terms", {"accepted": "yes"})
            return owner.device.paused

    assert asyncio.run(play())


def test_an_erased_phone_stays_off_the_air_until_its_owner_begins_anew(tmp_path):
    async def play():
        async with an_owner(tmp_path) as owner:
            await owner.sends("/settings/erase", {"sure": "yes"})
            erased = owner.device.paused, owner.device.machine.current_id
            await owner.sends("/welcome/terms", {"accepted": "yes"})
            return erased, owner.device.paused

    assert ((True, None), False) == asyncio.run(play())


def test_pausing_silences_the_phone_until_it_is_switched_on_again(tmp_path):
    async def play():
        async with an_owner(tmp_path) as owner:
            await owner.sends("/settings/pause")
            paused = owner.device.paused, owner.device.machine.current_id
            await owner.sends("/settings/resume")
            return paused, (owner.device.paused, owner.device.machine.current_id is not None)

    paused, resumed = asyncio.run(play())

    assert (True, None) == paused
    assert (False, True) == resumed


def test_looking_for_warnings_asks_the_exchange_now(tmp_path):
    async def play():
        desk = Desk()
        async with an_owner(tmp_path, exchange=desk) as owner:
            await owner.sends("/settings/update")
            return desk.asked, await owner.sees("/")

    asked, text = asyncio.run(play())

    assert ["/v1/index"] == asked
    assert "No news has arrived yet" in text


def test_my_commune_is_found_here_and_kept_here(tmp_path):
    async def play():
        desk = Desk()
        async with an_owner(tmp_path, exchange=desk) as owner:
            found = await owner.sees("/settings/commune?q=son duong tuyen quang")
            await owner.sends("/settings/commune", {"commune": "02536"})
            return found, await owner.sees("/settings"), desk

    found, settings, desk = asyncio.run(play())

    assert "Xã Sơn Dương Tỉnh Tuyên Quang" in found
    assert "Xã Sơn Dương, Tỉnh Tuyên Quang" in settings
    assert ([], []) == (desk.asked, desk.requests)


@pytest.mark.parametrize("code", ["99999", "abc", "02"])
def test_a_commune_that_is_none_is_not_kept(tmp_path, code):
    async def play():
        async with an_owner(tmp_path) as owner:
            await owner.sends("/settings/commune", {"commune": code})
            return owner.phone.preferences.commune

    assert "" == asyncio.run(play())


def test_there_are_3321_communes_and_each_is_found_by_its_own_name():
    assert 20 == len(find_communes("xã"))
    assert [] == find_communes("   ")
    assert [] == find_communes("không có xã này")
    assert commune_of("02536") in find_communes("Sơn Dương")
    assert all("son" in fold(commune.name) for commune in find_communes("son"))
    assert find_communes("dong da") == find_communes("Đống Đa")


def test_marks_are_dropped_for_comparing():
    assert "dong da, thuy" == fold("Đống Đa, Thủy")


def test_the_export_has_everything_but_the_keys(tmp_path):
    async def play():
        async with an_owner(tmp_path) as owner:
            hears(owner.device, 1, minutes_ago=5)
            is_warned(owner.device)
            answer = await owner.gets("/settings/export/bluezone.json")
            return answer, [own.seed.value for own in owner.device.machine.identity.seeds], visit_secret(owner.phone)

    answer, seeds, secret = asyncio.run(play())

    document = json.loads(answer.text)
    assert 1 == len(document["sightings"])
    assert [{"level": "F1", "day": "2020-08-11", "minutes": 25}] == document["warnings"]
    assert "attachment" in answer.headers["content-disposition"]
    for kept_secret in (*seeds, secret):
        assert kept_secret.hex() not in answer.text.lower()
    assert KEY not in answer.text


def test_erasing_asks_first(tmp_path):
    async def play():
        async with an_owner(tmp_path) as owner:
            is_warned(owner.device)
            page = await owner.sends("/settings/erase", {})
            return words_of(page.text), owner.device.store.warnings()

    text, warnings = asyncio.run(play())

    assert "Nothing was erased." in text
    assert 1 == len(warnings)


def test_erasing_leaves_nothing_but_a_way_to_begin_anew(tmp_path):
    async def play():
        async with an_owner(tmp_path) as owner:
            is_up_to_date(owner.device)
            hears(owner.device, 1, minutes_ago=5)
            is_warned(owner.device)
            visit_secret(owner.phone)
            await owner.gets("/places")
            before = {own.seed for own in owner.device.machine.identity.seeds}
            page = await owner.sends("/settings/erase", {"sure": "yes"})
            store, after = owner.device.store, {own.seed for own in owner.device.machine.identity.seeds}
            kept = [name for name in (VISITS, OUTBOX_FACT, "visit-secret") if store.fact(name)]
            left = store.sightings(), store.warnings(), store.departures(), kept
            return words_of(page.text), left, before & after, await owner.gets("/")

    text, left, same_seeds, home = asyncio.run(play())

    assert "Everything is erased" in text
    assert ([], [], [], []) == left
    assert set() == same_seeds
    assert f"{PAGES}/welcome" == home.headers["location"]


def test_damaged_preferences_keep_nobody_from_a_warning(tmp_path):
    async def play():
        async with an_owner(tmp_path) as owner:
            owner.device.store.save_fact(PREFERENCES_FACT, b"\xff damaged")
            return Phone(owner.device, KEY).preferences.language

    assert "vi" == asyncio.run(play())


def test_the_ledger_adds_up_what_the_phone_does_by_itself(tmp_path):
    async def play():
        async with an_owner(tmp_path) as owner:
            await owner.device.update()
            await owner.device.update()
            return await owner.sees("/ledger")

    text = asyncio.run(play())

    assert "Nothing with your data has left this phone." in text
    assert "Asked for public files 2 times, by itself, nothing about you" in text
