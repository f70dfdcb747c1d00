"""From an owner's pages to the portal's desk: declarations, reports, withdrawals and links, sealed all the way; and
an F1 whose contacts are warned. With a real exchange, real stores and real pages, and no browser.
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

from bluezone.citizen import create_app
from bluezone.citizen.keeping import What, outbox
from bluezone.device.core.anchor import BootClock
from bluezone.device.core.exposure import Level as WarningLevel
from bluezone.protocol.calendar import HOUR_MS, MINUTE_MS
from bluezone.protocol.disclosure import Level
from bluezone.protocol.report import (
    ContactReport,
    Declaration,
    LinkConsent,
    Sealable,
    Withdrawal,
    link_of,
    open_sealed,
    report_public_key,
)
from bluezone.protocol.sighting import BootId
from tests.citizen.test_report import ANSWERS
from tests.support.citizen.owners import KEY, Owner
from tests.support.device.phones import sighting
from tests.support.exchange.exchange_client import seeds_of_days
from tests.support.exchange.exchanges import NOON_MS, TODAY, Scene, open_scene
from tests.support.scenario.scene_phones import SceneClock, a_scene_phone

PRIVATE = b"only the portal has it".ljust(32, b".")
YESTERDAY = TODAY.plus(-1)
T = TypeVar("T")


@dataclass
class Village:
    """An exchange, its portal, and two owners."""

    scene: Scene
    anna: Owner
    binh: Owner

    async def desk(self, *, acknowledged: bool = True) -> list[Sealable]:
        """What the portal fetches, opens with its own key, and says that it has."""
        listed = (await self.scene.internal.get("/internal/v1/reports")).json()
        if acknowledged:
            ids = {"ids": [one["id"] for one in listed]}
            await self.scene.internal.post("/internal/v1/reports/acknowledged", json=ids)
        return [open_sealed(base64.b64decode(one["sealed"]), PRIVATE) for one in listed]

    async def discloses(self, owner: Owner, code: str, **form: str) -> None:
        """Every day that is offered stays ticked."""
        page = await owner.sends("/code", {"code": code})
        days = re.findall(r'name="day"\s+value="(\d+)"\s+checked', page.text)
        await owner.sends("/code/disclose", {"code": code, "day": days, **form})
        await owner.waits()
        await owner.device.take_turn()  # some days later, as a rule

    async def binh_was_near(self, seed_of_anna) -> None:
        """Binh's phone heard Anna's for an hour, from noon on."""
        device, boot = self.binh.device, BootId(b"before..")
        device.store.save_boot_clock(BootClock(boot), NOON_MS)
        ids = seed_of_anna.ids_for(TODAY)
        for ms in range(0, HOUR_MS, 5_000):
            wall_ms = NOON_MS + ms
            rolling_id = ids[(wall_ms - TODAY.start_ms) // (15 * MINUTE_MS)]
            heard = sighting(0, rolling_id=rolling_id, boot=boot, wall_ms=wall_ms, monotonic_ms=ms, rssi_dbm=-55)
            device.store.keep_sighting(heard)


@contextlib.asynccontextmanager
async def a_village(folder: Path) -> AsyncIterator[Village]:
    async with open_scene(folder / "exchange", report_key=report_public_key(PRIVATE)) as scene:
        await scene.publish()
        clock, owners = SceneClock(scene, NOON_MS), []
        for number in (1, 2):
            device = await a_scene_phone(folder, scene, clock, number)
            await device.update()
            owners.append(Owner(device, create_app(device, token=KEY)))
            await owners[-1].opens()
        try:
            yield Village(scene, *owners)
        finally:
            for owner in owners:
                await owner.closes()


def play(folder: Path, story: Callable[[Village], Awaitable[T]]) -> T:
    async def run() -> T:
        async with a_village(folder) as village:
            return await story(village)

    return asyncio.run(run())


async def anna_met_binh(village: Village, level: Level, **form: str) -> None:
    """An hour side by side; Anna discloses with a code of this level; the next day it is published."""
    (own,) = village.anna.device.store.identity().seeds
    await village.binh_was_near(own.seed)
    village.scene.move_by(HOUR_MS)
    onset = TODAY if level is Level.F0 else YESTERDAY
    await village.discloses(village.anna, await village.scene.code(level, onset), **form)
    await village.scene.publish_tomorrow()
    assert "" == (await village.binh.device.update()).problem


def test_a_declaration_arrives_as_it_was_shown_and_the_exchange_never_had_a_name(tmp_path: Path) -> None:
    async def story(village: Village):
        await village.anna.looks_and_sends("/declaration", ANSWERS)
        await village.anna.waits()
        raw = (await village.scene.internal.get("/internal/v1/reports")).content
        return raw, await village.desk(), await village.desk(acknowledged=False)

    raw, (declaration,), afterwards = play(tmp_path, story)

    assert isinstance(declaration, Declaration)
    assert "Trần Văn An" == declaration.name
    assert "Trần".encode() not in raw
    assert [] == afterwards
    stored = b"".join(path.read_bytes() for path in (tmp_path / "exchange").rglob("*") if path.is_file())
    assert "Trần".encode() not in stored


def test_with_both_consents_the_case_team_sees_that_report_and_case_belong_together(tmp_path: Path) -> None:
    async def story(village: Village):
        await anna_met_binh(village, Level.F0, link="yes")
        (consent,) = await village.desk()
        await village.binh.looks_and_sends("/warnings/report", {"link": "yes"})
        await village.binh.waits()
        (report,) = await village.desk()
        return consent, report, {link_of(own.seed) for own in village.anna.device.store.identity().seeds}

    consent, report, of_anna = play(tmp_path, story)

    assert isinstance(consent, LinkConsent)
    assert isinstance(report, ContactReport)
    assert 1 == len(report.links)
    assert set(report.links) <= set(consent.links) <= of_anna


def test_without_one_of_the_consents_nothing_joins_them(tmp_path: Path) -> None:
    async def story(village: Village, *, case: bool, contact: bool):
        await anna_met_binh(village, Level.F0, **({"link": "yes"} if case else {}))
        of_case = await village.desk()
        await village.binh.looks_and_sends("/warnings/report", {"link": "yes"} if contact else {})
        await village.binh.waits()
        return of_case, await village.desk()

    only_case = play(tmp_path / "1", lambda village: story(village, case=True, contact=False))
    only_contact = play(tmp_path / "2", lambda village: story(village, case=False, contact=True))

    (consent,), (unlinked,) = only_case
    assert isinstance(consent, LinkConsent)
    assert isinstance(unlinked, ContactReport)
    assert () == unlinked.links
    assert [] == only_contact[0]


def test_a_withdrawal_names_what_it_takes_back(tmp_path: Path) -> None:
    async def story(village: Village):
        await village.anna.looks_and_sends("/declaration", ANSWERS)
        await village.anna.waits()
        (declaration,) = await village.desk()
        sent = outbox(village.anna.phone).of(What.DECLARATION)[0]
        await village.anna.sends("/sent/withdraw", {"report": sent.report_id.hex(), "what": "declaration"})
        assert [] == await village.desk()  # right behind the declaration it would stand out
        await village.anna.device.take_turn()
        return declaration, await village.desk()

    declaration, withdrawals = play(tmp_path, story)

    assert [Withdrawal(declaration.report_id)] == withdrawals


def test_every_kind_of_message_is_sealed_to_one_size(tmp_path: Path) -> None:
    async def story(village: Village):
        await anna_met_binh(village, Level.F0, link="yes")
        await village.binh.looks_and_sends("/warnings/report", {"note": "x" * 300})
        await village.binh.waits()
        await village.binh.looks_and_sends("/declaration", ANSWERS)
        await village.binh.device.take_turn()
        return [len(one["sealed"]) for one in (await village.scene.internal.get("/internal/v1/reports")).json()]

    sizes = play(tmp_path, story)

    assert 3 == len(sizes)
    assert 1 == len(set(sizes))


def test_the_contacts_of_an_f1_who_agreed_are_warned_as_f2(tmp_path: Path) -> None:
    async def story(village: Village):
        await anna_met_binh(village, Level.F1)
        return [told.warning.level for told in village.binh.device.store.judged.warnings()], await village.binh.sees(
            "/"
        )

    levels, home = play(tmp_path, story)

    assert [WarningLevel.F2] == levels
    assert "near a close contact of a person who has COVID-19" in home


def test_days_before_an_f1s_first_exposure_are_not_published(tmp_path: Path) -> None:
    async def story(village: Village):
        scene = village.scene
        seeds = seeds_of_days(scene.chance, range(TODAY.number - 5, TODAY.number))
        code = await scene.code(Level.F1, YESTERDAY, first_exposure=TODAY.plus(-2))
        await scene.phone().disclose(code, seeds)
        await scene.publish_tomorrow()
        published = await scene.published_entries()
        return [TODAY.number - one.day.number for one in seeds if one.seed.value in published]

    assert [2, 1] == play(tmp_path, story)
