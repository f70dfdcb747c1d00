"""First run, settings, export, erasing: the owner's will and nobody else's."""

from __future__ import annotations

import asyncio
import json
import re

import pytest

from bluezone.citizen.communes import commune_of, find_communes, fold
from bluezone.citizen.keeping import OUTBOX_FACT, Outbox, Outgoing, What, save_outbox, visit_secret
from bluezone.citizen.phone import PREFERENCES_FACT, Phone
from bluezone.citizen.screens.ledger import NEWEST
from bluezone.device.saved import VISITS, SavedDevice
from bluezone.device.store import Departure
from tests.support.citizen.owners import (
    KEY,
    PAGES,
    Desk,
    an_owner,
    has_met,
    hears,
    is_up_to_date,
    is_warned,
    may_report,
    under_way,
    words_of,
)
from tests.support.citizen.screens import CODE
from tests.support.citizen.telling import a_warned_owner


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


@pytest.mark.parametrize(
    ("asked_by", "back"),
    [
        ("/warnings", "/warnings"),
        ("/warnings/report", "/warnings/report"),
        ("/declaration", "/declaration"),
        ("/settings", "/settings"),
    ],
)
def test_whoever_has_chosen_a_commune_is_back_where_it_was_asked_for(tmp_path, asked_by, back):
    async def play():
        async with a_warned_owner(tmp_path) as (owner, _):
            asking = (await owner.gets(asked_by)).text
            if ways := re.findall(rf'href="{PAGES}(/settings/commune[^"]*)"', asking):
                search = (await owner.gets(*ways)).text
            else:
                assert f'formaction="{PAGES}{asked_by}" name="choose"' in asking
                search = (await owner.sends(asked_by, {"choose": "yes"})).text
            name = re.search(r'name="back"\s+value="(\w*)"', search)[1]
            found = (await owner.gets(f"/settings/commune?back={name}&q=son+duong")).text
            assert {name} == set(re.findall(r'name="back"\s+value="(\w*)"', found))
            told = await owner.sends("/settings/commune", {"commune": "02536", "back": name})
            return told.url.path, re.search(r'<a class="bar__back" href="([^"]+)"', search)[1]

    assert (PAGES + back,) * 2 == asyncio.run(play())


@pytest.mark.parametrize("back", ["//example.org", "https://example.org", "erase", "/warnings"])
def test_no_address_of_others_can_be_the_way_back(tmp_path, back):
    async def play():
        async with an_owner(tmp_path) as owner:
            return (await owner.sends("/settings/commune", {"commune": "02536", "back": back})).url

    url = asyncio.run(play())

    assert (f"{PAGES}/settings", "127.0.0.1") == (url.path, url.host)


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
    minutes = {"minutes": 25, "minutes_least": 0, "minutes_most": 50}
    told = {"level": "F1", "day": "2020-08-11", **minutes, "taken_back": False}
    assert [told] == document["warnings"]
    assert "attachment" in answer.headers["content-disposition"]
    for kept_secret in (*seeds, secret):
        assert kept_secret.hex() not in answer.text.lower()
    assert KEY not in answer.text


def test_the_file_with_everything_stands_in_the_ledger_once_for_each_tap(tmp_path):
    async def play():
        async with an_owner(tmp_path) as owner:
            sizes = []
            for minutes in (0, 0, 1):
                owner.device.around.clock.pass_minutes(minutes)
                sizes.append(len((await owner.gets("/settings/export/bluezone.json")).content))
            left = [(one.what, one.bytes, one.owner_act) for one in owner.device.store.departures()]
            return sizes, left, await owner.sees("/ledger")

    sizes, left, ledger = asyncio.run(play())

    assert [("export", sizes[2], True), ("export", sizes[0], True)] == left
    assert "only files that you saved yourself have left this phone with your data" in ledger
    assert "The file with your data" in ledger


def test_erasing_asks_first(tmp_path):
    async def play():
        async with an_owner(tmp_path) as owner:
            is_warned(owner.device)
            page = await owner.sends("/settings/erase", {})
            return words_of(page.text), owner.device.store.judged.warnings()

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
            left = store.sightings(), store.judged.warnings(), store.departures(), kept
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

    assert "nothing with your data has left this phone." in text
    assert "Asked for public files 2 times, by itself, nothing about you" in text


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/settings/resume", {}),
        ("/settings/pause", {}),
        ("/settings/commune", {"commune": "02536"}),
        ("/declaration/send", {"name": "An"}),
        ("/code/disclose", {"code": "1"}),
    ],
)
def test_before_the_owner_has_agreed_no_tap_does_anything(tmp_path, path, form):
    async def play():
        desk = Desk()
        async with an_owner(tmp_path, introduced=False, exchange=desk) as owner:
            if path == "/settings/resume":
                await owner.device.pause()
            before = owner.device.paused, owner.phone.preferences
            answer = await owner.sends(path, form)
            await owner.waits()
            return answer.url.path, before, (owner.device.paused, owner.phone.preferences), desk.requests

    where, before, after, requests = asyncio.run(play())

    assert f"{PAGES}/welcome" == where
    assert before == after
    assert [] == requests


@pytest.mark.parametrize("path", ["/settings", "/settings/export/bluezone.json", "/ledger", "/code"])
def test_before_the_owner_has_agreed_every_page_leads_to_the_welcome(tmp_path, path):
    async def play():
        async with an_owner(tmp_path, introduced=False) as owner:
            answer = await owner.gets(path)
            return answer.status_code, answer.headers.get("location")

    assert (303, f"{PAGES}/welcome") == asyncio.run(play())


