"""A world of phones: one device for each person, real stores and real code, on a virtual air under simulated time.

Nothing of a phone is shortened: ids, advertisements, duty, encrypted store, feed, matching and warning are the device
room's own. Only the air between the phones, and time, are made here.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from bluezone.device.core.feed import Feed
from bluezone.device.core.own_power import OwnPower
from bluezone.device.core.proximity import RadioProfile
from bluezone.device.errors import UnreachableError
from bluezone.device.ports import Exchange
from bluezone.device.runtime import Device, Surroundings, start_device
from bluezone.device.saved import BEFORE_THE_FIRST, SavedDevice
from bluezone.device.store import Store, open_store
from bluezone.protocol.calendar import DAY_MS, SLOT_MS
from bluezone.protocol.config import Configuration, RadioDuty
from bluezone.protocol.signature import VerifyingKey
from bluezone.radio.air import PRESETS
from bluezone.radio.virtual import VirtualAir
from bluezone.simulation.contacts import ContactRow, contact_rows
from bluezone.simulation.scenario import ORIGIN_MS, Scenario

Progress = Callable[[int, int], None]
"""(milliseconds of the world lived, in all)."""

_STORE_KEY_BYTES = 32


class WorldClock:
    """All phones' clock. It waits for nobody: a pause is over when it begins."""

    def __init__(self, air: VirtualAir) -> None:
        self._air = air

    def wall_ms(self) -> int:
        return self._air.now_ms

    def monotonic_ms(self) -> int:
        return self._air.now_ms

    async def sleep(self, duration_ms: int) -> None:
        await asyncio.sleep(0)


class Unplugged:
    """No exchange in reach."""

    async def fetch(self, path: str, limit: int) -> bytes:
        raise UnreachableError("no exchange is in reach")

    async def call(self, body: bytes) -> bytes:
        raise UnreachableError("no exchange is in reach")

    async def close(self) -> None:
        """Has nothing to close."""


UNPLUGGED = Unplugged()
NO_ROOT = VerifyingKey(bytes(32))
"""Of no use without an exchange; nobody knows a private key for it."""


class World:
    """The phones of one scenario, in one folder."""

    def __init__(
        self,
        scenario: Scenario,
        folder: Path,
        profile: RadioProfile,
        *,
        start_ms: int = ORIGIN_MS,
        alone: bool = False,
    ) -> None:
        """A world at its first midnight; or, over the stores of one that has lived, its sequel from `start_ms` on.
        In a sequel that is `alone` nobody meets any more."""
        self.scenario = scenario
        self.devices: dict[int, Device] = {}
        self.lived_ms = 0
        """By all phones together."""
        self.listened_ms = 0.0
        """Of it, the time with the receiver on."""
        self._folder = folder
        self._profile = profile
        met: list[ContactRow] = []
        if not alone:
            met = contact_rows(scenario.trace, ORIGIN_MS, scenario.seed, bystanders=scenario.bystanders)
        to_come = (row for row in met if row[1] > start_ms)
        self.air = VirtualAir(PRESETS[scenario.air], scenario.seed, to_come, start_ms=start_ms)

    async def start(self, exchange: Exchange = UNPLUGGED, root: VerifyingKey = NO_ROOT) -> None:
        """Every person with the app switches it on. Phones that were killed go on after the last thing any of them
        wrote down: nobody lives the same minute twice."""
        stores = {person: self._open_store(person) for person in self.scenario.people_with_app}
        written_ms = max(store.newest_sighting_ms() for store in stores.values())
        if written_ms >= self.air.now_ms:
            self.air.advance((written_ms // SLOT_MS + 1) * SLOT_MS)
        clock = WorldClock(self.air)
        for person, store in stores.items():
            luck = self._luck(person, self.air.now_ms).randbytes
            if self.scenario.told is not None:
                _tell(SavedDevice.load(store, luck), self.scenario.told)
            surroundings = Surroundings(
                radio=self.air.radio(person),
                store=store,
                exchange=exchange,
                clock=clock,
                entropy=luck,
                root=root,
                profile=self._profile,
                own_power=self._own_power(person),
            )
            self.devices[person] = await start_device(surroundings)

    def _own_power(self, person: int) -> OwnPower:
        usual_dbm = self._profile.reference_tx_power_dbm
        if not self.scenario.said or usual_dbm is None:
            return OwnPower()
        return OwnPower(round(usual_dbm + self.air.louder_db(person)))

    async def live_until(self, end_ms: int, progress: Progress = lambda _done, _all: None) -> None:
        """Time passes slot by slot; each phone changes its id at each boundary, as it does in its owner's pocket. Where
        phones listen sooner in company, a slot passes in steps of the shortest pause, so that none comes too late."""
        begin_ms, step_ms = self.air.now_ms, _step_ms(self.scenario.duty)
        while self.air.now_ms < end_ms:
            boundary_ms = min(end_ms, (self.air.now_ms // SLOT_MS + 1) * SLOT_MS)
            while self.air.now_ms < boundary_ms:
                await self._pass(min(boundary_ms, self.air.now_ms + step_ms))
            for device in self.devices.values():
                await device.tick()
            if self.air.now_ms % (DAY_MS // 24) == 0:
                await asyncio.sleep(0)
                progress(self.air.now_ms - begin_ms, end_ms - begin_ms)

    async def _pass(self, to_ms: int) -> None:
        """Lets phones hear each other, and those that are alone again listen as before."""
        passed_ms = to_ms - self.air.now_ms
        for person in self.devices:
            hearing = self.air.radio(person).hearing
            if hearing is not None:
                self.listened_ms += passed_ms * hearing.duty.on_ms / hearing.duty.period_ms
        self.lived_ms += passed_ms * len(self.devices)
        self.air.advance(to_ms)
        await asyncio.sleep(0)
        for device in self.devices.values():
            if device.machine.next_deadline_ms(now := device.now()) <= now.wall_ms:
                await device.tick()

    def write_down(self) -> None:
        """Writes to every store what its phone has heard so far."""
        for device in self.devices.values():
            device.store.flush()

    async def close(self) -> None:
        """Switches every phone off, its store on disk."""
        for device in self.devices.values():
            await device.close()
        self.devices.clear()

    def _open_store(self, person: int) -> Store:
        key = self._luck(person, "key").randbytes(_STORE_KEY_BYTES)
        return open_store(self._folder / f"{person}.store", key, durable=False)

    def _luck(self, *key: object) -> random.Random:
        return random.Random(repr((self.scenario.seed, *key)))  # noqa: S311 - a repeatable world, not a secret


def _step_ms(duty: RadioDuty) -> int:
    sooner = duty.in_company
    if sooner == duty or not duty.company_hours:
        return SLOT_MS
    return (sooner.scan_period_s - sooner.scan_on_s) * 1_000


def _tell(saved: SavedDevice, told: Configuration) -> None:
    """Has a phone that has heard of nothing yet listen as the authority will tell it to."""
    if saved.feed == BEFORE_THE_FIRST:
        saved.save_feed(Feed(msgspec.structs.replace(told, sequence=0)))


def sightings_of(devices: Mapping[int, Device], case: int) -> dict[int, int]:
    """How often each other phone heard the case's, by the case's own seeds: what the phones know without knowing it."""
    own = {
        rolling_id
        for seed in devices[case].store.identity().seeds
        for rolling_id in seed.seed.ids_for(seed.day)[seed.first_slot : seed.last_slot + 1]
    }
    return {
        person: sum(sighting.rolling_id in own for sighting in device.store.sightings())
        for person, device in devices.items()
        if person != case
    }
