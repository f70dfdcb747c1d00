"""Places: a door's code is kept only if it holds, and the diary never leaves the phone."""

from __future__ import annotations

import asyncio
import contextlib
import re

import msgspec
import pytest

from bluezone.citizen.keeping import visits
from bluezone.device.core.visits import VisitBook
from bluezone.device.saved import save_visits, visits_in
from bluezone.protocol.calendar import DAY_MS
from bluezone.protocol.signature import Kind, SigningKey
from bluezone.protocol.venue import Venue, VenueKind, write_venue
from tests.support.citizen.owners import (
    PAGES,
    TUESDAY,
    VENUE_KEY,
    Desk,
    SetClock,
    an_owner,
    may_report,
    ms,
    prefers,
    words_of,
)

NOW_S = ms(TUESDAY) // 1000
MARKET = Venue(b"m" * 16, "Chợ Sơn Dương", VenueKind.MARKET, "02536", NOW_S - 60, NOW_S + 86_400, b"s" * 16)
SCHOOL = msgspec.structs.replace(MARKET, venue_id=b"t" * 16, name="Trường Tân Trào", kind=VenueKind.SCHOOL)


@contextlib.asynccontextmanager
async def a_visitor(folder, clock=None):
    desk = Desk()
    async with an_owner(folder, exchange=desk, clock=clock) as owner:
        may_report(owner.device)
        yield owner, desk


def test_a_scanned_code_is_a_visit(tmp_path):
    async def play():
        async with a_visitor(tmp_path) as (owner, desk):
            page = await owner.sends("/places/scan", {"text": f" {write_venue(MARKET, VENUE_KEY)}\n"})
            return words_of(page.text), await owner.sees("/places"), desk, owner.device.store.departures()

    _, text, desk, departures = asyncio.run(play())

    assert "You are here Chợ Sơn Dương Market · since 14:05 · ends by itself at 15:35" in text
    assert ([], []) == (desk.requests, departures)


def test_a_visit_at_an_event_is_called_so_and_ends_after_four_hours(tmp_path):
    fair = msgspec.structs.replace(MARKET, name="Hội chợ", kind=VenueKind.PUBLIC, closer="event")

    async def play():
        async with a_visitor(tmp_path) as (owner, _desk):
            await owner.sends("/places/scan", {"text": write_venue(fair, VENUE_KEY)})
            return await owner.sees("/places")

    text = asyncio.run(play())

    assert "You are here Hội chợ Event · since 14:05 · ends by itself at 18:05" in text


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "It is not the code of a place"),
        ("https://example.org", "It is a web address, not the code of a place. It was not opened"),
        ("00020101021138540010A000000727", "It is a code for payments, not the code of a place"),
        ("NZCOVIDTRACER:eyJ0eXAiOiJ", "a poster of another country's app"),
        ("BZM1:26628905:on", "It is another code of Bluezone"),
        (write_venue(MARKET, VENUE_KEY)[:80], "The code of a place was misread"),
        (write_venue(MARKET, SigningKey(Kind.VENUE, b"x" * 32)), "not issued by the authority"),
        (write_venue(msgspec.structs.replace(MARKET, valid_until_s=NOW_S), VENUE_KEY), "out of date"),
    ],
)
def test_a_code_that_does_not_hold_is_not_kept(tmp_path, text, says):
    async def play():
        async with a_visitor(tmp_path) as (owner, _):
            page = await owner.sends("/places/scan", {"text": text})
            return words_of(page.text), visits(owner.phone).visits

    text, kept = asyncio.run(play())

    assert "This code was not kept" in text
    assert says in text
    assert () == kept


def test_a_phone_that_was_never_online_cannot_check_codes_and_says_so(tmp_path):
    async def play():
        async with an_owner(tmp_path) as owner:
            return words_of((await owner.sends("/places/scan", {"text": write_venue(MARKET, VENUE_KEY)})).text)

    assert "online once" in asyncio.run(play())


def test_leaving_and_deleting(tmp_path):
    clock = SetClock(ms(TUESDAY))

    async def play():
        async with a_visitor(tmp_path, clock) as (owner, _):
            await owner.sends("/places/scan", {"text": write_venue(MARKET, VENUE_KEY)})
            clock.pass_minutes(20)
            await owner.sends("/places/1/leave")
            left = await owner.sees("/places")
            await owner.sends("/places/1/delete")
            return left, await owner.sees("/places")

    left, deleted = asyncio.run(play())

    assert "Tuesday, 18 August Chợ Sơn Dương 14:05–14:25" in left
    assert "No visits yet" in deleted


def test_a_visit_ends_by_itself_and_says_so(tmp_path):
    clock = SetClock(ms(TUESDAY))

    async def play():
        async with a_visitor(tmp_path, clock) as (owner, _):
            await owner.sends("/places/scan", {"text": write_venue(MARKET, VENUE_KEY)})
            clock.pass_minutes(200)
            return await owner.sees("/places")

    assert "14:05–15:35 · ended by itself" in asyncio.run(play())


