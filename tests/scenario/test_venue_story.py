"""A place, from the door to the warning: two owners scan the same poster at different hours; the portal has an alert
published about one of them; one phone finds out by itself, the other has nothing to find out, and nothing was sent.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import msgspec
import pytest

from bluezone.citizen import create_app
from bluezone.device.saved import visits_in
from bluezone.protocol.calendar import DAY_MS, HOUR_MS, MINUTE_MS, Day
from bluezone.protocol.door_codes import read_door_code, visit_alert, visit_note
from bluezone.protocol.place_codes import lock_of, typed_code, write_places
from bluezone.protocol.revocation import Revocation, write_revocation
from bluezone.protocol.signature import Kind
from bluezone.protocol.venue import Venue, VenueKind, alert_entry, write_venue
from tests.support.citizen.owners import KEY, Owner, prefers
from tests.support.exchange.exchanges import NOON_MS, TODAY, Scene, open_scene
from tests.support.protocol.signing import signing_key
from tests.support.scenario.scene_phones import SceneClock, a_scene_phone

pytestmark = pytest.mark.in_turn(of=3)

MARKET = Venue(
    b"m" * 16, "Chợ Sơn Dương", VenueKind.MARKET, "02536", NOON_MS // 1000, NOON_MS // 1000 + 90 * 86_400, b"s" * 16
)
UNIT = MARKET.unit
SCHOOL = msgspec.structs.replace(
    MARKET, venue_id=b"t" * 16, name="Trường Tân Trào", kind=VenueKind.SCHOOL, salt=b"u" * 16
)
NOON_HALF_HOUR = 24
WARNING = "A person who has COVID-19 was at this place while you were: Chợ Sơn Dương"
T = TypeVar("T")


@dataclass
class Town:
    """An exchange, its portal's key, and two owners who both go to the market."""

    scene: Scene
    anna: Owner
    binh: Owner

    async def scans(self, owner: Owner, minutes: int) -> None:
        """The owner comes to the market's door, and leaves after so many minutes."""
        poster = write_venue(MARKET, self.scene.exchange.keyring.signer(Kind.VENUE, self.scene.now_ms // 1000))
        await owner.sends("/places/scan", {"text": poster})
        self.scene.move_by(minutes * MINUTE_MS)
        await owner.sends("/places/1/leave")

    async def hangs_up_typed_codes(self, *places: Venue) -> list[str]:
        """The typed codes of these places, once the exchange has their commune's file."""
        now_s = self.scene.now_ms // 1000
        signer = self.scene.exchange.keyring.signer(Kind.VENUE, now_s)
        typed = [typed_code(bytes([number]) * 6) for number in range(len(places))]
        texts = {lock_of(UNIT, code): write_venue(place, signer) for code, place in zip(typed, places, strict=True)}
        file = write_places(UNIT, 1, texts, signer, issued_s=now_s, entropy=self.scene.chance.randbytes)
        sent = {"file": base64.b64encode(file).decode()}
        assert 200 == (await self.scene.internal.post("/internal/v1/places", json=sent)).status_code
        return typed

    async def alert(self, day: Day, *half_hours: int) -> int:
        """The portal's case team has found out when the infected person was there."""
        entries = [alert_entry(MARKET.venue_id, MARKET.salt, day, half_hour).hex() for half_hour in half_hours]
        order = {"day": str(day.date), "entries": entries}
        return (await self.scene.internal.post("/internal/v1/venue-alerts", json=order)).status_code

    async def everybody_updates(self) -> None:
        for owner in (self.anna, self.binh):
            assert "" == (await owner.device.update()).problem

    async def revoke(self, sequence: int) -> int:
        batches = (await self.scene.phone().index()).index.of_kind(Kind.BATCH)
        (batch,) = (file for file in batches if file.sequence == sequence)
        keys = [signing_key(Kind.REVOCATION, number) for number in (0, 1)]
        now_s = self.scene.now_ms // 1000
        file = write_revocation(Revocation(1, Kind.BATCH, sequence, batch.identity, now_s), keys)
        sent = {"file": base64.b64encode(file).decode()}
        return (await self.scene.internal.post("/internal/v1/revocations", json=sent)).status_code


@contextlib.asynccontextmanager
async def a_town(folder: Path) -> AsyncIterator[Town]:
    async with open_scene(folder / "exchange") as scene:
        await scene.publish()
        clock = SceneClock(scene, NOON_MS)
        owners = []
        for number in (1, 2):
            device = await a_scene_phone(folder, scene, clock, number)
            owners.append(Owner(device, create_app(device, token=KEY)))
            await owners[-1].opens()
        try:
            town = Town(scene, *owners)
            await town.everybody_updates()
            yield town
        finally:
            for owner in owners:
                await owner.closes()


def play(folder: Path, story: Callable[[Town], Awaitable[T]]) -> T:
    async def run() -> T:
        async with a_town(folder) as town:
            return await story(town)

    return asyncio.run(run())


async def both_went_and_anna_was_exposed(town: Town) -> None:
    """Anna from noon for 40 minutes, Binh two hours later; the infected person at noon."""
    await town.scans(town.anna, 40)
    town.scene.move_by(2 * HOUR_MS)
    await town.scans(town.binh, 40)
    assert 200 == await town.alert(TODAY, NOON_HALF_HOUR)
    await town.scene.publish_tomorrow()
    await town.everybody_updates()


@pytest.mark.every_run
def test_who_was_there_at_that_time_is_warned_and_who_came_later_is_not(tmp_path: Path) -> None:
    async def story(town: Town):
        await both_went_and_anna_was_exposed(town)
        pages = [await owner.sees(path) for owner in (town.anna, town.binh) for path in ("/", "/warnings", "/places")]
        told = [visits_in(owner.device.store).visits[0].told_ms is not None for owner in (town.anna, town.binh)]
        sent = [d for owner in (town.anna, town.binh) for d in owner.device.store.departures() if d.what != "files"]
        return pages, told, sent

    (home, letter, places, *unwarned), told, sent = play(tmp_path, story)

    assert WARNING in home
    assert f"Warning about a place {WARNING} Day Tuesday, 24 November" in letter
    assert "does not make you a close contact" in letter
    assert "19:" not in letter  # the hour of the visit: noon in UTC
    assert "Warning about a place" in places
    assert [] == [page for page in unwarned if "about a place" in page or WARNING in page]
    assert "No warnings" in unwarned[1]
    assert [True, False] == told
    assert [] == sent


def test_who_typed_the_code_of_that_place_is_warned_and_who_typed_another_places_is_not(tmp_path: Path) -> None:
    async def story(town: Town):
        market, school = await town.hangs_up_typed_codes(MARKET, SCHOOL)
        for owner, typed in ((town.anna, f"{market[:5]}-{market[5:]}".lower()), (town.binh, f"BZV2:{UNIT}:{school}")):
            prefers(owner.device, language="en", commune=UNIT)
            await owner.opens()
            await owner.sends("/places/scan", {"text": typed})
        town.scene.move_by(40 * MINUTE_MS)
        assert 200 == await town.alert(TODAY, NOON_HALF_HOUR)
        await town.scene.publish_tomorrow()
        await town.everybody_updates()
        owners = (town.anna, town.binh)
        visited = [[visit.name for visit in visits_in(owner.device.store).visits] for owner in owners]
        sent = [d for owner in owners for d in owner.device.store.departures() if d.what != "files"]
        return visited, [await owner.sees("/") for owner in owners], sent

    visited, (anna, binh), sent = play(tmp_path, story)

    assert [["Chợ Sơn Dương"], ["Trường Tân Trào"]] == visited
    assert WARNING in anna
    assert "was at this place" not in binh
    assert [] == sent


def test_an_alert_of_another_day_or_place_warns_nobody(tmp_path: Path) -> None:
    async def story(town: Town):
        await town.scans(town.anna, 40)
        await town.alert(TODAY.plus(-1), NOON_HALF_HOUR)
        await town.alert(TODAY, NOON_HALF_HOUR - 1, NOON_HALF_HOUR + 2)
        await town.scene.publish_tomorrow()
        await town.everybody_updates()
        return visits_in(town.anna.device.store).alerted

    assert () == play(tmp_path, story)


@pytest.mark.every_run
def test_revoking_the_batch_takes_the_warning_back(tmp_path: Path) -> None:
    async def story(town: Town):
        await both_went_and_anna_was_exposed(town)
        ((sequence,),) = [visit.alerted_by for visit in visits_in(town.anna.device.store).alerted]
        status = await town.revoke(sequence)
        await town.everybody_updates()
        return status, await town.anna.sees("/warnings"), await town.anna.sees("/")

    status, letter, home = play(tmp_path, story)

    assert 201 == status
    assert "No warnings" in letter
    assert WARNING not in home


def test_an_alert_published_again_in_another_batch_outlives_the_first_ones_revocation(tmp_path: Path) -> None:
    async def story(town: Town):
        await town.scans(town.anna, 40)
        await town.alert(TODAY, NOON_HALF_HOUR)
        await town.scene.publish_tomorrow()
        await town.alert(TODAY, NOON_HALF_HOUR + 1)
        town.scene.move_by(HOUR_MS)
        await town.scene.publish()
        await town.everybody_updates()
        ((first, second),) = [visit.alerted_by for visit in visits_in(town.anna.device.store).alerted]
        await town.revoke(first)
        await town.everybody_updates()
        return second, visits_in(town.anna.device.store).alerted

    second, (alerted,) = play(tmp_path, story)

    assert (second,) == alerted.alerted_by


def test_who_deletes_the_visit_deletes_the_warning(tmp_path: Path) -> None:
    async def story(town: Town):
        await both_went_and_anna_was_exposed(town)
        await town.anna.sends("/places/1/delete")
        await town.everybody_updates()
        return await town.anna.sees("/warnings")

    assert "No warnings" in play(tmp_path, story)


def test_the_owner_reads_it_once_and_it_stays_until_its_day_is_forgotten(tmp_path: Path) -> None:
    async def story(town: Town):
        await both_went_and_anna_was_exposed(town)
        unread = visits_in(town.anna.device.store).visits[0].read_ms
        await town.anna.sees("/warnings")
        read = visits_in(town.anna.device.store).visits[0].read_ms
        town.scene.move_by(23 * DAY_MS)
        await town.scene.publish()
        await town.everybody_updates()
        await town.anna.device.tick()
        return unread, read, visits_in(town.anna.device.store).visits

    unread, read, kept = play(tmp_path, story)

    assert unread is None
    assert read is not None
    assert () == kept  # no page was opened: the phone forgets by itself


CODE_WARNING = (
    "A person who has COVID-19 was at a place where you showed your code, in hours when you may have been there"
)


async def anna_showed_her_code_and_a_door_of_that_hour_is_alerted(town: Town) -> None:
    """Binh looks at his own code, too, and nobody scans it."""
    shown = [re.search(r"BZT1:\S+", await owner.sees("/door-code"))[0] for owner in (town.anna, town.binh)]
    token = dict(read_door_code(shown[0], town.scene.now_ms).says)["token"]
    entry = visit_alert(visit_note(base64.urlsafe_b64decode(token)), TODAY)
    town.scene.move_by(40 * MINUTE_MS)
    order = {"day": str(TODAY.date), "entries": [entry.hex()]}
    assert 200 == (await town.scene.internal.post("/internal/v1/venue-alerts", json=order)).status_code
    await town.scene.publish_tomorrow()
    await town.everybody_updates()


def test_whoever_showed_a_code_instead_of_a_name_is_warned_and_nobody_else(tmp_path: Path) -> None:
    async def story(town: Town):
        await anna_showed_her_code_and_a_door_of_that_hour_is_alerted(town)
        owners = (town.anna, town.binh)
        pages = [await owner.sees(path) for owner in owners for path in ("/", "/warnings", "/places")]
        sent = [d for owner in owners for d in owner.device.store.departures() if d.what != "files"]
        await town.anna.sends("/places/1/delete")
        await town.everybody_updates()
        return pages, sent, await town.anna.sees("/warnings")

    (home, letter, places, *unwarned), sent, after = play(tmp_path, story)

    assert CODE_WARNING in home
    assert CODE_WARNING in letter
    assert "the code that you showed from 19:00 to 19:15, instead of your name" in letter
    assert "Tuesday, 24 November" in letter
    assert "A door where you showed your code" in places
    assert [] == [page for page in unwarned if "a place" in page and "showed" in page]
    assert "No warnings" in unwarned[1]
    assert [] == sent
    assert "No warnings" in after


def test_a_batch_that_is_revoked_takes_the_warning_about_a_code_back(tmp_path: Path) -> None:
    async def story(town: Town):
        await anna_showed_her_code_and_a_door_of_that_hour_is_alerted(town)
        ((sequence,),) = [visit.alerted_by for visit in visits_in(town.anna.device.store).alerted]
        await town.revoke(sequence)
        await town.everybody_updates()
        await town.anna.sends("/language", {"language": "vi"})
        return await town.anna.sees("/warnings")

    assert "Cảnh báo về nơi bạn đưa mã vào cửa, " in play(tmp_path, story)


def test_the_page_speaks_vietnamese(tmp_path: Path) -> None:
    async def story(town: Town):
        await both_went_and_anna_was_exposed(town)
        await town.anna.sends("/language", {"language": "vi"})
        return await town.anna.sees("/warnings")

    page = play(tmp_path, story)

    assert "Cảnh báo về địa điểm" in page
    assert "Có người mắc COVID-19 đã ở cùng nơi, cùng lúc với bạn: Chợ Sơn Dương" in page
