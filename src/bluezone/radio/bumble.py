"""A real Bluetooth host stack, bumble, over a virtual controller or a real one.

Real controllers (usb, hci-socket, serial, …) come through bumble's own transports, and bumble then owns them alone.
This module turns the interface's few verbs into HCI; the visit to a peer is in identity_read.py, where controllers
come from in controllers.py, and what bumble's virtual controller lacks is made good in ether.py.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

from bumble import hci
from bumble.core import UUID, BaseBumbleError
from bumble.device import Advertisement, Connection, Device
from bumble.gatt import Characteristic, CharacteristicValue, Service

from bluezone.protocol.gatt import IDENTITY_UUID128, READ_TIMEOUT_MS, SERVICE_UUID128
from bluezone.radio.base import Address, Clock, Duty, FrameListener, HeardFrame, Hearing, OnAir
from bluezone.radio.errors import RadioUnavailableError, ReadFailedError, UnavailableReason
from bluezone.radio.identity_read import connected, identity_of, said_goodbye

SEND_INTERVAL_MS = 250
"""How often a frame is sent while the duty is on."""

_CONNECT_SHARE = 0.8  # of the time for a read, so that some is left for the questions
_MAX_REMEMBERED = 1_024  # senders heard lately
_NO_RSSI = 127  # Bluetooth Core 5.4, Vol 4, Part E, 7.7.65.2

Report = hci.HCI_LE_Advertising_Report_Event.Report | hci.HCI_LE_Extended_Advertising_Report_Event.Report


@dataclass(frozen=True, slots=True)
class _LastHeard:
    """What a scan response belongs to, and how to connect to its sender."""

    address: hci.Address
    data: bytes


class BumbleRadio:
    """One controller and its host stack."""

    def __init__(
        self,
        device: Device,
        *,
        clock: Clock,
        release: Callable[[], Awaitable[None]],
        send_interval_ms: int = SEND_INTERVAL_MS,
        read_timeout_ms: int = READ_TIMEOUT_MS,
    ) -> None:
        """The device is powered on; controllers.py makes one."""
        self._device = device
        self._clock = clock
        self._release = release
        self._send_interval_ms = send_interval_ms
        self._read_timeout_s = read_timeout_ms / 1_000
        self._on_air: OnAir | None = None
        self._hearing: Hearing | None = None
        self._identity: Callable[[], bytes] | None = None
        self._sending = self._scanning = self._lost = self._closed = False
        self._heard: OrderedDict[Address, _LastHeard] = OrderedDict()
        self._changing, self._initiating, self._reading = asyncio.Lock(), asyncio.Lock(), asyncio.Lock()
        self._wake = asyncio.Event()
        self._guests: set[asyncio.Task[None]] = set()
        device.host.on("advertising_report", self._on_report)
        device.on(Device.EVENT_CONNECTION, self._on_connection)
        self._conductor = asyncio.get_running_loop().create_task(self._conduct())
        self._conductor.add_done_callback(self._conductor_ended)

    @property
    def address_with_id(self) -> bool:
        return True

    async def advertise(self, frame: bytes, address: Address, duty: Duty) -> None:
        wanted = OnAir(bytes(frame), address, duty)
        async with self._commands():
            if self._closed:
                return
            self._on_air = None
            await self._apply()
            await self._take_address(address)
            self._on_air = wanted
            await self._apply()

    async def stop_advertising(self) -> None:
        async with self._commands():
            self._on_air = None
            await self._apply()

    async def listen(self, listener: FrameListener, duty: Duty) -> None:
        async with self._commands():
            if not self._closed:
                self._hearing = Hearing(listener, duty)
                await self._apply()

    async def stop_listening(self) -> None:
        async with self._commands():
            self._hearing = None
            await self._apply()

    async def serve_identity(self, current: Callable[[], bytes]) -> None:
        already_served, self._identity = self._identity is not None, current
        if not already_served and not self._closed:
            value = CharacteristicValue(read=lambda _connection: self._answer())
            readable = Characteristic.Properties.READ, Characteristic.READABLE
            characteristic: Characteristic[bytes] = Characteristic(UUID(IDENTITY_UUID128), *readable, value)
            self._device.add_service(Service(UUID(SERVICE_UUID128), [characteristic]))

    async def read_identity(self, address: Address) -> bytes:
        async with self._reading:
            if self._closed:
                raise ReadFailedError("the radio is closed")
            heard = self._heard.get(address)
            peer = heard.address if heard else hci.Address(address.value[::-1], hci.Address.RANDOM_DEVICE_ADDRESS)
            deadline_s = asyncio.get_running_loop().time() + self._read_timeout_s
            async with self._initiating:
                connection = await connected(self._device, peer, self._read_timeout_s * _CONNECT_SHARE)
            return await identity_of(connection, deadline_s)

    async def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        async with self._changing:
            self._conductor.cancel()
            self._on_air = self._hearing = None
            with contextlib.suppress(BaseBumbleError):
                await self._apply()
        for guest in self._guests:
            guest.cancel()
        await asyncio.wait([self._conductor, *self._guests])
        await self._device.power_off()
        await self._release()

    @contextlib.asynccontextmanager
    async def _commands(self) -> AsyncIterator[None]:
        """One change at a time; a controller that fails one is lost."""
        async with self._changing:
            if self._lost:
                raise RadioUnavailableError(UnavailableReason.LOST, "the Bluetooth controller was lost")
            try:
                yield
            except BaseBumbleError as error:
                self._lost = True
                raise RadioUnavailableError(
                    UnavailableReason.LOST, f"the Bluetooth controller failed: {error}"
                ) from error
            finally:
                self._wake.set()

    async def _conduct(self) -> None:
        """Go on and off as the duties say, and look again whenever woken."""
        while True:
            self._wake.clear()
            with contextlib.suppress(RadioUnavailableError):  # the next caller is told
                async with self._changing:
                    await self._apply()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._seconds_to_switch()):
                    await self._wake.wait()

    def _conductor_ended(self, conductor: asyncio.Task[None]) -> None:
        """Nobody goes on and off as the duties say any more: the next caller is told, whatever it was."""
        if not conductor.cancelled() and conductor.exception() is not None:
            self._lost = True

    async def _apply(self) -> None:
        """Make the controller do what is wanted at this moment."""
        now_ms = self._clock()
        on_air = self._on_air if self._on_air is not None and self._on_air.duty.is_on(now_ms) else None
        if self._sending != (on_air is not None):
            await self._send(on_air)
        hearing = self._hearing is not None and self._hearing.duty.is_on(now_ms)
        if self._scanning != hearing:
            await self._scan(on=hearing)

    async def _send(self, on_air: OnAir | None) -> None:
        if on_air is None:
            await self._device.stop_advertising()
        else:
            await self._device.start_advertising(
                advertising_data=on_air.frame,
                scan_response_data=b"",
                advertising_interval_min=self._send_interval_ms,
                advertising_interval_max=self._send_interval_ms,
            )
        self._sending = on_air is not None

    async def _scan(self, *, on: bool) -> None:
        """Active, since an iPhone may name its service in the scan response only."""
        await (self._device.start_scanning(active=True) if on else self._device.stop_scanning())
        self._scanning = on

    async def _take_address(self, address: Address) -> None:
        """A controller refuses a new random address while it advertises, scans or connects (Vol 4, Part E, 7.8.4)."""
        async with self._initiating:
            if self._scanning:
                await self._scan(on=False)
            self._device.random_address = hci.Address(address.value[::-1], hci.Address.RANDOM_DEVICE_ADDRESS)
            await self._device.send_sync_command(
                hci.HCI_LE_Set_Random_Address_Command(random_address=self._device.random_address)
            )

    def _seconds_to_switch(self) -> float | None:
        now_ms = self._clock()
        duties = [wanted.duty for wanted in (self._on_air, self._hearing) if wanted is not None]
        waits = [duty.next_switch(now_ms) - now_ms for duty in duties if not duty.is_continuous]
        return min(waits) / 1_000 if waits else None

    def _on_report(self, report: Report) -> None:
        """Each frame at once; again with its scan response if there is one, because only that may name the service."""
        now_ms = self._clock()
        advertisement = Advertisement.from_advertising_report(report)
        if self._hearing is None or not self._hearing.duty.is_on(now_ms) or advertisement is None:
            return
        address, data = Address(bytes(advertisement.address)[::-1]), advertisement.data_bytes
        if advertisement.is_scan_response:
            earlier = self._heard.get(address)
            if earlier is None or not data:
                return
            data = earlier.data + data
        else:
            self._remember(address, _LastHeard(advertisement.address, data))
        if advertisement.rssi != _NO_RSSI:
            self._hearing.listener(HeardFrame(data, address, advertisement.rssi, now_ms))

    def _remember(self, address: Address, heard: _LastHeard) -> None:
        self._heard[address] = heard
        self._heard.move_to_end(address)
        if len(self._heard) > _MAX_REMEMBERED:
            self._heard.popitem(last=False)

    def _answer(self) -> bytes:
        return bytes(self._identity()) if self._identity is not None else b""

    def _on_connection(self, connection: Connection) -> None:
        is_ours = connection.role == hci.Role.CENTRAL and self._initiating.locked()
        if not is_ours:
            guest = asyncio.get_running_loop().create_task(self._entertain(connection))
            self._guests.add(guest)
            guest.add_done_callback(self._guests.discard)

    async def _entertain(self, connection: Connection) -> None:
        """A peer reads us. The controller has left the air for it, so it may stay no longer than a read takes."""
        gone = asyncio.Event()
        connection.on(Connection.EVENT_DISCONNECTION, lambda _reason: gone.set())
        try:
            async with asyncio.timeout(self._read_timeout_s):
                await gone.wait()
        except TimeoutError:
            await said_goodbye(connection)
        self._sending = False  # until applied again
        self._wake.set()
