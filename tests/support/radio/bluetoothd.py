"""bluetoothd imitated: a real D-Bus daemon, and behind it adapters of bumble's on an ether.

It answers as BlueZ 5.82 does (`tests/vectors/bluetoothd.json` is what the real one said in `scripts/drill radios`): the
same objects, the same errors, and the same calls back to whoever shows an advertisement or a service.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import shutil
import subprocess
from collections.abc import Awaitable, Coroutine, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from bumble import hci
from bumble.device import Connection, Peer
from dbus_fast import Message, MessageType, Variant
from dbus_fast.aio import MessageBus

from bluezone.radio.base import ALWAYS, Address, HeardFrame, Radio
from bluezone.radio.bluez import BluezRadio
from bluezone.radio.bumble import BumbleRadio
from bluezone.radio.controllers import open_on_ether
from bluezone.radio.ether import Ether
from bluezone.radio.identity_read import connected, said_goodbye
from tests.support.radio.bluetooth import IDENTITY, SERVICE, identity_service
from tests.support.radio.stages import READ_TIMEOUT_MS, REAL_BEAT_MS, RealTimeStage, calm_rssi_dbm, loop_clock

NO_BUS = "" if shutil.which("dbus-daemon") else "no D-Bus daemon is here, so bluetoothd was not imitated"

_ADAPTER, _DEVICE = "org.bluez.Adapter1", "org.bluez.Device1"
_ADVERTISING, _GATT = "org.bluez.LEAdvertisingManager1", "org.bluez.GattManager1"
_SERVICE_1, _CHARACTERISTIC_1 = "org.bluez.GattService1", "org.bluez.GattCharacteristic1"
_PROPERTIES, _OBJECTS = "org.freedesktop.DBus.Properties", "org.freedesktop.DBus.ObjectManager"
_SHORT_UUID = "-0000-1000-8000-00805f9b34fb"
_CONNECT_S = 0.8 * READ_TIMEOUT_MS / 1_000
_ENDS_WITHIN_S = 60
_AGAIN = ("RSSI", "ManufacturerData", "ServiceData")
"""What is told of every frame; all else only once it is another."""
_ADDRESSES = itertools.count(1)

_Interfaces = dict[str, dict[str, Variant]]


class RefusalError(Exception):
    """What bluetoothd answers instead."""

    def __init__(self, name: str, text: str) -> None:
        super().__init__(text)
        self.name = name if "." in name else f"org.bluez.Error.{name}"


@contextlib.contextmanager
def a_bus() -> Iterator[str]:
    """A D-Bus daemon of one's own; yields its address."""
    command = ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address=1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().decode().strip()
        finally:
            process.terminate()
            process.wait(_ENDS_WITHIN_S)


@dataclass
class Adapter:
    """One adapter, and the kernel's part of it."""

    path: str
    radio: BumbleRadio
    properties: dict[str, Variant]
    scanning: set[str] = field(default_factory=set)
    """Who has discovery running, by unique name."""
    advertisement: tuple[str, str] | None = None
    """Whose it is, and its path."""
    applications: set[tuple[str, str]] = field(default_factory=set)
    connections: dict[str, tuple[Connection, Peer]] = field(default_factory=dict)

    @property
    def is_on(self) -> bool:
        return self.properties["Powered"].value is True


