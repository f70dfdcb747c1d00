"""The Bluetooth of a Linux machine, shared with all that is on it: bluetoothd is asked over the system's bus.

It needs no root and takes the adapter from nobody. bluetoothd gives less than a radio promises elsewhere: it takes
services and data, never a whole frame, and the address is the kernel's. What nobody can connect to goes on air under a
fresh non-resolvable address each time it begins, so the restart at the end of a slot changes both; a connection shows
the adapter's own address, so there is none, neither way, unless whoever opens the radio asks for them (SECURITY.md).
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import OrderedDict
from collections.abc import Iterator
from typing import Final

from dbus_fast import Message, Variant

from bluezone.protocol.gatt import READ_TIMEOUT_MS
from bluezone.radio.adapters import ADAPTER, ADVERTISING, Adapters, is_true
from bluezone.radio.base import Address, Clock, HeardFrame, OnAir
from bluezone.radio.bluetoothd import PATIENCE_S, Bluetoothd
from bluezone.radio.conducted import ConductedRadio
from bluezone.radio.device_objects import DeviceSaid, Properties, address_in, path_of, strength_in
from bluezone.radio.errors import RadioUnavailableError, ReadFailedError, RefusedByBluezError, UnavailableReason
from bluezone.radio.own_objects import APPLICATION, OwnObjects
from bluezone.radio.stranger_read import DEVICE, forget, identity_of, require_stranger

MOST_REMEMBERED: Final = 1_024
"""Devices on air that may be ours, in one scan."""
_GATT: Final = "org.bluez.GattManager1"
_FILTER: Final = {"Transport": Variant("s", "le"), "DuplicateData": Variant("b", True)}
"""With it every frame is reported, and with its strength. An AdvertisementMonitor would spare strangers' frames, but it
is experimental, hears no scan response, in which alone an iPhone may name our service, and knows no duty."""
RETRY_S: Final = 2.0
"""After a refusal. A bluetoothd that was started anew starts no discovery while the kernel ends that of the one before,
for up to ten seconds."""
_MAY_END: Final = frozenset({UnavailableReason.POWERED_OFF, UnavailableReason.BLOCKED})
_ALREADY: Final = "org.bluez.Error.AlreadyExists"
_IN_PROGRESS: Final = "org.bluez.Error.InProgress"


class BluezRadio(ConductedRadio):
    """One adapter of this machine, by bluetoothd's leave."""

    SYSTEM = "bluetoothd"

    def __init__(
        self,
        adapter: str = "",
        *,
        clock: Clock,
        connections: bool = False,
        bus: str | None = None,
        read_timeout_ms: int = READ_TIMEOUT_MS,
        patience_s: float = PATIENCE_S,
    ) -> None:
        """`adapter` is its name, as hci0; empty for whichever there is. `bus` is the bus's address, None for the
        system's own."""
        super().__init__(clock, retry_s=RETRY_S)
        self._connections = connections
        self._read_timeout_s = read_timeout_ms / 1_000
        self._objects = OwnObjects(self._served, self._released)
        self._daemon = Bluetoothd(
            bus, answer=self._objects.answer, told=self._told, lost=self._begin_anew, patience_s=patience_s
        )
        self._adapters = Adapters(self._daemon, adapter)
        self._sent = self._left = ""
        """The path of what is on air, and of what may still be registered from before the adapter was off."""
        self._scanning = self._serving = False
        self._said: OrderedDict[str, DeviceSaid] = OrderedDict()
        self._resolved: dict[str, asyncio.Event] = {}
        self._reading = asyncio.Lock()

    async def find_adapter(self) -> None:
        """Asks for the adapter, so that whoever opens this radio learns what it lacks. One that is off may be switched
        on later. Raises RadioUnavailableError."""
        try:
            await self._adapters.choose()
        except RadioUnavailableError as error:
            if error.reason not in _MAY_END:
                raise

    async def read_identity(self, address: Address) -> bytes:
        async with self._reading:
            if self._closed:
                raise ReadFailedError("the radio is closed")
            if not self._connections:
                raise ReadFailedError("this radio connects to nobody: a connection shows the adapter's own address")
            try:
                async with asyncio.timeout(self._read_timeout_s):
                    peer = path_of(await self._adapters.choose(), address)
                    await require_stranger(self._daemon, peer)
                return await self._visit(peer)
            except (TimeoutError, RadioUnavailableError) as error:
                raise ReadFailedError("the peer is gone, or did not say its identity") from error

    async def close(self) -> None:
        if self._closed:
            return
        async with self._conductor.turn():
            self._conductor.on_air = self._conductor.hearing = None
            with contextlib.suppress(RadioUnavailableError):
                await self._conductor.apply()
            self._closed = True
        await self._conductor.end()
        await self._daemon.close()  # what was registered or scanned for us ends with the line

    async def _carry(self, on_air: OnAir | None, hearing: bool) -> None:
        if self._closed:
            return
        must_serve = self._connections and self._identity is not None and not self._serving
        if must_serve or self._conductor.on_air is not None or self._conductor.hearing is not None:
            await self._adapters.choose()
        if must_serve:
            await self._serve()
        if on_air is None:
            await self._leave_the_air()
        elif not self._sent:
            await self._pause_scanning()
            await self._send(on_air)
        if self._scanning != hearing:
            await self._scan(on=hearing)

    async def _serve(self) -> None:
        try:
            await self._daemon.ask(self._adapters.chosen, _GATT, "RegisterApplication", "oa{sv}", APPLICATION, {})
        except RefusedByBluezError as error:
            if error.name != _ALREADY:
                raise
        self._serving = True

    async def _pause_scanning(self) -> None:
        """A controller refuses a new random address while it scans (Bluetooth Core 5.4, Vol 4, Part E, 7.8.4)."""
        if self._scanning:
            await self._stop_scanning()

    async def _send(self, on_air: OnAir) -> None:
        await self._take_back()
        path = self._objects.add_advertisement(self._said_by(on_air.frame), connectable=self._connections)
        self._left = path  # until it is known to be on air, perhaps it is all the same
        await self._daemon.ask(self._adapters.chosen, ADVERTISING, "RegisterAdvertisement", "oa{sv}", path, {})
        self._sent, self._left = path, ""

    async def _leave_the_air(self) -> None:
        if self._sent:
            self._left, self._sent = self._sent, ""
        await self._take_back()

    async def _take_back(self) -> None:
        """What nobody said is on air must not be. That bluetoothd knows nothing of it is as good."""
        if self._left:
            path = self._left
            with contextlib.suppress(RefusedByBluezError):
                await self._daemon.ask(self._adapters.chosen, ADVERTISING, "UnregisterAdvertisement", "o", path)
            self._left = ""
            self._objects.drop(path)

    async def _scan(self, *, on: bool) -> None:
        if not on:
            await self._stop_scanning()
            return
        await self._daemon.ask(self._adapters.chosen, ADAPTER, "SetDiscoveryFilter", "a{sv}", _FILTER)
        try:
            await self._daemon.ask(self._adapters.chosen, ADAPTER, "StartDiscovery")
        except RefusedByBluezError as error:
            if error.name == _IN_PROGRESS:  # ours of before, or one that ends with nobody to hear it: begun anew
                await self._stop_scanning()
            raise
        self._scanning = True
        for path, interfaces in (await self._daemon.objects()).items():
            if path not in self._said:  # what was told meanwhile is newer
                self._note(path, interfaces.get(DEVICE, {}))

    async def _visit(self, peer: str) -> bytes:
        try:
            with self._resolving(peer) as resolved:
                async with asyncio.timeout(self._read_timeout_s):
                    return await identity_of(self._daemon, peer, resolved, self._read_timeout_s)
        finally:
            await forget(self._daemon, peer)

    @contextlib.contextmanager
    def _resolving(self, peer: str) -> Iterator[asyncio.Event]:
        """The event that bluetoothd knows all services of this peer."""
        self._resolved[peer] = asyncio.Event()
        try:
            yield self._resolved[peer]
        finally:
            del self._resolved[peer]

    async def _stop_scanning(self) -> None:
        self._scanning = False
        self._said.clear()
        with contextlib.suppress(RefusedByBluezError):  # it has stopped by itself
            await self._daemon.ask(self._adapters.chosen, ADAPTER, "StopDiscovery")

    def _released(self, path: str) -> None:
        """bluetoothd has let go of what was on air; it is asked for again."""
        self._objects.drop(path)
        if path == self._sent:
            self._sent = ""
            self._conductor.look_again()

    def _begin_anew(self) -> None:
        """Another daemon, or none: nothing of what was asked for stands."""
        self._adapters.forget()
        self._lose()
        self._objects.drop(self._left)
        self._serving, self._left = False, ""

    def _lose(self) -> None:
        """The adapter has gone off or away: nothing is on air or listens any more."""
        self._left, self._sent = self._sent or self._left, ""
        self._scanning = False
        self._said.clear()
        self._conductor.look_again()

    def _told(self, signal: Message) -> None:
        with self._surviving():
            self._take(signal)

    def _take(self, signal: Message) -> None:
        """Takes what bluetoothd tells by itself."""
        match signal.member, signal.body:
            case "PropertiesChanged", [str(interface), dict(changed), _]:
                self._changed(signal.path or "", interface, changed)
            case "InterfacesAdded", [str(path), dict(interfaces)]:
                for interface, properties in interfaces.items():
                    self._added(path, interface, properties)
            case "InterfacesRemoved", [str(path), list(interfaces)]:
                self._removed(path, interfaces)

    def _changed(self, path: str, interface: str, changed: Properties) -> None:
        if interface == DEVICE:
            self._device_changed(path, changed)
        elif interface == ADAPTER and self._adapters.changed(path, changed):
            self._lose()

    def _added(self, path: str, interface: str, properties: dict[str, Variant]) -> None:
        if interface == DEVICE:
            self._device_changed(path, properties)
        elif interface == ADAPTER:
            self._adapters.forget()
            self._conductor.look_again()

    def _removed(self, path: str, interfaces: list[str]) -> None:
        if DEVICE in interfaces:
            self._said.pop(path, None)
        elif ADAPTER in interfaces:
            self._adapters.forget()
            if path == self._adapters.chosen:
                self._lose()
                self._serving, self._left = False, ""

    def _device_changed(self, path: str, changed: Properties) -> None:
        if path in self._resolved and is_true(changed, "ServicesResolved"):
            self._resolved[path].set()
        self._note(path, changed)
        strength = strength_in(changed)
        if strength is not None and path in self._said:
            self._hear(path, self._said[path], strength)

    def _note(self, path: str, changed: Properties) -> None:
        """Remembers what a device says, of those that may be ours."""
        if not self._scanning or not path.startswith(f"{self._adapters.chosen}/"):
            return
        said = self._said.get(path, DeviceSaid()).and_then(changed)
        if not said.may_be_ours:
            self._said.pop(path, None)
            return
        self._said[path] = said
        self._said.move_to_end(path)
        if len(self._said) > MOST_REMEMBERED:
            self._said.popitem(last=False)

    def _hear(self, path: str, said: DeviceSaid, rssi_dbm: int) -> None:
        address, frame, now_ms = address_in(path), said.frame(), self._clock()
        hearing = self._conductor.hearing
        if address is not None and frame and hearing is not None and hearing.duty.is_on(now_ms):
            hearing.listener(HeardFrame(frame, address, rssi_dbm, now_ms))


async def open_bluez_radio(adapter: str, *, clock: Clock, connections: bool = False) -> BluezRadio:
    """The radio of this adapter, whichever there is where it has no name. Raises RadioUnavailableError."""
    radio = BluezRadio(adapter, clock=clock, connections=connections)
    try:
        await radio.find_adapter()
    except RadioUnavailableError:
        await radio.close()
        raise
    return radio
