"""Typed codes of places: found in what the phone keeps, else fetched whole at the owner's tap; each slip is told."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import random

import msgspec
import pytest

from bluezone.citizen.keeping import visits
from bluezone.device import looking_up
from bluezone.device.errors import UnreachableError
from bluezone.protocol.place_codes import lock_of, printed_text, spaced, typed_code, write_places
from bluezone.protocol.venue import Venue, VenueKind, write_venue
from tests.support.citizen.owners import TUESDAY, VENUE_KEY, Desk, SetClock, an_owner, may_report, ms, words_of

NOW_S = ms(TUESDAY) // 1000
HERE, ELSEWHERE = "02536", "02545"
MARKET = Venue(b"m" * 16, "Chợ Sơn Dương", VenueKind.MARKET, HERE, NOW_S - 60, NOW_S + 86_400, b"s" * 16)
TYPED, NOBODYS = typed_code(b"\1" * 6), typed_code(b"\2" * 6)

derived = functools.cache(lock_of)
"""Slow on purpose, and the same each time."""


@pytest.fixture(autouse=True)
def _is_derived_once(monkeypatch):
    monkeypatch.setattr(looking_up, "lock_of", derived)


@functools.cache
def places_of(unit: str, *, issued_s: int = NOW_S, **changes) -> bytes:
    place = msgspec.structs.replace(MARKET, unit=unit, **changes)
    texts = {derived(unit, TYPED): write_venue(place, VENUE_KEY)}
    return write_places(unit, 1, texts, VENUE_KEY, issued_s=issued_s, entropy=random.Random(1).randbytes)


class Shelf(Desk):
    """An exchange that publishes the places of two communes."""

    def __init__(self) -> None:
        super().__init__()
        self.files = {f"/v1/places/{unit}": places_of(unit) for unit in (HERE, ELSEWHERE)}

    async def fetch(self, path: str, limit: int) -> bytes:
        self.asked.append(path)
        if not self.reachable or path not in self.files:
            raise UnreachableError("the exchange answered 404")
        return self.files[path]


@contextlib.asynccontextmanager
async def a_visitor(folder, commune=HERE, clock=None):
    shelf = Shelf()
    async with an_owner(folder, exchange=shelf, clock=clock) as owner:
        may_report(owner.device)
        owner.phone.preferences = msgspec.structs.replace(owner.phone.preferences, commune=commune)
        yield owner, shelf


async def types(owner, text):
    """What the page then says, and which places the diary has."""
    said = words_of((await owner.sends("/places/scan", {"text": text})).text)
    return said, [visit.name for visit in visits(owner.phone).visits]


@pytest.mark.parametrize(
    "text", [TYPED, f" {spaced(TYPED).lower()} ", f"{TYPED[:5]}-{TYPED[5:]}", printed_text(HERE, TYPED)]
)
def test_a_typed_code_is_a_visit(tmp_path, text):
    async def play():
        async with a_visitor(tmp_path) as (owner, shelf):
            return await types(owner, text), shelf.asked

    (_, kept), asked = asyncio.run(play())

    assert ["Chợ Sơn Dương"] == kept
    assert [f"/v1/places/{HERE}"] == asked


def test_a_short_poster_is_looked_up_in_its_own_commune(tmp_path):
    async def play():
        async with a_visitor(tmp_path) as (owner, shelf):
            return await types(owner, printed_text(ELSEWHERE, TYPED)), shelf.asked

    (_, kept), asked = asyncio.run(play())

    assert ["Chợ Sơn Dương"] == kept
    assert [f"/v1/places/{ELSEWHERE}"] == asked


def test_the_next_visit_asks_nobody_and_needs_no_network(tmp_path):
    clock = SetClock(ms(TUESDAY))

    async def play():
        async with a_visitor(tmp_path, clock=clock) as (owner, shelf):
            await types(owner, TYPED)
            shelf.reachable = False
            clock.pass_minutes(60)
            return await types(owner, TYPED), shelf.asked

    (_, kept), asked = asyncio.run(play())

    assert ["Chợ Sơn Dương"] * 2 == kept
    assert [f"/v1/places/{HERE}"] == asked


def test_a_place_whose_kept_code_has_run_out_is_looked_up_anew(tmp_path):
    clock = SetClock(ms(TUESDAY))

    async def play():
        async with a_visitor(tmp_path, clock=clock) as (owner, shelf):
            await types(owner, TYPED)
            clock.pass_minutes(2 * 1_440)
            late_s = NOW_S + 2 * 86_400
            shelf.files[f"/v1/places/{HERE}"] = places_of(HERE, issued_s=late_s, valid_until_s=late_s + 86_400)
            return await types(owner, TYPED), shelf.asked

    (_, kept), asked = asyncio.run(play())

    assert ["Chợ Sơn Dương"] * 2 == kept
    assert [f"/v1/places/{HERE}"] * 2 == asked


@pytest.mark.parametrize(
    ("text", "commune", "said", "asks"),
    [
        (f"{TYPED[:-1]}{'0' if TYPED[-1] != '0' else '1'}", HERE, "A sign was mistyped", 0),
        (TYPED, "", "A typed code is looked up in your commune. Choose it", 0),
        (NOBODYS, HERE, "No place has this code in the commune where it was looked up", 1),
        (TYPED, "00001", "cannot fetch it now. Try again with a network", 1),
        (f"BZV2:{HERE}:{TYPED[::-1]}", HERE, "The code of a place was misread", 0),
    ],
)
def test_each_reason_why_a_typed_code_is_not_kept_is_told(tmp_path, text, commune, said, asks):
    async def play():
        async with a_visitor(tmp_path, commune) as (owner, shelf):
            return await types(owner, text), shelf.asked

    (told, kept), asked = asyncio.run(play())

    assert "This code was not kept" in told
    assert said in told
    assert [] == kept
    assert asks == len(asked)


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (lambda: places_of(ELSEWHERE), "cannot fetch it now"),
        (lambda: b"<html>", "cannot fetch it now"),
        (lambda: places_of(HERE)[:-1] + b"\0", "not issued by the authority"),
        (lambda: places_of(HERE, valid_until_s=NOW_S), "out of date"),
    ],
)
def test_a_file_that_does_not_hold_is_a_visit_nowhere(tmp_path, file, said):
    async def play():
        async with a_visitor(tmp_path) as (owner, shelf):
            shelf.files[f"/v1/places/{HERE}"] = file()
            return await types(owner, TYPED)

    told, kept = asyncio.run(play())

    assert said in told
    assert [] == kept


def test_nobody_is_asked_before_the_tap_and_what_is_asked_stands_in_the_ledger(tmp_path):
    async def play():
        async with a_visitor(tmp_path) as (owner, shelf):
            page = await owner.sees("/places/scan")
            before = list(shelf.asked)
            await types(owner, TYPED)
            return page, before, [(one.what, one.owner_act) for one in owner.device.store.departures()]

    page, before, departures = asyncio.run(play())

    assert "looked up among all places of" in page
    assert [] == before
    assert [("files", True)] == departures


@pytest.mark.slow
def test_the_last_three_communes_are_kept(tmp_path):
    async def play():
        async with a_visitor(tmp_path) as (owner, shelf):
            shelf.files |= {f"/v1/places/0254{n}": places_of(f"0254{n}") for n in range(3)}
            for unit in (HERE, "02540", "02541", "02542", "02540", HERE):
                await types(owner, printed_text(unit, TYPED))
            return [path[-5:] for path in shelf.asked]

    assert [HERE, "02540", "02541", "02542", HERE] == asyncio.run(play())


def test_a_phone_that_is_erased_while_it_looks_keeps_nothing(tmp_path):
    async def play():
        async with a_visitor(tmp_path) as (owner, shelf):
            published = shelf.fetch

            async def erased_meanwhile(path, limit):
                await owner.device.erase(silent=True)
                may_report(owner.device)  # the new life has heard news already
                return await published(path, limit)

            shelf.fetch = erased_meanwhile
            with pytest.raises(UnreachableError):
                await owner.device.place_of(HERE, TYPED)
            return owner.device.store.fact("places")

    assert asyncio.run(play()) is None


def test_what_a_former_release_kept_of_communes_is_asked_for_again(tmp_path):
    async def play():
        async with a_visitor(tmp_path) as (owner, shelf):
            owner.device.store.save_fact("places", msgspec.msgpack.encode({HERE: places_of(HERE)}))
            return (await types(owner, TYPED))[1], shelf.asked

    assert (["Chợ Sơn Dương"], [f"/v1/places/{HERE}"]) == asyncio.run(play())
