"""One living phone: the shell that joins core, radio, store, clock and exchange. The only async file of the device.

It decides nothing that a server could use: disclosures start in `consent_and_disclose` and `resume_disclosure`, which
only the owner's tap calls; everything else that it sends is cover. Whatever leaves is in the ledger before it leaves.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Collection, Generator
from dataclasses import dataclass
from typing import TypeVar

from bluezone.device.core import commands as do
from bluezone.device.core import disclosing, events
from bluezone.device.core.anchor import BEHIND_IS_SUSPECT_MS, BootClock
from bluezone.device.core.cover import cover
from bluezone.device.core.feed import Examine, Feed, Fetch, follow
from bluezone.device.core.machine import Machine
from bluezone.device.core.matching import Encounter, HeardLog, find_encounters, index_log
from bluezone.device.core.moments import Entropy, Now
from bluezone.device.core.proximity import RadioProfile
from bluezone.device.core.reporting import report
from bluezone.device.core.warnings import KeptEncounter, Warning, judge, raised, warnings_from  # noqa: A004 - our word
from bluezone.device.errors import ConsentError, DeviceError, UnreachableError
from bluezone.device.ports import Clock, Exchange
from bluezone.device.saved import SavedDevice
from bluezone.device.store import Store
from bluezone.device.store.encrypted import Departure
from bluezone.protocol.batch import Batch
from bluezone.protocol.calendar import Day, Slot
from bluezone.protocol.codes import normalise_code
from bluezone.protocol.config import Configuration, RadioDuty
from bluezone.protocol.errors import PeerError
from bluezone.protocol.messages import Answer, Request, TimeRequest, pack_request, unpack_answer
from bluezone.protocol.sighting import BootId
from bluezone.protocol.signature import KeyList, VerifyingKey
from bluezone.radio.base import Address, Duty, HeardFrame, Radio
from bluezone.radio.errors import RadioError, ReadFailedError

UPDATE_EVERY_MS = 3_600_000
FLUSH_EVERY_MS = 60_000
LOOK_AT_CLOCK_EVERY_MS = 30_000
MEAN_REST_MS = 2_000
LONGEST_REST_MS = 15_000
_BOOT_ENTROPY_BYTES = 8
_DAY_MS = 86_400_000

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Everything a phone stands on. Joined in cli, or by a test."""

    radio: Radio
    store: Store
    exchange: Exchange
    clock: Clock
    entropy: Entropy
    root: VerifyingKey
    """The pinned root key; a phone that has saved another one keeps that."""
    profile: RadioProfile
    tell_owner: Callable[[Warning], None] = lambda _warning: None
    """Called for a warning the owner has not been told of yet, once it is on disk."""
    tx_power_dbm: int | None = None


@dataclass(frozen=True, slots=True)
class UpdateReport:
    """What came of looking for news."""

    batches: int
    """Verified and examined."""
    encounters: int
    """Published seeds that this phone had heard."""
    problem: str = ""
    """Why the update was refused or impossible; empty when all is well. The state is then as before."""


@dataclass(slots=True)
class _Examination:
    """What one update has found so far."""

    log: HeardLog | None = None
    batches: int = 0
    encounters: int = 0
    asked_bytes: int = 0


