"""Taking over from an old phone, on the new one's pages: the code, the file, a look inside, and the tap."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

import httpx
import pytest

from bluezone.citizen import create_app
from bluezone.citizen.front import Front
from bluezone.citizen.phone import PREFERENCES_FACT
from bluezone.protocol.calendar import DAY_MS, SLOT_MS
from bluezone.protocol.handover import SIZES, Handover, handover_key, printed_key, spaced_key, write_handover
from tests.support.citizen.owners import KEY as PAGE_KEY
from tests.support.citizen.owners import (
    PAGES,
    TUESDAY,
    Desk,
    Owner,
    SetClock,
    a_phone,
    an_owner,
    hears,
    is_up_to_date,
    is_warned,
    ms,
    prefers,
    words_of,
)

KEY = handover_key(bytes(range(17)))
OTHER_KEY = handover_key(bytes(17))


async def gives(owner: Owner, data: bytes, name: str = "bluezone-2020-08-18.bzx") -> httpx.Response:
    """Chooses a file and sends it."""
    form = {"form_key": owner.phone.form_key}
    files = {"file": (name, data, "application/octet-stream")}
    return await owner.browser.post("/takeover/file", data=form, files=files, follow_redirects=True)


async def takes(owner: Owner, **form: str) -> httpx.Response:
    """Taps on what was shown."""
    offer = owner.phone.offer
    assert offer is not None
    assert offer.handover is not None
    return await owner.sends("/takeover/look", {"shown": offer.handover.transfer_id.hex(), **form})


def a_file(owner: Owner, *, made_ms: int = ms(TUESDAY), transfer: bytes = b"t" * 16, root: bytes = b"") -> bytes:
    """A small file of another phone of the same authority."""
    handover = Handover(transfer, made_ms, root or owner.device.around.root.value, commune="02536", notices=False)
    return write_handover(handover, KEY, bytes(24))


@contextlib.asynccontextmanager
async def two_phones(folder, *, introduced: bool = False) -> AsyncIterator[tuple[Owner, Owner, bytes, str]]:
    """An old phone that has handed over, the new one, the file and its code."""
    async with (
        an_owner(folder, seed=1, clock=SetClock(ms(TUESDAY))) as old,
        an_owner(folder, seed=2, clock=SetClock(ms(TUESDAY)), introduced=introduced) as new,
    ):
        if not introduced:
            await new.device.pause()
        is_up_to_date(old.device)
        is_up_to_date(new.device)
        for minutes in (5, 2 * 1_440, 3 * 1_440):
            hears(old.device, minutes, minutes)
        is_warned(old.device)
        await old.sends("/settings/move")
        file = (await old.gets("/moved/file")).content
        made = old.device.handed_over
        assert made is not None
        yield old, new, file, made.key


def test_a_new_phone_takes_over_in_its_first_steps_and_goes_on_with_them(tmp_path):
    async def play():
        async with two_phones(tmp_path) as (old, new, file, key):
            said = {"welcome": await new.sees("/welcome")}
            said["code"] = words_of((await new.sends("/takeover", {"text": printed_key(key)})).text)
            said["file"] = words_of((await gives(new, file)).text)
            untouched = new.device.store.count_sightings()
            said["done"] = words_of((await takes(new)).text)
            silent = new.device.paused, new.device.is_on_air
            said["home"] = (await new.gets("/")).headers["location"]
            warnings = await new.sees("/warnings")
            await new.sends("/welcome/terms", {"accepted": "yes"})
            new.device.around.clock.wall += SLOT_MS
            await new.device.tick()
            ids = old.device.store.identity().seeds, new.device.store.identity().seeds
            return said, untouched, silent, warnings, new.device.is_on_air, ids, new.device.store.count_sightings()

    said, untouched, silent, warnings, on_air, (old, new), heard = asyncio.run(play())

    assert "I have Bluezone on another phone" in said["welcome"]
    assert "Step 2 of 3" in said["code"]
    assert "The file opens: 3 days, since Saturday, 15 August." in said["file"]
    assert "loses what it knows" not in said["file"]
    assert "Everything has arrived" in said["done"]
    assert f"{PAGES}/welcome" == said["home"]
    assert ((True, False), True) == (silent, on_air)
    assert "You were near a person" in warnings
    assert (0, 3) == (untouched, heard)
    assert {own.seed for own in old} < {own.seed for own in new}


def test_a_phone_in_use_asks_first_and_takes_over_only_with_the_tick(tmp_path):
    async def play():
        async with two_phones(tmp_path, introduced=True) as (_, new, file, key):
            hears(new.device, 99, 1)
            await new.sends("/takeover", {"text": spaced_key(key)})
            look = words_of((await gives(new, file)).text)
            refused = words_of((await takes(new)).text)
            shown_again = words_of((await takes(new, sure="yes", look="yes")).text)
            before = new.device.store.count_sightings()
            done = words_of((await takes(new, sure="yes")).text)
            left_over = await new.gets("/takeover/look")
            return look, refused, shown_again, before, done, new.device.store.count_sightings(), left_over

    look, refused, shown_again, before, done, heard, left_over = asyncio.run(play())

    assert "This phone loses what it knows itself" in look
    assert "Please tick the box first Nothing was changed on this phone." in refused
    assert "The file opens" in shown_again
    assert "Please tick" not in shown_again
    assert (1, 3) == (before, heard)
    assert "Everything has arrived" in done
    assert f"{PAGES}/takeover" == left_over.headers["location"]


def test_settings_come_along_and_page_key_language_and_first_run_stay(tmp_path):
    async def play():
        async with an_owner(tmp_path) as owner:
            prefers(owner.device, language="en")
            await owner.sends("/takeover", {"text": KEY})
            await gives(owner, a_file(owner))
            await takes(owner, sure="yes")
            return owner.phone.preferences, owner.device.store.fact(PREFERENCES_FACT), await owner.gets("/")

    preferences, saved, home = asyncio.run(play())

    assert ("02536", False, "en", True) == (
        preferences.commune,
        preferences.notices,
        preferences.language,
        preferences.introduced,
    )
    assert saved is not None
    assert 200 == home.status_code  # the browser's key still opens the pages


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "that one has 28 letters and digits"),
        ("BZM1:26628905:on", "that one has 28 letters and digits"),
        (KEY[:-1] + ("0" if KEY[-1] != "0" else "1"), "A sign was mistyped. Compare it with the old phone."),
    ],
)
def test_another_code_is_told_what_it_is_not_and_stands_there_to_be_corrected(tmp_path, typed, says):
    async def play():
        async with an_owner(tmp_path) as owner:
            page = (await owner.sends("/takeover", {"text": typed})).text
            return page, owner.phone.offer

    page, offer = asyncio.run(play())

    assert "This code was not taken" in words_of(page)
    assert says in words_of(page)
    assert f'value="{typed}"' in page
    assert offer is None


def test_a_code_typed_carelessly_is_understood(tmp_path):
    async def play():
        async with an_owner(tmp_path) as owner:
            careless = spaced_key(KEY).lower().replace("0", "o")
            return (await owner.sends("/takeover", {"text": careless})).url.path

    assert f"{PAGES}/takeover/file" == asyncio.run(play())


def test_the_language_switch_keeps_what_was_typed(tmp_path):
    async def play():
        async with an_owner(tmp_path) as owner:
            return (await owner.sends("/takeover", {"text": "ABCD EFGH", "language": "vi"})).text

    page = asyncio.run(play())

    assert '<html lang="vi">' in page
    assert 'value="ABCD EFGH"' in page


DAMAGED = "The file is damaged or did not arrive whole. Save it anew on the old phone."


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda _: b"", "Choose the file first."),
        (lambda _: b"%PDF-1.7", "It is not the file of an old phone."),
        (lambda file: file[:-1], DAMAGED),
        (lambda file: file[:99_999] + b"\0\0" + file[100_001:], DAMAGED),
        (lambda file: b"BZX2" + file[4:], "A newer Bluezone has made it."),
    ],
)
def test_a_file_that_cannot_be_read_is_told_in_one_sentence_and_changes_nothing(tmp_path, spoil, says):
    async def play():
        async with an_owner(tmp_path) as owner:
            hears(owner.device, 1, 5)
            before = owner.device.store.identity()
            await owner.sends("/takeover", {"text": KEY})
            page = words_of((await gives(owner, spoil(a_file(owner)))).text)
            same = before == owner.device.store.identity()
            return page, same, owner.device.store.count_sightings(), await owner.gets("/takeover/look")

    page, same, heard, look = asyncio.run(play())

    assert f"This file was not taken {says}" in page
    assert "Nothing was changed on this phone." in page
    assert (True, 1) == (same, heard)
    assert f"{PAGES}/takeover" == look.headers["location"]


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"made_ms": ms(TUESDAY) - 15 * DAY_MS}, "It was made more than 14 days ago"),
        ({"made_ms": ms(TUESDAY) + 3 * 3_600_000}, "The clocks of the two phones differ by hours."),
        ({"root": b"another authority's root key ..."}, "It comes from a phone that follows another health authority."),
    ],
)
def test_a_file_that_does_not_count_here_is_told_in_one_sentence(tmp_path, fields, says):
    async def play():
        async with an_owner(tmp_path) as owner:
            await owner.sends("/takeover", {"text": KEY})
            return words_of((await gives(owner, a_file(owner, **fields))).text)

    assert f"This file was not taken {says}" in asyncio.run(play())


def test_another_code_than_the_files_is_told_so(tmp_path):
    async def play():
        async with an_owner(tmp_path) as owner:
            await owner.sends("/takeover", {"text": OTHER_KEY})
            return words_of((await gives(owner, a_file(owner))).text)

    assert "The code does not belong to this file." in asyncio.run(play())


def test_a_phones_own_file_and_one_that_it_has_taken_are_told_so(tmp_path):
    async def play():
        async with two_phones(tmp_path, introduced=True) as (old, new, file, key):
            await old.sends("/moved/back")
            await old.sends("/takeover", {"text": key})
            own = words_of((await gives(old, file)).text)
            for _ in range(2):
                await new.sends("/takeover", {"text": key})
                twice = words_of((await gives(new, file)).text)
                if new.phone.offer is not None and new.phone.offer.handover is not None:
                    await takes(new, sure="yes")
            return own, twice

    own, twice = asyncio.run(play())

    assert "This phone has made it itself. Nothing in it is missing here." in own
    assert "This phone has taken it over already." in twice


def test_what_is_taken_is_what_was_shown(tmp_path):
    """In another tab another file was opened meanwhile."""

    async def play():
        async with an_owner(tmp_path, introduced=False) as owner:
            await owner.sends("/takeover", {"text": KEY})
            await gives(owner, a_file(owner))
            await gives(owner, a_file(owner, transfer=b"u" * 16))
            page = words_of((await owner.sends("/takeover/look", {"shown": (b"t" * 16).hex()})).text)
            return page, owner.device._saved.transfers_taken

    page, taken = asyncio.run(play())

    assert "Another file was opened meanwhile." in page
    assert () == taken


def test_nothing_is_taken_over_while_something_is_being_sent(tmp_path):
    async def play():
        async with an_owner(tmp_path) as owner:
            await owner.sends("/takeover", {"text": KEY})
            await gives(owner, a_file(owner))
            waiting = asyncio.Event()
            owner.phone.errand.start("report", waiting.wait())
            page = words_of((await takes(owner, sure="yes")).text)
            waiting.set()
            return page, owner.device._saved.transfers_taken

    page, taken = asyncio.run(play())

    assert "Something is being sent Nothing was changed on this phone." in page
    assert () == taken


def test_whoever_comes_without_a_code_or_a_file_is_led_to_the_step_before(tmp_path):
    async def play():
        async with an_owner(tmp_path) as owner:
            led = [(await owner.gets(path)).headers["location"] for path in ("/takeover/file", "/takeover/look")]
            led.append((await owner.sends("/takeover/look", {"shown": "", "sure": "yes"})).url.path)
            led.append((await gives(owner, a_file(owner))).url.path)
            return led

    assert [f"{PAGES}/takeover"] * 4 == asyncio.run(play())


@pytest.mark.slow
def test_a_form_larger_than_any_file_is_refused_and_the_largest_file_is_looked_into(tmp_path):
    async def play():
        async with an_owner(tmp_path) as owner:
            await owner.sends("/takeover", {"text": KEY})
            largest = await gives(owner, a_file(owner)[:100] + bytes(SIZES[-1] - 100))
            larger = await gives(owner, bytes(SIZES[-1] + (1 << 17)))
            elsewhere = await owner.browser.post(
                "/settings/erase", data={"form_key": owner.phone.form_key}, files={"x": ("x", bytes(70_000))}
            )
            return words_of(largest.text), larger.status_code, words_of(larger.text), elsewhere.status_code

    largest, status, larger, elsewhere = asyncio.run(play())

    assert DAMAGED in largest
    assert 413 == status
    assert "That is too large No phone makes a file of this size. Nothing was changed." in larger
    assert 413 == elsewhere  # other forms take no more than before


def test_a_foreign_page_gives_no_file(tmp_path):
    async def play():
        async with an_owner(tmp_path) as owner:
            await owner.sends("/takeover", {"text": KEY})
            files = {"file": ("x", a_file(owner), "application/octet-stream")}
            answer = await owner.browser.post("/takeover/file", data={"form_key": "guessed"}, files=files)
            return answer.status_code, owner.phone.offer

    status, offer = asyncio.run(play())

    assert 403 == status
    assert offer is not None
    assert offer.handover is None


def test_no_server_learns_that_somebody_moves(tmp_path):
    async def play():
        desk = Desk()
        async with an_owner(tmp_path, exchange=desk) as owner:
            await owner.sends("/takeover", {"text": KEY})
            await gives(owner, a_file(owner))
            await takes(owner, sure="yes")
            return desk.asked, desk.requests

    assert ([], []) == asyncio.run(play())


def test_an_erased_phone_remembers_no_file_that_was_opened(tmp_path):
    async def play():
        async with an_owner(tmp_path) as owner:
            await owner.sends("/takeover", {"text": KEY})
            await gives(owner, a_file(owner))
            await owner.sends("/settings/erase", {"sure": "yes"})
            return owner.phone.offer

    assert asyncio.run(play()) is None


def test_an_open_file_is_nowhere_on_disk(tmp_path):
    async def play():
        device = await a_phone(tmp_path)
        facts = {name for (name,) in device.store._run.all("SELECT name FROM fact")}
        owner = Owner(device, create_app(device, token=PAGE_KEY))
        assert isinstance(owner.app, Front)
        await owner.opens()
        prefers(device, language="en")
        owner.phone.__post_init__()
        await owner.sends("/takeover", {"text": KEY})
        await gives(owner, a_file(owner))
        left = {name for (name,) in device.store._run.all("SELECT name FROM fact")} - facts
        await owner.closes()
        return left

    assert {PREFERENCES_FACT} == asyncio.run(play())
