"""One living phone: the shell that joins core, radio, store and clock; its dealings with servers are next door.

It decides nothing that a server could use: disclosures start in `consent_and_disclose` and `resume_disclosure`, which
only the owner's tap calls. This file and correspondence.py are the only async ones of the device.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Collection, Coroutine
from typing import Any

from bluezone.device.calling import exponential_ms
from bluezone.device.core import commands as do
from bluezone.device.core import disclosing, events
from bluezone.device.core.anchor import BootClock
from bluezone.device.core.battery import BatteryMode
from bluezone.device.core.feed import Feed
from bluezone.device.core.machine import Machine
from bluezone.device.core.moments import Entropy, Now
from bluezone.device.core.proximity import RadioProfile
from bluezone.device.core.visits import VisitBook
from bluezone.device.correspondence import Correspondence, UpdateReport
from bluezone.device.errors import ConsentError, StoreError
from bluezone.device.ports import Surroundings
from bluezone.device.saved import SavedDevice
from bluezone.device.store import Store
from bluezone.protocol.calendar import DAY_MS, Day, Slot
from bluezone.protocol.codes import normalise_code
from bluezone.protocol.config import RadioDuty
from bluezone.protocol.sighting import BootId
from bluezone.radio.base import Address, Duty, HeardFrame
from bluezone.radio.errors import RadioError

__all__ = ["Device", "Surroundings", "UpdateReport", "start_device"]

UPDATE_EVERY_MS = 3_600_000
FLUSH_EVERY_MS = 60_000
LOOK_AT_CLOCK_EVERY_MS = 30_000
_BOOT_ENTROPY_BYTES = 8


class Device:
    """One phone. Made by `start_device`."""

    def __init__(self, surroundings: Surroundings, saved: SavedDevice) -> None:
        self._around = surroundings
        self._saved = saved
        self._machine = _machine(surroundings, saved)
        self._correspondence = Correspondence(surroundings, saved, self._happened)
        self._reads: set[asyncio.Task[None]] = set()
        self._ended = asyncio.Event()
        if saved.ended:
            self._ended.set()
        self.radio_problem = ""
        """Why the radio does not do what it was told; empty when it does."""

    # what others may look at

    @property
    def store(self) -> Store:
        return self._around.store

    @property
    def feed(self) -> Feed:
        return self._saved.feed

    @property
    def paused(self) -> bool:
        return self._machine.paused

    @property
    def ended(self) -> bool:
        """The outbreak was declared over: this phone has erased itself and does nothing any more."""
        return self._saved.ended

    @property
    def battery(self) -> BatteryMode:
        """How much this phone listens, by its owner's choice."""
        return self._machine.battery.mode

    @property
    def machine(self) -> Machine:
        return self._machine

    def visits(self) -> VisitBook:
        """The owner's diary of places, with what published alerts say of it."""
        return self._saved.visits()

    def save_visits(self, visits: VisitBook) -> None:
        self._saved.save_visits(visits)

    @property
    def entropy(self) -> Entropy:
        """For what the owner makes on the pages: numbers of reports, keys of seals."""
        return self._around.entropy

    @property
    def radio_profile(self) -> RadioProfile:
        return self._around.profile

    @property
    def draft(self) -> disclosing.Draft | None:
        """The disclosure under way, or the one that ended last."""
        return self._saved.draft

    @property
    def last_problem(self) -> str:
        """Of the latest update; empty when it held."""
        return self._correspondence.last_problem

    @property
    def last_refused(self) -> bool:
        """Whether it was what was published that could not be believed, rather than nobody answering."""
        return self._correspondence.last_refused

    def now(self) -> Now:
        return Now.read(self._around.clock)

    # the air

    async def tick(self) -> None:
        """Time has passed: change id and address if a slot has ended, forget if a day has; mend what had failed."""
        await self._happened(events.Ticked(self.now()))
        if self.radio_problem:
            await self._happened(events.RadioReturned(self.now()))
        elif not self.paused and not self.ended:
            await self._do([do.Listen(self._machine.listening_duty)])  # the only way to learn that it was lost

    async def pause(self) -> None:
        """The owner switches the radio off."""
        if self.ended:
            return
        self._saved.save_paused(paused=True)
        await self._happened(events.OwnerPaused(self.now()))

    async def resume(self) -> None:
        """The owner switches it on again."""
        if self.ended:
            return
        self._saved.save_paused(paused=False)
        await self._happened(events.OwnerResumed(self.now()))

    async def choose_battery(self, mode: BatteryMode) -> None:
        """The owner wants this phone to listen more, or less. How it speaks stays as it is."""
        if not self.ended:
            await self._happened(events.OwnerChoseBattery(mode, self.now()))

    # news

    async def update(self) -> UpdateReport:
        """Fetch what is new, believe what holds, match it, warn. Never raises for what others did wrong."""
        if self.ended:
            return UpdateReport(0, 0, "the service has ended")
        return await self._correspondence.update()

    async def send_report(self, sealed: bytes) -> None:
        """The owner has read what was sealed here, and tapped.

        Raises UncertainError when it has perhaps been taken, UnreachableError or PeerError when it was not.
        """
        if self.ended:
            raise ConsentError("the service has ended")
        await self._correspondence.send_report(sealed)

    async def send_cover(self) -> None:
        """Calls that say nothing, now. Failing is harmless: nobody waits for them."""
        if not self.ended:
            await self._correspondence.send_cover()

    # disclosure: only ever by the owner's act

    async def consent_and_disclose(
        self, typed_code: str, days: Collection[Day], *, link: bool = False
    ) -> disclosing.Draft:
        """The owner has read what will leave, and tapped: retire these days' seeds, commit, redeem, upload.

        `link` is the owner's other consent; it is kept with the draft and used by whoever resumes it.

        Raises MalformedError for a mistyped code, ConsentError when there is nothing to disclose or one disclosure is
        still open, UnreachableError or PeerError when it could not be finished; the draft is then kept.
        """
        code = normalise_code(typed_code)
        if self.ended:
            raise ConsentError("the service has ended")
        if self.draft is not None and not self.draft.is_over:
            raise ConsentError("another disclosure is not finished yet")
        now = self.now()
        await self._do(self._machine.retire(frozenset(days), now))
        seeds = self._machine.identity.disclosable(days, Slot.containing(now.wall_ms))
        if not seeds:
            raise ConsentError("there is nothing to disclose for these days")
        return await self._correspondence.disclose(disclosing.new_draft(code, seeds, self._around.entropy, link=link))

    async def resume_disclosure(self) -> disclosing.Draft:
        """The owner taps "try again"."""
        if self.draft is None or self.draft.is_over:
            raise ConsentError("there is no unfinished disclosure")
        return await self._correspondence.disclose(self.draft)

    async def abandon_disclosure(self) -> None:
        """The owner gives up an unfinished disclosure. Its seeds stay retired for ever."""
        await self._correspondence.give_up()

    def forget_links(self) -> None:
        """What the owner agreed to have linked is sealed, or is not to be."""
        self._correspondence.forget_links()

    # life

    async def run(self) -> None:
        """Live until cancelled, or until the service ends: slots, updates, cover, and writing down what was heard."""
        async with asyncio.TaskGroup() as group:
            living = [group.create_task(part) for part in self._life()]
            await self._ended.wait()
            for part in living:
                part.cancel()

    async def close(self) -> None:
        """Leave the air and write down what was heard."""
        await self._stop_reading()
        with contextlib.suppress(RadioError):
            await self._around.radio.close()
        self.store.close()

    async def erase(self, *, silent: bool = False) -> None:
        """The owner's wish: all that this phone knows is gone, and it begins anew; `silent` until the owner resumes."""
        if self.ended:
            return  # nothing is left but the mark of the end
        await self._do([do.StopAdvertising(), do.StopListening()])
        await self._stop_reading()
        self._correspondence.forget()
        self._saved.erase(self._around.entropy)
        if silent:
            self._saved.save_paused(paused=True)
        self._machine = _machine(self._around, self._saved)
        await self._happened(events.Started(self.now()))

    async def _end_service(self) -> None:
        await self._stop_reading()
        self._correspondence.forget()
        self._saved.end()
        self._ended.set()

    async def _stop_reading(self) -> None:
        reads = [read for read in self._reads if read is not asyncio.current_task()]
        for read in reads:
            read.cancel()
        await asyncio.gather(*reads, return_exceptions=True)

    def _life(self) -> list[Coroutine[Any, Any, None]]:
        return [self._keep_slots(), self._keep_updated(), self._keep_cover(), self._keep_written()]

    async def _keep_slots(self) -> None:
        """The clock may be set while we sleep, so we look at it now and then."""
        while True:
            now = self.now()
            wait_ms = self._machine.next_deadline_ms(now) - now.wall_ms
            await self._around.clock.sleep(max(1, min(wait_ms, LOOK_AT_CLOCK_EVERY_MS)))
            await self.tick()

    async def _keep_updated(self) -> None:
        while True:
            await self.update()
            if self._correspondence.needs_time:
                await self.send_cover()  # brings a time bound to our own nonce, and tells nobody why
            spread = int.from_bytes(self._around.entropy(4), "big") / 2**32
            await self._around.clock.sleep(int(UPDATE_EVERY_MS * (0.75 + spread / 2)))

    async def _keep_cover(self) -> None:
        """A Poisson process; its rate has a floor that no configuration lowers."""
        while True:
            per_day = self._saved.feed.configuration.cover_per_day
            await self._around.clock.sleep(exponential_ms(DAY_MS / per_day, self._around.entropy))
            await self.send_cover()

    async def _keep_written(self) -> None:
        while True:
            await self._around.clock.sleep(FLUSH_EVERY_MS)
            self.store.flush()

    # the core's commands

    async def _happened(self, event: events.Event) -> None:
        await self._do(self._machine.handle(event))

    async def _do(self, commands: list[do.Command]) -> None:
        """In order. A radio that fails hinders nothing else; it is told again at the next look at the clock."""
        failed, told = "", False
        for command in commands:
            try:
                told = await self._tell_radio(command) or told
            except RadioError as error:
                failed, told = str(error) or "the radio does not answer", True
                continue
            await self._carry_out(command)
        if told:
            self.radio_problem = failed

    async def _tell_radio(self, command: do.Command) -> bool:
        """Whether it was for the radio. Raises RadioError."""
        radio = self._around.radio
        match command:
            case do.Advertise(advertisement, address_entropy, duty):
                address = Address.non_resolvable(address_entropy)
                await radio.advertise(advertisement.pack(), address, self._speaking_duty(duty))
            case do.StopAdvertising():
                await radio.stop_advertising()
            case do.Listen(duty):
                await radio.listen(self._on_frame, self._listening_duty(duty))
            case do.StopListening():
                await radio.stop_listening()
            case _:
                return False
        return True

    async def _carry_out(self, command: do.Command) -> None:
        match command:
            case do.KeepSighting(sighting):
                self.store.keep_sighting(sighting)
            case do.ReadIdentity(peer, rssi_dbm):
                self._read(peer, rssi_dbm)
            case do.SaveIdentity(identity):
                self.store.save_identity(identity)
            case do.SaveBootClock(clock):
                self.store.save_boot_clock(clock, self._around.clock.wall_ms())
            case do.SaveBattery(choices):
                self._saved.save_battery(choices)
            case do.ForgetBefore(day):
                self.store.forget_before(day)
                self._saved.change_visits(self._saved.visits().since(day.start_ms))
            case do.EndService():
                await self._end_service()
            case _:
                pass  # the radio's

    def _on_frame(self, frame: HeardFrame) -> None:
        """The radio calls this; a store that fails must not stop it, and says so itself at the next flush."""
        event = events.FrameHeard(frame.data, frame.address.value, frame.rssi_dbm, frame.monotonic_ms, self.now())
        for command in self._machine.handle(event):
            if isinstance(command, do.KeepSighting):
                with contextlib.suppress(StoreError):
                    self.store.keep_sighting(command.sighting)
            elif isinstance(command, do.ReadIdentity):
                self._read(command.address, command.rssi_dbm)

    def _read(self, peer: bytes, rssi_dbm: int) -> None:
        task = asyncio.get_running_loop().create_task(self._read_identity(peer, rssi_dbm))
        self._reads.add(task)
        task.add_done_callback(self._reads.discard)

    async def _read_identity(self, peer: bytes, rssi_dbm: int) -> None:
        try:
            value: bytes | None = await self._around.radio.read_identity(Address(peer))
        except RadioError:
            value = None
        with contextlib.suppress(StoreError):
            await self._happened(events.IdentityRead(peer, value, rssi_dbm, self.now()))

    def _listening_duty(self, duty: RadioDuty) -> Duty:
        """The phase is the phone's own, drawn once: a crowd must not listen all at the same time."""
        return _duty(duty.scan_on_s, duty.scan_period_s, self._saved.scan_phase)

    def _speaking_duty(self, duty: RadioDuty) -> Duty:
        return _duty(duty.advertise_on_s, duty.advertise_period_s, self._saved.advertise_phase)


