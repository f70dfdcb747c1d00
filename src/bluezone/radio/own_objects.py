"""What bluetoothd asks of us: an advertisement to put on air, and the service in which others read our identity.

bluetoothd takes nothing by value: who wants something on air shows an object on the bus, and bluetoothd comes and reads
it. Pure: a call in, its answer out, as LEAdvertisement1, GattService1 and GattCharacteristic1 of org.bluez want it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from dbus_fast import Message, Variant

from bluezone.protocol.advertisement import COMPANY_ID, Advertisement
from bluezone.protocol.gatt import IDENTITY_UUID128, SERVICE_UUID128
from bluezone.radio.device_objects import UUID16_ON_THE_BUS

APPLICATION: Final = "/vn/bluezone/gatt"
SEND_INTERVAL_MS: Final = 250
"""How often a frame is sent. Unasked, the kernel would send every 1,280 ms."""
MAX_IDENTITY_BYTES: Final = 512
"""What a characteristic may hold (Bluetooth Core 5.4, Vol 3, Part F, 3.2.9)."""
_SERVICE: Final = f"{APPLICATION}/service0"
_IDENTITY: Final = f"{_SERVICE}/identity0"

_Interfaces = Mapping[str, Mapping[str, Variant]]


class OwnObjects:
    """The objects that stand on the bus just now."""

    def __init__(self, identity: Callable[[], bytes], released: Callable[[str], None]) -> None:
        """`released` is told of an advertisement that bluetoothd has taken off the air by itself."""
        self._identity, self._released = identity, released
        self._advertisements: dict[str, _Interfaces] = {}
        self._made = 0

    def add_advertisement(self, said: Advertisement, *, connectable: bool) -> str:
        """Shows a new advertisement, under a path that none before it had; to be dropped again."""
        self._made += 1
        path = f"/vn/bluezone/advertisement{self._made}"
        self._advertisements[path] = {"org.bluez.LEAdvertisement1": _to_be_said(said, connectable=connectable)}
        return path

    def drop(self, path: str) -> None:
        self._advertisements.pop(path, None)

    def answer(self, call: Message) -> Message:
        """What bluetoothd is told. Whatever is not known here is an error, as D-Bus has them."""
        shown = self._advertisements.get(call.path or "") or _APPLICATION_OBJECTS.get(call.path or "", {})
        match call.interface, call.member, call.body:
            case "org.freedesktop.DBus.ObjectManager", "GetManagedObjects", [] if call.path == APPLICATION:
                return Message.new_method_return(call, "a{oa{sa{sv}}}", [_APPLICATION_OBJECTS])
            case "org.freedesktop.DBus.Properties", "GetAll", [str(name)] if name in shown:
                return Message.new_method_return(call, "a{sv}", [shown[name]])
            case "org.bluez.GattCharacteristic1", "ReadValue", [dict(options)] if call.path == _IDENTITY:
                return self._read(call, options)
            case "org.bluez.LEAdvertisement1", "Release", [] if call.path in self._advertisements:
                self._released(call.path)
                return Message.new_method_return(call)
        return Message.new_error(call, "org.freedesktop.DBus.Error.UnknownMethod", "there is nothing of this name")

    def _read(self, call: Message, options: dict[str, Any]) -> Message:
        """Answers a peer's read; a long value is asked for in parts, each from an offset."""
        value, offset = bytes(self._identity())[:MAX_IDENTITY_BYTES], options.get("offset", Variant("q", 0)).value
        if not isinstance(offset, int) or offset > len(value):
            return Message.new_error(call, "org.bluez.Error.InvalidOffset", "the identity is shorter")
        return Message.new_method_return(call, "ay", [value[offset:]])


def _to_be_said(said: Advertisement, *, connectable: bool) -> dict[str, Variant]:
    """The advertisement of docs/protocol/1-air.md. A broadcast cannot be connected to."""
    properties = {
        "Type": Variant("s", "peripheral" if connectable else "broadcast"),
        "MinInterval": Variant("u", SEND_INTERVAL_MS),
        "MaxInterval": Variant("u", SEND_INTERVAL_MS),
        "ServiceUUIDs": Variant("as", [UUID16_ON_THE_BUS]),
        "ManufacturerData": Variant("a{qv}", {COMPANY_ID: Variant("ay", said.rolling_id.value)}),
    }
    if connectable:
        properties["Discoverable"] = Variant("b", True)
    if said.power_element:
        properties["ServiceData"] = Variant("a{sv}", {UUID16_ON_THE_BUS: Variant("ay", said.power_element)})
    return properties


_APPLICATION_OBJECTS: Final[Mapping[str, _Interfaces]] = {
    _SERVICE: {
        "org.bluez.GattService1": {"UUID": Variant("s", SERVICE_UUID128.lower()), "Primary": Variant("b", True)}
    },
    _IDENTITY: {
        "org.bluez.GattCharacteristic1": {
            "UUID": Variant("s", IDENTITY_UUID128.lower()),
            "Service": Variant("o", _SERVICE),
            "Flags": Variant("as", ["read"]),
        }
    },
}