class ImitatedBluetoothd:
    """The daemon, for as long as its line stands."""

    def __init__(self, bus: MessageBus, ether: Ether) -> None:
        self._bus, self._ether = bus, ether
        self.adapters: dict[str, Adapter] = {}
        self.objects: dict[str, _Interfaces] = {}
        self.asked: list[Message] = []
        self.refusals: dict[str, tuple[str, str]] = {}
        """What is refused, by the method's name."""
        self.silent_on: set[str] = set()
        """Methods that are never answered."""
        self._doing: set[asyncio.Task[None]] = set()
        bus.add_message_handler(self._take)

    @property
    def members(self) -> list[str]:
        """What was asked, in order."""
        return [str(one.member) for one in self.asked]

    async def plug(self, name: str, *, powered: bool = True) -> Adapter:
        """A new adapter; its name on the ether is the number behind hci."""
        path = f"/org/bluez/{name}"
        radio = await open_on_ether(
            self._ether,
            name.removeprefix("hci"),
            clock=loop_clock(),
            send_interval_ms=REAL_BEAT_MS,
            read_timeout_ms=READ_TIMEOUT_MS,
        )
        adapter = Adapter(path, radio, {
            "Address": Variant("s", "C0:FF:EE:00:00:01"), "AddressType": Variant("s", "public"),
            "Powered": Variant("b", powered), "PowerState": Variant("s", "on" if powered else "off"),
            "Discovering": Variant("b", False),
        })  # fmt: skip
        self.adapters[path] = adapter
        self._add(path, {_ADAPTER: adapter.properties, _ADVERTISING: {}, _GATT: {}})
        return adapter

    async def unplug(self, path: str) -> None:
        adapter = self.adapters.pop(path)
        for found in [found for found in self.objects if found.startswith(f"{path}/")]:
            self._remove(found)
        self._remove(path)
        await adapter.radio.close()

    async def power(self, path: str, *, on: bool, state: str = "") -> None:
        """Switches an adapter. What was on air is registered still, and back on air later; discovery is not."""
        adapter = self.adapters[path]
        self._change(path, _ADAPTER, {
            "Powered": Variant("b", on), "PowerState": Variant("s", state or ("on" if on else "off")),
        })  # fmt: skip
        if on:
            await self._on_air(adapter)
        else:
            adapter.scanning.clear()
            await adapter.radio.stop_listening()
            await adapter.radio.stop_advertising()

    async def close(self) -> None:
        self._bus.disconnect()
        await self._bus.wait_for_disconnect()  # type: ignore[no-untyped-call] # dbus-fast types it not
        for task in self._doing:
            task.cancel()
        await asyncio.gather(*self._doing, return_exceptions=True)
        for adapter in self.adapters.values():
            await adapter.radio.close()

    def _take(self, message: Message) -> bool | None:
        if message.message_type is MessageType.SIGNAL and message.member == "NameOwnerChanged":
            name, _, owner = message.body
            if not owner:
                self._do(self._client_is_gone(name))
        if message.message_type is not MessageType.METHOD_CALL:
            return None
        self.asked.append(message)
        if message.member not in self.silent_on:
            self._do(self._answer(message))
        return True

    async def _answer(self, call: Message) -> None:
        try:
            self._refuse(str(call.member))
            signature, body = await self._done(call)
            answer = Message.new_method_return(call, signature, body)
        except RefusalError as refusal:
            answer = Message.new_error(call, refusal.name, str(refusal))
        await self._bus.send(answer)

    def _refuse(self, member: str) -> None:
        if member in self.refusals:
            raise RefusalError(*self.refusals[member])

    async def _done(self, call: Message) -> tuple[str, list[Any]]:
        path, sender = str(call.path), str(call.sender)
        match call.interface, call.member, call.body:
            case "org.freedesktop.DBus.ObjectManager", "GetManagedObjects", []:
                return "a{oa{sa{sv}}}", [self.objects]
            case "org.bluez.GattCharacteristic1", "ReadValue", [dict()] if path in self.objects:
                return "ay", [await self._read(path)]
            case "org.bluez.Device1", "Connect", [] if path in self.objects:
                await self._connect(path)
                return "", []
        adapter = self.adapters.get(path)
        if adapter is None:
            raise RefusalError(
                "org.freedesktop.DBus.Error.UnknownObject", f"Method {call.member} on path {path} does not exist"
            )
        await self._asked_of(adapter, sender, str(call.member), call.body)
        return "", []

    async def _asked_of(self, adapter: Adapter, sender: str, member: str, body: list[Any]) -> None:
        match member, body:
            case "SetDiscoveryFilter", [dict()]:
                pass
            case "StartDiscovery", []:
                await self._start_discovery(adapter, sender)
            case "StopDiscovery", []:
                await self._stop_discovery(adapter, sender)
            case "RemoveDevice", [str(device)]:
                await self._forget(adapter, device)
            case "RegisterAdvertisement", [str(shown), dict()]:
                await self._register_advertisement(adapter, sender, shown)
            case "UnregisterAdvertisement", [str(shown)]:
                if adapter.advertisement != (sender, shown):
                    raise RefusalError("DoesNotExist", "Does Not Exist")
                adapter.advertisement = None
                await adapter.radio.stop_advertising()
            case "RegisterApplication", [str(shown), dict()]:
                await self._register_application(adapter, sender, shown)
            case _:
                raise RefusalError("org.freedesktop.DBus.Error.UnknownMethod", f"Method {member} does not exist")

    async def _start_discovery(self, adapter: Adapter, sender: str) -> None:
        if not adapter.is_on:
            raise RefusalError("NotReady", "Resource Not Ready")
        if sender in adapter.scanning:
            raise RefusalError("InProgress", "Operation already in progress")
        adapter.scanning.add(sender)
        await adapter.radio.listen(lambda frame: self._heard(adapter, frame), ALWAYS)

    async def _stop_discovery(self, adapter: Adapter, sender: str) -> None:
        if sender not in adapter.scanning:
            raise RefusalError("Failed", "No discovery started")
        adapter.scanning.remove(sender)
        if not adapter.scanning:
            await adapter.radio.stop_listening()

    async def _register_advertisement(self, adapter: Adapter, sender: str, shown: str) -> None:
        if adapter.advertisement is not None:
            raise RefusalError("NotPermitted", "Maximum advertisements reached")
        said = await self._of_client(sender, shown, _PROPERTIES, "GetAll", "s", "org.bluez.LEAdvertisement1")
        if not isinstance(said, dict) or "Type" not in said:
            raise RefusalError("Failed", "Failed to parse advertisement.")
        adapter.advertisement = sender, shown
        await self._on_air(adapter)

    async def _on_air(self, adapter: Adapter) -> None:
        """What is registered goes on air, under an address that nobody asked for."""
        if adapter.advertisement is not None and adapter.is_on:
            sender, shown = adapter.advertisement
            said = await self._of_client(sender, shown, _PROPERTIES, "GetAll", "s", "org.bluez.LEAdvertisement1")
            await adapter.radio.advertise(frame_on_air(said), self._new_address(), ALWAYS)

    def _new_address(self) -> Address:
        """As the kernel draws one; here each is another, by counting."""
        return Address.non_resolvable((next(_ADDRESSES) * 0x9E3779B97F4B & 0xFFFFFFFFFFFF).to_bytes(6, "big"))

    async def _register_application(self, adapter: Adapter, sender: str, shown: str) -> None:
        if (sender, shown) in adapter.applications:
            raise RefusalError("AlreadyExists", "Already Exists")
        objects = await self._of_client(sender, shown, _OBJECTS, "GetManagedObjects", "")
        found = [path for path, interfaces in objects.items() if _CHARACTERISTIC_1 in interfaces]
        if not found:
            raise RefusalError("Failed", "No valid service object found")
        adapter.applications.add((sender, shown))

        async def answer(_connection: object) -> bytes:
            return bytes(await self._of_client(sender, found[0], _CHARACTERISTIC_1, "ReadValue", "a{sv}", {}))

        adapter.radio._device.add_service(identity_service(answer))

    async def _of_client(self, sender: str, path: str, interface: str, member: str, signature: str, *body: Any) -> Any:
        call = Message(sender, path, interface, member, signature=signature, body=list(body))
        answer = await self._bus.call(call)
        assert answer is not None
        if answer.message_type is MessageType.ERROR:
            raise RefusalError("Failed", str(answer.body))
        return answer.body[0] if answer.body else None

    def _heard(self, adapter: Adapter, frame: HeardFrame) -> None:
        path = f"{adapter.path}/dev_{str(frame.address).replace(':', '_')}"
        reported = {"RSSI": Variant("n", frame.rssi_dbm), **said_in(frame.data)}
        if path in self.objects:
            known = self.objects[path][_DEVICE]
            again = {name: value for name, value in reported.items() if name in _AGAIN or known.get(name) != value}
            self._change(path, _DEVICE, again)
        else:
            self._add(path, {_DEVICE: {
                "Address": Variant("s", str(frame.address)), "AddressType": Variant("s", "random"),
                "Paired": Variant("b", False), "Bonded": Variant("b", False), "Trusted": Variant("b", False),
                "Connected": Variant("b", False), "ServicesResolved": Variant("b", False), **reported,
            }})  # fmt: skip

    async def _connect(self, path: str) -> None:
        adapter = self.adapters[path.rpartition("/")[0]]
        peer = hci.Address(path[-17:].replace("_", ":"), hci.Address.RANDOM_DEVICE_ADDRESS)
        try:
            async with adapter.radio._initiating:
                connection = await connected(adapter.radio._device, peer, _CONNECT_S)
        except Exception as error:
            raise RefusalError("Failed", "le-connection-abort-by-local") from error
        adapter.connections[path] = connection, Peer(connection)
        self._change(path, _DEVICE, {"Connected": Variant("b", True)})
        self._do(self._resolve(adapter, path))

    async def _resolve(self, adapter: Adapter, path: str) -> None:
        _, peer = adapter.connections[path]
        for number, service in enumerate(await peer.discover_service(SERVICE)):
            served = f"{path}/service{number:04x}"
            self._add(served, {_SERVICE_1: {"UUID": Variant("s", str(UUID(str(SERVICE))))}})
            for at, _found in enumerate(await service.discover_characteristics([IDENTITY])):
                said = {"UUID": Variant("s", str(UUID(str(IDENTITY)))), "Service": Variant("o", served)}
                self._add(f"{served}/char{at:04x}", {_CHARACTERISTIC_1: said})
        self._change(path, _DEVICE, {"ServicesResolved": Variant("b", True)})

    async def _read(self, path: str) -> bytes:
        device = path.split("/service", maxsplit=1)[0]
        _, peer = self.adapters[device.rpartition("/")[0]].connections[device]
        found = [one for service in peer.services for one in service.characteristics]
        return bytes(await found[0].read_value())

    async def _forget(self, adapter: Adapter, path: str) -> None:
        if path not in self.objects:
            raise RefusalError("DoesNotExist", "Does Not Exist")
        if path in adapter.connections:
            connection, _ = adapter.connections.pop(path)
            await said_goodbye(connection)
        for found in [found for found in self.objects if found == path or found.startswith(f"{path}/")]:
            self._remove(found)

    async def _client_is_gone(self, name: str) -> None:
        """What was asked for ends with the line of whoever asked."""
        for adapter in self.adapters.values():
            if name in adapter.scanning:
                await self._stop_discovery(adapter, name)
            if adapter.advertisement is not None and adapter.advertisement[0] == name:
                adapter.advertisement = None
                await adapter.radio.stop_advertising()

    def _add(self, path: str, interfaces: _Interfaces) -> None:
        self.objects[path] = interfaces
        self.signal("/", _OBJECTS, "InterfacesAdded", "oa{sa{sv}}", path, interfaces)

    def _remove(self, path: str) -> None:
        gone = self.objects.pop(path)
        self.signal("/", _OBJECTS, "InterfacesRemoved", "oas", path, list(gone))

    def _change(self, path: str, interface: str, changed: dict[str, Variant]) -> None:
        self.objects[path][interface].update(changed)
        self.signal(path, _PROPERTIES, "PropertiesChanged", "sa{sv}as", interface, changed, [])

    def signal(self, path: str, interface: str, member: str, signature: str, *body: Any) -> None:
        """Tells everybody on the bus."""
        if self._bus.connected:
            self._do(self._bus.send(Message.new_signal(path, interface, member, signature, list(body))))

    def _do(self, work: Coroutine[Any, Any, Any] | Awaitable[Any]) -> None:
        task = asyncio.ensure_future(work)
        self._doing.add(task)
        task.add_done_callback(self._doing.discard)