class Device:
    """One phone. Made by `start_device`."""

    def __init__(self, surroundings: Surroundings, machine: Machine, saved: SavedDevice) -> None:
        self._around = surroundings
        self._machine = machine
        self._saved = saved
        self._reads: set[asyncio.Task[None]] = set()
        self._speaking = asyncio.Lock()  # one sequence of calls at a time: two would stand out
        self.last_problem = ""
        """Of the latest update; empty when it held."""
        self.last_refused = False
        """Whether it was what was published that could not be believed, rather than nobody answering."""

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
    def machine(self) -> Machine:
        return self._machine

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

    def now(self) -> Now:
        return Now(self._around.clock.wall_ms(), self._around.clock.monotonic_ms())

    # the air

    async def tick(self) -> None:
        """Time has passed: change id and address if a slot has ended, forget if a day has."""
        await self._do(self._machine.handle(events.Ticked(self.now())))

    async def pause(self) -> None:
        """The owner switches the radio off."""
        self._saved.save_paused(paused=True)
        await self._do(self._machine.handle(events.OwnerPaused(self.now())))

    async def resume(self) -> None:
        """The owner switches it on again."""
        self._saved.save_paused(paused=False)
        await self._do(self._machine.handle(events.OwnerResumed(self.now())))

    # news

    async def update(self) -> UpdateReport:
        """Fetch what is new, believe what holds, match it, warn. Never raises for what others did wrong."""
        examination = _Examination()
        before = self._saved.feed
        try:
            followed = await self._follow(before, examination)
        except (PeerError, UnreachableError) as error:
            self.last_problem = str(error)
            self.last_refused = isinstance(error, PeerError)
            return UpdateReport(examination.batches, examination.encounters, self.last_problem)
        finally:
            self._note("files", examination.asked_bytes, owner_act=False)
        self.last_problem, self.last_refused = "", False
        self._saved.save_feed(followed)
        await self._believe(before, followed)
        self._warn()
        return UpdateReport(examination.batches, examination.encounters)

    async def _follow(self, known: Feed, examination: _Examination) -> Feed:
        conversation = follow(known, self._around.root)
        reply = b""
        try:
            step = next(conversation)
            while True:
                match step:
                    case Fetch(path, limit):
                        examination.asked_bytes += len(path)
                        reply = await self._around.exchange.fetch(path, limit)
                    case Examine(batch, configuration):
                        await self._examine(batch, configuration, examination)
                step = conversation.send(reply)
        except StopIteration as end:
            ended: Feed = end.value
            return ended

    async def _believe(self, before: Feed, followed: Feed) -> None:
        now = self.now()
        time_ms = followed.issued_s * 1000
        await self._do(self._machine.handle(events.TimeProven(time_ms, now)))
        if followed.configuration != before.configuration:
            await self._do(self._machine.handle(events.Configured(followed.configuration, now)))
        if now.wall_ms - time_ms > BEHIND_IS_SUSPECT_MS:
            await self.send_cover()  # brings a time bound to our own nonce, and tells nobody why

    async def _examine(self, batch: Batch, configuration: Configuration, examination: _Examination) -> None:
        if examination.log is None:
            sightings, clocks = self.store.sightings(), self.store.boot_clocks()
            examination.log = index_log(sightings, clocks, configuration.risk.tolerance_slots)
        found = await asyncio.to_thread(find_encounters, batch, examination.log)
        examination.batches += 1
        examination.encounters += len(found)
        if found:
            self.store.save_encounters(self._judged(found, configuration))

    def _judged(self, found: Collection[Encounter], configuration: Configuration) -> list[KeptEncounter]:
        known = {(kept.seed, kept.day): kept for kept in self.store.encounters()}
        return [
            raised(known[(new.seed, new.day)], new.level, new.infectivity)
            if (new.seed, new.day) in known
            else judge(new, configuration, self._around.profile)
            for new in found
        ]

    def _warn(self) -> None:
        standing = warnings_from(self.store.encounters(), self._saved.feed.configuration)
        for warning in self.store.save_warnings(standing, self._around.clock.wall_ms()):
            self._around.tell_owner(warning)

    # disclosure: only ever by the owner's act

    async def consent_and_disclose(self, typed_code: str, days: Collection[Day]) -> disclosing.Draft:
        """The owner has read what will leave, and tapped: retire these days' seeds, commit, redeem, upload.

        Raises MalformedError for a mistyped code, ConsentError when there is nothing to disclose or one disclosure is
        still open, UnreachableError or PeerError when it could not be finished; the draft is then kept.
        """
        code = normalise_code(typed_code)
        if self.draft is not None and not self.draft.is_over:
            raise ConsentError("another disclosure is not finished yet")
        await self._do(self._machine.retire(frozenset(days), self.now()))
        seeds = self._machine.identity.disclosable(days, Slot.containing(self.now().wall_ms))
        if not seeds:
            raise ConsentError("there is nothing to disclose for these days")
        return await self._disclose(disclosing.new_draft(code, seeds, self._around.entropy))

    async def resume_disclosure(self) -> disclosing.Draft:
        """The owner taps "try again"."""
        if self.draft is None or self.draft.is_over:
            raise ConsentError("there is no unfinished disclosure")
        return await self._disclose(self.draft)

    async def abandon_disclosure(self) -> None:
        """The owner gives up an unfinished disclosure. Its seeds stay retired for ever."""
        self._saved.forget_draft()

    async def _disclose(self, draft: disclosing.Draft) -> disclosing.Draft:
        self._saved.save_draft(draft)
        keys = await self._keys()
        async with self._speaking:
            conversation = disclosing.disclose(draft, keys, self._around.entropy)
            return await self._converse(conversation, owner_act=True)

    async def send_report(self, sealed: bytes) -> None:
        """The owner has read what was sealed here, and tapped. Raises UnreachableError or PeerError: not taken."""
        keys = await self._keys()
        async with self._speaking:
            await self._converse(report(sealed, keys, self._around.entropy), owner_act=True)

    async def send_cover(self) -> None:
        """Calls that say nothing. Failing is harmless: nobody waits for them."""
        try:
            keys = await self._keys()
            async with self._speaking:
                await self._converse(cover(keys, self._around.entropy), owner_act=False)
        except (DeviceError, PeerError):
            return

    async def _keys(self) -> KeyList:
        if self._saved.feed.keys is None:
            report = await self.update()
            if self._saved.feed.keys is None:
                raise UnreachableError(report.problem or "the exchange has published nothing yet")
        return self._saved.feed.keys

    async def _converse(self, conversation: Generator[disclosing.Step, Answer | None, _T], *, owner_act: bool) -> _T:
        reply: Answer | None = None
        try:
            step = next(conversation)
            while True:
                reply = await self._take(step, owner_act=owner_act)
                step = conversation.send(reply)
        except StopIteration as end:
            ended: _T = end.value
            return ended

    async def _take(self, step: disclosing.Step, *, owner_act: bool) -> Answer | None:
        match step:
            case disclosing.Save(draft):
                self._saved.save_draft(draft)
            case disclosing.Rest():
                await self._around.clock.sleep(_rest_ms(self._around.entropy))
            case disclosing.TimeSeen(time_s):
                await self._do(self._machine.handle(events.TimeProven(time_s * 1000, self.now())))
            case disclosing.Send(request):
                return await self._send(request, owner_act=owner_act)
        return None

    async def _send(self, request: Request, *, owner_act: bool) -> Answer:
        body = pack_request(request)
        what = "time" if isinstance(request, TimeRequest) else str(type(request).__struct_config__.tag)
        self._note(what, len(body), owner_act=owner_act)
        return unpack_answer(await self._around.exchange.call(body))

    def _note(self, what: str, size: int, *, owner_act: bool) -> None:
        self.store.note_departure(Departure(self._around.clock.wall_ms(), what, size, owner_act))

    # life

    async def run(self) -> None:
        """Live until cancelled: slots, updates, cover, and writing down what was heard."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._keep_slots())
            group.create_task(self._keep_updated())
            group.create_task(self._keep_cover())
            group.create_task(self._keep_written())

    async def close(self) -> None:
        """Leave the air and write down what was heard."""
        for read in self._reads:
            read.cancel()
        await asyncio.gather(*self._reads, return_exceptions=True)
        await self._around.radio.close()
        self.store.close()

    async def erase(self) -> None:
        """The owner's wish: everything this phone knows, gone; and a new beginning."""
        await self._do([do.StopAdvertising(), do.StopListening()])
        self.store.erase()
        self._saved.forget_everything()
        self._machine = _machine(self._around, self._saved)
        await self._do(self._machine.handle(events.Started(self.now())))

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
            spread = int.from_bytes(self._around.entropy(4), "big") / 2**32
            await self._around.clock.sleep(int(UPDATE_EVERY_MS * (0.75 + spread / 2)))

    async def _keep_cover(self) -> None:
        """A Poisson process; its rate has a floor that no configuration lowers."""
        while True:
            per_day = self._saved.feed.configuration.cover_per_day
            await self._around.clock.sleep(_exponential_ms(_DAY_MS / per_day, self._around.entropy))
            await self.send_cover()

    async def _keep_written(self) -> None:
        while True:
            await self._around.clock.sleep(FLUSH_EVERY_MS)
            self.store.flush()

    # the core's commands

    async def _do(self, commands: list[do.Command]) -> None:
        for command in commands:
            await self._carry_out(command)

    async def _carry_out(self, command: do.Command) -> None:
        radio = self._around.radio
        match command:
            case do.KeepSighting(sighting):
                self.store.keep_sighting(sighting)
            case do.Advertise(advertisement, address_entropy, duty):
                address = Address.non_resolvable(address_entropy)
                await radio.advertise(advertisement.pack(), address, self._speaking_duty(duty))
            case do.StopAdvertising():
                await radio.stop_advertising()
            case do.Listen(duty):
                await radio.listen(self._on_frame, self._listening_duty(duty))
            case do.StopListening():
                await radio.stop_listening()
            case do.ReadIdentity(peer, rssi_dbm):
                self._read(peer, rssi_dbm)
            case do.SaveIdentity(identity):
                self.store.save_identity(identity)
            case do.SaveBootClock(clock):
                self.store.save_boot_clock(clock, self._around.clock.wall_ms())
            case do.ForgetBefore(day):
                self.store.forget_before(day)

    def _on_frame(self, frame: HeardFrame) -> None:
        event = events.FrameHeard(frame.data, frame.address.value, frame.rssi_dbm, frame.monotonic_ms, self.now())
        for command in self._machine.handle(event):
            if isinstance(command, do.KeepSighting):
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
        except (ReadFailedError, RadioError):
            value = None
        await self._do(self._machine.handle(events.IdentityRead(peer, value, rssi_dbm, self.now())))

    def _listening_duty(self, duty: RadioDuty) -> Duty:
        """The phase is the phone's own, drawn once: a crowd must not listen all at the same time."""
        return _duty(duty.scan_on_s, duty.scan_period_s, self._saved.scan_phase)

    def _speaking_duty(self, duty: RadioDuty) -> Duty:
        return _duty(duty.advertise_on_s, duty.advertise_period_s, self._saved.advertise_phase)


