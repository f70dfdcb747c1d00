"""The machine's shell: hands it what happened, and carries out what it commands, on the radio and in the store.

Rule 1: what to do is the machine's word alone; this file only does it.
Rule 2: a radio that fails hinders nothing else. What it says stands in `radio_problem`, and it is told again.
Rule 3: what the store could not take is owed: it is tried again at every look at the clock, and until an identity is on
disk nothing of it is on air.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass

from bluezone.device.core import commands as do
from bluezone.device.core import events
from bluezone.device.core.anchor import BootClock
from bluezone.device.core.machine import Machine
from bluezone.device.core.moments import Now
from bluezone.device.errors import StoreError
from bluezone.device.ports import Surroundings
from bluezone.device.saved import SavedDevice, forget_kept_before, forget_kept_beyond
from bluezone.protocol.config import MOST_PERIOD_S, RadioDuty
from bluezone.protocol.sighting import BootId
from bluezone.radio.base import Address, Duty, HeardFrame
from bluezone.radio.errors import RadioUnavailableError, UnavailableReason

_BOOT_ENTROPY_BYTES = 8
_OWED = (
    do.SaveIdentity,
    do.SaveBootClock,
    do.RefuteProofs,
    do.MatchAnew,
    do.ForgetBefore,
    do.ForgetBeyond,
    do.EndService,
)
"""Commands that must be carried out in the end; each makes the one of its kind before it needless."""


@dataclass(frozen=True, slots=True)
class RadioProblem:
    """Why a radio does not do what it was told."""

    reason: UnavailableReason
    line: str
    """In one line, for whoever mends it."""

    @classmethod
    def of(cls, error: Exception) -> RadioProblem:
        reason = error.reason if isinstance(error, RadioUnavailableError) else UnavailableReason.UNFORESEEN
        return cls(reason, str(error) or type(error).__name__)


class AirShell:
    """One phone's machine, and what it is joined to."""

    def __init__(self, around: Surroundings, saved: SavedDevice, end_service: Callable[[], Awaitable[None]]) -> None:
        self._around = around
        self._saved = saved
        self._end_service = end_service
        self._begun: set[asyncio.Task[None]] = set()
        self._owed: dict[type[do.Command], do.Command] = {}
        self.machine = _machine(around, saved)
        self.radio_problem: RadioProblem | None = None
        """Why the radio does not do what it was told; None when it does."""

    def begin_anew(self) -> None:
        """Begins anew with a machine of what is saved now, as after a restart."""
        self._owed.clear()
        self.machine = _machine(self._around, self._saved)

    def identity(self) -> bytes:
        """What a reading peer is told; nothing while this phone is silent."""
        current = self.machine.current_id
        return b"" if current is None or do.SaveIdentity in self._owed else current.value

    async def happened(self, event: events.Event) -> None:
        """Hands the machine an event, and does what it commands."""
        await self.obey(self.machine.handle(event))

    async def look(self) -> None:
        """Changes id and address if a slot has ended, forgets if a day has, and mends what had failed.

        Raises StoreError once all that can be done is done.
        """
        was_silent = do.SaveIdentity in self._owed
        try:
            await self.obey(list(self._owed.values()))
            if was_silent:
                await self.happened(events.RadioReturned(self._now()))
        finally:
            await self._follow_clock()

    async def _follow_clock(self) -> None:
        await self.happened(events.Ticked(self._now()))
        if self.radio_problem:
            await self.happened(events.RadioReturned(self._now()))
        else:
            await self._listen()  # the only way to learn that it was lost

    async def leave(self) -> None:
        await self.obey([do.StopAdvertising(), do.StopListening()])
        await self.stop_reading()

    async def stop_reading(self) -> None:
        """Ends every read of a peer's identity that is under way, and whatever else a frame began."""
        begun = [task for task in self._begun if task is not asyncio.current_task()]
        for task in begun:
            task.cancel()
        await asyncio.gather(*begun, return_exceptions=True)

    async def obey(self, commands: list[do.Command]) -> None:
        """Carries out commands in order. A radio that fails is told again at the next look at the clock, and so is the
        store. Raises StoreError at the end if that one did not take everything. What is left of them when everything
        is erased meanwhile is of a life that is over, and is not carried out."""
        failed, told, refused, life = None, False, None, self._saved.life
        for command in commands:
            try:
                told = await self._tell_radio(self._allowed(command)) or told
            except Exception as error:  # noqa: BLE001 - whatever it was, what is to be saved must be saved
                failed, told = RadioProblem.of(error), True
                continue
            if self._saved.life != life:
                return
            try:
                await self._carry_out(command)
                self._owed.pop(type(command), None)
            except StoreError as error:
                refused = refused or error
                if isinstance(command, _OWED):
                    self._owed[type(command)] = command
        if told:
            self.radio_problem = failed
        if refused is not None:
            raise refused

    def _allowed(self, command: do.Command) -> do.Command:
        """An id whose seed is not on disk stays off the air: its owner could never disclose it after a restart."""
        unsaved = isinstance(command, do.Advertise) and do.SaveIdentity in self._owed
        return do.StopAdvertising() if unsaved else command

    async def _tell_radio(self, command: do.Command) -> bool:
        """Whether it was for the radio. Raises RadioError, or what nobody foresaw."""
        radio = self._around.radio
        match command:
            case do.Advertise(advertisement, address_entropy, duty):
                address = Address.non_resolvable(address_entropy)
                await radio.advertise(advertisement.pack(), address, self._speaking_duty(duty))
            case do.StopAdvertising():
                await radio.stop_advertising()
            case do.Listen(duty):
                await radio.listen(self.on_frame, self._listening_duty(duty))
            case do.StopListening():
                await radio.stop_listening()
            case _:
                return False
        return True

    async def _carry_out(self, command: do.Command) -> None:
        store = self._around.store
        match command:
            case do.KeepSighting(sighting):
                store.keep_sighting(sighting)
            case do.ReadIdentity(peer, rssi_dbm):
                self._read(peer, rssi_dbm)
            case do.SaveIdentity(identity):
                store.save_identity(identity)
            case do.SaveBootClock(clock):
                store.save_boot_clock(clock, self._around.clock.wall_ms())
            case do.RefuteProofs() | do.MatchAnew():
                self._believe_again(command)
            case do.SaveBattery(choices):
                self._saved.save_battery(choices)
            case do.ForgetBefore(day):
                store.forget_before(day)
                forget_kept_before(store, day.start_ms)
                self._saved.forget_dead_draft(self.machine.identity)
            case do.ForgetBeyond(latest_ms):
                store.forget_heard_after(latest_ms)
                forget_kept_beyond(store, latest_ms)
            case do.EndService():
                await self._end_service()
            case _:
                pass  # the radio's

    def _believe_again(self, command: do.RefuteProofs | do.MatchAnew) -> None:
        if isinstance(command, do.MatchAnew) or self._around.store.refute_proofs(command.latest_ms):
            self._saved.match_anew()

    def on_frame(self, frame: HeardFrame) -> None:
        """Takes a frame from the radio; a store that fails must not stop it, and says so itself at the next flush."""
        event = events.FrameHeard(frame.data, frame.address.value, frame.rssi_dbm, frame.monotonic_ms, self._now())
        for command in self.machine.handle(event):
            if isinstance(command, do.KeepSighting):
                with contextlib.suppress(StoreError):
                    self._around.store.keep_sighting(command.sighting)
            elif isinstance(command, do.ReadIdentity):
                self._read(command.address, command.rssi_dbm)
            elif isinstance(command, do.Listen):
                self._begin(self._listen())

    def _read(self, peer: bytes, rssi_dbm: int) -> None:
        self._begin(self._read_identity(peer, rssi_dbm))

    async def _listen(self) -> None:
        """Listens as the machine now wants it; its owner may have paused it since."""
        if not self.machine.paused and not self.machine.ended:
            await self.obey([do.Listen(self.machine.listening_duty)])

    def _begin(self, work: Coroutine[None, None, None]) -> None:
        """Begins what a radio's call cannot wait for."""
        task = asyncio.get_running_loop().create_task(work)
        self._begun.add(task)
        task.add_done_callback(self._begun.discard)

    async def _read_identity(self, peer: bytes, rssi_dbm: int) -> None:
        try:
            value: bytes | None = await self._around.radio.read_identity(Address(peer))
        except Exception:  # noqa: BLE001 - whatever a stranger's bytes did to the radio, other peers have their turn
            value = None
        with contextlib.suppress(StoreError):
            await self.happened(events.IdentityRead(peer, value, rssi_dbm, self._now()))

    def _listening_duty(self, duty: RadioDuty) -> Duty:
        """The phase is the phone's own, drawn once: a crowd must not listen all at the same time. Of the longest period
        it is the same moment for each that divides it, so that who listens sooner goes on with the time begun."""
        return _duty(duty.scan_on_s, duty.scan_period_s, self._saved.scan_phase * MOST_PERIOD_S / duty.scan_period_s)

    def _speaking_duty(self, duty: RadioDuty) -> Duty:
        return _duty(duty.advertise_on_s, duty.advertise_period_s, self._saved.advertise_phase)

    def _now(self) -> Now:
        return Now.read(self._around.clock)


def _machine(around: Surroundings, saved: SavedDevice) -> Machine:
    boot = BootClock(BootId(around.entropy(_BOOT_ENTROPY_BYTES)), floor_ms=around.store.greatest_proven_ms())
    return Machine(
        identity=around.store.identity(),
        clock=boot,
        configuration=saved.feed.configuration,
        entropy=around.entropy,
        paused=saved.is_silent,
        battery=saved.battery,
        own_power=around.own_power,
        ended=saved.ended,
    )


def _duty(on_s: int, period_s: int, phase: float) -> Duty:
    period_ms = period_s * 1000
    return Duty(on_ms=on_s * 1000, period_ms=period_ms, offset_ms=int(phase * period_ms) % period_ms)