async def start_bluetoothd(bus: str, ether: Ether) -> ImitatedBluetoothd:
    """A daemon without adapters, which owns the name from now on."""
    line = await MessageBus(bus).connect()
    daemon = ImitatedBluetoothd(line, ether)
    await line.call(_to_bus("AddMatch", "s", "type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged'"))
    await line.call(_to_bus("RequestName", "su", "org.bluez", 0))
    return daemon


class BluezStage(RealTimeStage):
    """One machine's daemon with an adapter for each phone, each asked over a real bus."""

    beat_ms = REAL_BEAT_MS

    async def open(self, *places_m: float) -> list[Radio]:
        self._running = contextlib.AsyncExitStack()
        bus, ether = self._running.enter_context(a_bus()), Ether()
        daemon = await start_bluetoothd(bus, ether)
        self._running.push_async_callback(daemon.close)
        for one, place_m in enumerate(places_m):
            for other, elsewhere_m in enumerate(places_m):
                ether.set_rssi(str(one), str(other), calm_rssi_dbm(abs(place_m - elsewhere_m)))
        for phone in range(len(places_m)):
            await daemon.plug(f"hci{phone}")
            self._radios.append(a_radio(bus, f"hci{phone}", connections=True))
        return self._radios

    async def close(self) -> None:
        await super().close()
        await self._running.aclose()