def test_who_wants_to_end_visits_by_hand_can(tmp_path):
    clock = SetClock(ms(TUESDAY))

    async def play():
        async with a_visitor(tmp_path, clock) as (owner, _):
            await owner.sends("/settings/visits", {"alone": "no"})
            await owner.sends("/places/scan", {"text": write_venue(MARKET, VENUE_KEY)})
            clock.pass_minutes(200)
            return await owner.sees("/places")

    text = asyncio.run(play())

    assert "You are here Chợ Sơn Dương" in text
    assert "ends by itself" not in text


def test_visits_are_erased_with_their_day(tmp_path):
    clock = SetClock(ms(TUESDAY))

    async def play():
        async with a_visitor(tmp_path, clock) as (owner, _):
            await owner.sends("/places/scan", {"text": write_venue(MARKET, VENUE_KEY)})
            clock.pass_minutes(22 * 1_440)
            await owner.gets("/places")
            return owner.device.store.fact("visits")

    assert b"Ch\xe1\xbb\xa3" not in asyncio.run(play())


def test_a_visit_and_its_warning_go_only_after_the_owner_was_asked(tmp_path):
    """The sign stands where a thumb scrolls."""

    async def play():
        async with a_visitor(tmp_path) as (owner, _):
            now_ms = ms(TUESDAY)
            save_visits(owner.device.store, VisitBook().arrived(MARKET, now_ms).left(1, now_ms).with_alert({1}, 7))
            page = (await owner.gets("/places")).text
            asked = await owner.sees("/places/1/delete")
            return page, asked, visits(owner.phone).alerted, await owner.gets("/places/9/delete")

    page, asked, alerted, missing = asyncio.run(play())

    assert re.search(rf'<a\s+class="round"\s+href="{PAGES}/places/1/delete"', page)
    assert "/delete" not in "".join(re.findall(r"<form[^>]*>", page))
    assert f"{MARKET.name} Tuesday, 18 August, 14:05–14:05 There is a warning about this place" in asked
    assert 1 == len(alerted)
    assert (303, f"{PAGES}/places") == (missing.status_code, missing.headers["location"])


@pytest.mark.parametrize("path", ["/places/7/leave", "/places/7/delete"])
def test_a_visit_that_is_not_there_changes_nothing(tmp_path, path):
    async def play():
        async with a_visitor(tmp_path) as (owner, _):
            await owner.sends("/places/scan", {"text": write_venue(SCHOOL, VENUE_KEY)})
            before = visits(owner.phone)
            await owner.sends(path)
            return before, visits(owner.phone)

    before, after = asyncio.run(play())

    assert before == after


def test_places_speak_vietnamese_too(tmp_path):
    async def play():
        async with a_visitor(tmp_path) as (owner, _):
            await owner.sends("/language", {"language": "vi"})
            await owner.sends("/places/scan", {"text": write_venue(SCHOOL, VENUE_KEY)})
            return await owner.sees("/places")

    assert "Bạn đang ở đây Trường Tân Trào Trường học · từ 14:05" in asyncio.run(play())


def test_prefers_is_read_back_from_the_store(tmp_path):
    async def play():
        async with a_visitor(tmp_path) as (owner, _):
            prefers(owner.device, language="vi", commune="02536")
            return type(owner.phone)(owner.device, "k").preferences.commune

    assert "02536" == asyncio.run(play())


def test_a_clock_set_forward_erases_no_visit(tmp_path):
    """Whoever sets it back has their diary still, and the alerts that may come for it."""

    async def play():
        async with an_owner(tmp_path) as owner:
            device, clock = owner.device, owner.device.around.clock
            device.machine.clock = device.machine.clock.anchored(device.now().wall_ms, device.now().monotonic_ms)
            save_visits(device.store, VisitBook().arrived(MARKET, device.now().wall_ms))
            for days in (40, -40):
                clock.wall, clock.started = clock.wall + days * DAY_MS, clock.started + days * DAY_MS
                await owner.gets("/places")
            return visits_in(device.store).visits

    assert 1 == len(asyncio.run(play()))


def test_a_clock_that_is_ahead_at_a_start_erases_no_visit(tmp_path):
    """Until a signed time comes, or the day ends, nobody knows that the clock is right: no page deletes before."""

    async def play():
        async with an_owner(tmp_path) as owner:
            device, now = owner.device, owner.device.now()
            device.store.save_boot_clock(device.machine.clock.anchored(now.wall_ms, now.monotonic_ms), now.wall_ms)
            save_visits(device.store, VisitBook().arrived(MARKET, now.wall_ms))
        async with an_owner(tmp_path, clock=SetClock(ms(TUESDAY) + 40 * DAY_MS)) as owner:
            for path in ("/", "/places", "/sent"):
                await owner.gets(path)
            return visits_in(owner.device.store).visits

    assert 1 == len(asyncio.run(play()))


def test_what_was_typed_under_a_code_survives_the_language_switch(tmp_path):
    async def play():
        async with an_owner(tmp_path) as owner:
            return (await owner.sends("/places/scan", {"text": "BZV1:half", "language": "vi"})).text

    html = asyncio.run(play())

    assert 'value="BZV1:half"' in html
    assert 'lang="vi"' in html