async def start_device(surroundings: Surroundings, *, silent: bool = False) -> Device:
    """A phone that has begun: its identity on disk, itself on air and listening (unless the owner had paused it).

    `silent`: off the air until the owner resumes, which here is the first time: nobody has agreed to anything yet.
    """
    saved = SavedDevice.load(surroundings.store, surroundings.entropy)
    if silent and not saved.ended:
        saved.save_paused(paused=True)
    device = Device(surroundings, saved)
    await surroundings.radio.serve_identity(lambda: _identity_of(device))
    await device._happened(events.Started(device.now()))  # noqa: SLF001 - this function is part of the class's making
    return device


def _machine(around: Surroundings, saved: SavedDevice) -> Machine:
    boot = BootClock(BootId(around.entropy(_BOOT_ENTROPY_BYTES)), floor_ms=around.store.greatest_proven_ms())
    return Machine(
        identity=around.store.identity(),
        clock=boot,
        configuration=saved.feed.configuration,
        entropy=around.entropy,
        paused=saved.paused,
        battery=saved.battery,
        tx_power_dbm=around.tx_power_dbm,
        ended=saved.ended,
    )


def _identity_of(device: Device) -> bytes:
    """What a reading peer is told; nothing while we are silent."""
    current = device.machine.current_id
    return current.value if current is not None else b""


def _duty(on_s: int, period_s: int, phase: float) -> Duty:
    period_ms = period_s * 1000
    return Duty(on_ms=on_s * 1000, period_ms=period_ms, offset_ms=int(phase * period_ms))