def a_radio(bus: str, adapter: str = "", *, connections: bool = False) -> BluezRadio:
    """A radio of ours on this bus, quick to give up."""
    return BluezRadio(
        adapter, clock=loop_clock(), connections=connections, bus=bus, read_timeout_ms=READ_TIMEOUT_MS
    )  # fmt: skip


def _to_bus(member: str, signature: str, *body: Any) -> Message:
    bus = "org.freedesktop.DBus"
    return Message(bus, "/org/freedesktop/DBus", bus, member, signature=signature, body=list(body))


def frame_on_air(said: dict[str, Variant]) -> bytes:
    """What bluetoothd and the kernel make of an advertisement: flags that it was asked for come last, and where nobody
    asked the kernel puts its own in front."""
    elements = [(0x03, _on_air(one)) for one in said["ServiceUUIDs"].value]
    elements += [(0xFF, key.to_bytes(2, "little") + one.value) for key, one in said["ManufacturerData"].value.items()]
    if "ServiceData" in said:
        elements += [(0x16, _on_air(key) + one.value) for key, one in said["ServiceData"].value.items()]
    if said.get("Discoverable", Variant("b", False)).value:
        elements.append((0x01, b"\x06"))
    else:
        elements.insert(0, (0x01, b"\x04"))
    return b"".join(bytes([len(data) + 1, kind]) + data for kind, data in elements)