@pytest.mark.parametrize("part", ["home", "mark", "around", "code", "sending", "door-code"])
def test_a_page_left_open_in_another_tab_follows_to_the_welcome_after_erasing(tmp_path, part):
    """It must neither go on showing what is erased, nor say that Bluezone does not answer."""

    async def play():
        async with an_owner(tmp_path) as owner:
            await owner.sends("/settings/erase", {"sure": "yes"})
            return await owner.gets(f"/now/{part}")

    answer = asyncio.run(play())

    assert (200, f'<p data-go="{PAGES}/"></p>') == (answer.status_code, answer.text.strip())


def test_erasing_while_something_is_sent_says_that_nothing_was_erased(tmp_path):
    async def play():
        async with an_owner(tmp_path) as owner:
            with under_way(owner, "declaration"):
                told = await owner.sends("/settings/erase", {"sure": "yes"})
                return words_of(told.text), owner.phone.preferences.introduced

    text, introduced = asyncio.run(play())

    assert "Nothing was erased. Wait a minute, then tap again." in text
    assert introduced


@pytest.mark.parametrize("path", ["/welcome", "/welcome/permissions", "/welcome/terms", "/terms", "/offline", "/sw.js"])
def test_what_there_is_to_agree_to_can_be_read_before(tmp_path, path):
    async def play():
        async with an_owner(tmp_path, introduced=False) as owner:
            return (await owner.gets(path)).status_code

    assert 200 == asyncio.run(play())


def test_a_warning_is_readable_whatever_became_of_the_agreement(tmp_path):
    async def play():
        async with an_owner(tmp_path, introduced=False) as owner:
            is_warned(owner.device)
            return await owner.sees("/warnings")

    assert "You were near" in asyncio.run(play())


def test_what_left_is_counted_over_all_that_the_ledger_keeps(tmp_path):
    """An upload stays told under two thousand later entries."""

    async def play():
        async with an_owner(tmp_path) as owner:
            now_ms, store = owner.device.now().wall_ms, owner.device.store
            store.note_departure(Departure(now_ms - 10_000, "upload", 900, owner_act=True))
            for entry in range(NEWEST):
                store.note_departure(Departure(now_ms - 9_000 + entry, "files", 100, owner_act=False))
            return await owner.sees("/ledger")

    assert "1 message with your data left this phone, by your tap." in asyncio.run(play())


def test_the_ledger_says_what_it_counts(tmp_path):
    async def play():
        async with an_owner(tmp_path) as owner:
            return await owner.sees("/ledger")

    text = asyncio.run(play())

    assert "an envelope of some hundred bytes, which is not counted" in text
    assert "As far as this ledger goes back, nothing with your data has left this phone." in text
    assert "The ledger goes back 21 days at most, and begins anew when you erase everything." in text


def test_the_export_has_the_meetings_the_outbox_and_what_is_under_way(tmp_path):
    async def play():
        async with an_owner(tmp_path, exchange=Desk(reachable=False)) as owner:
            may_report(owner.device)
            has_met(owner.device, seed=9)
            waiting = Outgoing(b"n" * 16, What.DECLARATION, owner.phone.now_ms(), "Trần Văn An", b"sealed")
            save_outbox(owner.phone, Outbox((waiting,)))
            days = [day.number for day in owner.device.machine.identity.days()]
            await owner.sends("/code/disclose", {"code": CODE, "day": days, "link": "yes"})
            await owner.waits()
            await owner.device.pause()
            return (await owner.gets("/settings/export/bluezone.json")).text, owner.device.draft, days

    text, draft, days = asyncio.run(play())

    document = json.loads(text)
    assert [25.0] == [near["minutes_close"] for met in document["meetings"] for near in met["near"]]
    assert ("F0", "Trần Văn An") == (document["meetings"][0]["level"], document["messages"][0]["for"])
    assert ("6e" * 16, 6) == (document["messages"][0]["number"], document["messages"][0]["waiting_bytes"])
    assert ("committed", True, sorted(days)) == tuple(
        document["disclosure"][name] for name in ("stage", "linking", "protocol_days")
    )
    assert document["paused"]
    for secret in (b"\x09" * 16, draft.commitment_key, *(seed.seed.value for seed in draft.seeds)):
        assert secret.hex() not in text.lower()
    assert CODE not in text


def test_erasing_changes_the_rhythm_of_the_radio(tmp_path):
    """Else the same rhythm would tell that the new identities belong to the phone of the old ones."""

    async def play():
        async with an_owner(tmp_path) as owner:
            saved = owner.device._saved
            before = saved.scan_phase, saved.advertise_phase
            await owner.sends("/settings/erase", {"sure": "yes"})
            again = SavedDevice.load(owner.device.store, owner.device.around.entropy)
            return before, (saved.scan_phase, saved.advertise_phase), (again.scan_phase, again.advertise_phase)

    before, after, on_disk = asyncio.run(play())

    assert set(before).isdisjoint(after)
    assert after == on_disk


@pytest.mark.parametrize("path", ["/welcome", "/questions"])
def test_no_figure_of_battery_is_promised_that_nobody_has_measured(tmp_path, path):
    async def play():
        async with an_owner(tmp_path) as owner:
            return await owner.sees(path)

    text = asyncio.run(play())

    assert "battery" in text
    assert "tenth" not in text