async def start_device(surroundings: Surroundings) -> Device:
    """A phone that has begun: its identity on disk, itself on air and listening (unless the owner had paused it)."""
    saved = SavedDevice.load(surroundings.store, surroundings.entropy)
    machine = _machine(surroundings, saved)
    device = Device(surroundings, machine, saved)
    await surroundings.radio.serve_identity(lambda: _identity_of(device))
    now = Now(surroundings.clock.wall_ms(), surroundings.clock.monotonic_ms())
    await device._do(machine.handle(events.Started(now)))  # noqa: SLF001 - this function is part of the class's making
    return device


def _machine(around: Surroundings, saved: SavedDevice) -> Machine:
    boot = BootClock(BootId(around.entropy(_BOOT_ENTROPY_BYTES)), floor_ms=around.store.greatest_proven_ms())
    return Machine(
        identity=around.store.identity(),
        clock=boot,
        configuration=saved.feed.configuration,
        entropy=around.entropy,
        paused=saved.paused,
        tx_power_dbm=around.tx_power_dbm,
    )


def _identity_of(device: Device) -> bytes:
    """What a reading peer is told; nothing while we are silent."""
    current = device.machine.current_id
    return current.value if current is not None else b""


def _duty(on_s: int, period_s: int, phase: float) -> Duty:
    period_ms = period_s * 1000
    return Duty(on_ms=on_s * 1000, period_ms=period_ms, offset_ms=int(phase * period_ms))


def _rest_ms(entropy: Entropy) -> int:
    return min(LONGEST_REST_MS, _exponential_ms(MEAN_REST_MS, entropy))


def _exponential_ms(mean_ms: float, entropy: Entropy) -> int:
    uniform = (int.from_bytes(entropy(8), "big") + 1) / (2**64 + 1)
    return int(-math.log(uniform) * mean_ms)