def said_in(data: bytes) -> dict[str, Variant]:
    """What bluetoothd tells of a frame."""
    uuids, ours, served, flags = [], {}, {}, None
    at = 0
    while at < len(data) and data[at] and at + data[at] < len(data):
        kind, payload = data[at + 1], data[at + 2 : at + 1 + data[at]]
        at += 1 + data[at]
        if kind == 0x01:
            flags = payload
        elif kind in (0x02, 0x03):
            uuids += [f"0000{payload[i + 1]:02x}{payload[i]:02x}{_SHORT_UUID}" for i in range(0, len(payload) - 1, 2)]
        elif kind in (0x06, 0x07):
            uuids += [str(UUID(bytes=payload[i : i + 16][::-1])) for i in range(0, len(payload) - 15, 16)]
        elif kind == 0xFF and len(payload) >= 2:
            ours[int.from_bytes(payload[:2], "little")] = Variant("ay", payload[2:])
        elif kind == 0x16 and len(payload) >= 2:
            served[f"0000{payload[1]:02x}{payload[0]:02x}{_SHORT_UUID}"] = Variant("ay", payload[2:])
    told = {"UUIDs": Variant("as", uuids)}
    if ours:
        told["ManufacturerData"] = Variant("a{qv}", ours)
    if served:
        told["ServiceData"] = Variant("a{sv}", served)
    if flags is not None:
        told["AdvertisingFlags"] = Variant("ay", flags)
    return told


def _on_air(uuid: str) -> bytes:
    return UUID(uuid).bytes[2:4][::-1] if uuid.endswith(_SHORT_UUID) else UUID(uuid).bytes[::-1]
