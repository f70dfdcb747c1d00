"""What bluetoothd says of a device that it heard, as a frame. Pure: properties in, bytes out.

bluetoothd takes a frame apart and hands on properties, never the bytes. Only what may be ours is put together again:
nothing of what other people's devices say about themselves goes any further than here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from dbus_fast import Variant

from bluezone.protocol.advertisement import COMPANY_ID, MAX_HEARD_BYTES
from bluezone.protocol.gatt import SERVICE_UUID16, SERVICE_UUID128
from bluezone.radio.base import Address

Properties = Mapping[str, Variant]

UUID16_ON_THE_BUS: Final = f"0000{SERVICE_UUID16:04x}-0000-1000-8000-00805f9b34fb"
"""Bluetooth Core 5.4, Vol 3, Part B, 2.5.1: what stands for two bytes among names of sixteen."""
_UUID128_ON_THE_BUS: Final = SERVICE_UUID128.lower()
_APPLE: Final = 0x004C
_FLAGS, _UUID16, _UUID128, _SERVICE_DATA, _MANUFACTURER = 0x01, 0x03, 0x07, 0x16, 0xFF
_MOST_PAYLOAD_BYTES: Final = MAX_HEARD_BYTES - 4
"""What one element may carry behind its own head and the two bytes that say whose it is."""
_PATH: Final = re.compile(r"(/org/bluez/[A-Za-z0-9_]+)/dev((?:_[0-9A-F]{2}){6})")
_MIN_RSSI_DBM, _MAX_RSSI_DBM = -127, 20


@dataclass(frozen=True, slots=True)
class DeviceSaid:
    """What a device has on air that may be ours."""

    flags: bytes = b""
    lists_service16: bool = False
    lists_service128: bool = False
    ours: bytes | None = None
    """Behind our company's number."""
    apples: bytes | None = None
    power: bytes | None = None
    """Service data of 0x4E56."""

    def and_then(self, changed: Properties) -> DeviceSaid:
        """What the device says once these properties are others. What is not of the right type counts as not said."""
        said = self
        if "AdvertisingFlags" in changed:
            said = replace(said, flags=_payload(changed["AdvertisingFlags"].value) or b"")
        if "UUIDs" in changed:
            listed = {name.lower() for name in _texts(changed["UUIDs"].value)}
            said = replace(
                said, lists_service16=UUID16_ON_THE_BUS in listed, lists_service128=_UUID128_ON_THE_BUS in listed
            )
        if "ManufacturerData" in changed:
            data = changed["ManufacturerData"].value
            said = replace(said, ours=_within(data, COMPANY_ID), apples=_within(data, _APPLE))
        if "ServiceData" in changed:
            said = replace(said, power=_within(changed["ServiceData"].value, UUID16_ON_THE_BUS))
        return said

    @property
    def may_be_ours(self) -> bool:
        return self.lists_service16 or self.lists_service128 or self.apples is not None

    def frame(self) -> bytes:
        """The frame that says this, in the order in which phones of ours do; none where no frame is so long."""
        elements = [
            (_FLAGS, self.flags) if self.flags else None,
            (_UUID16, _SERVICE16) if self.lists_service16 else None,
            (_UUID128, UUID(SERVICE_UUID128).bytes[::-1]) if self.lists_service128 else None,
            (_MANUFACTURER, COMPANY_ID.to_bytes(2, "little") + self.ours) if self.ours is not None else None,
            (_MANUFACTURER, _APPLE.to_bytes(2, "little") + self.apples) if self.apples is not None else None,
            (_SERVICE_DATA, _SERVICE16 + self.power) if self.power is not None else None,
        ]
        whole = b"".join(bytes([1 + len(one[1]), one[0]]) + one[1] for one in elements if one is not None)
        return whole if len(whole) <= MAX_HEARD_BYTES else b""


_SERVICE16: Final = SERVICE_UUID16.to_bytes(2, "little")


def address_in(path: str) -> Address | None:
    """The address under which bluetoothd heard the device of this path; None where the path is of something else."""
    found = _PATH.fullmatch(path)
    return Address(bytes.fromhex(found[2].replace("_", ""))) if found else None


def path_of(adapter: str, address: Address) -> str:
    """The path by which bluetoothd knows a device that it heard under this address."""
    return f"{adapter}/dev_{str(address).replace(':', '_')}"


def strength_in(changed: Properties) -> int | None:
    """How strong a frame arrived, in dBm; None where this is no report of a frame."""
    rssi = changed["RSSI"].value if "RSSI" in changed else None
    return rssi if isinstance(rssi, int) and _MIN_RSSI_DBM <= rssi <= _MAX_RSSI_DBM else None


def _within(data: object, key: int | str) -> bytes | None:
    """What stands under this key, of whatever a stranger's device has brought."""
    found = data.get(key) if isinstance(data, dict) else None
    return _payload(found.value) if isinstance(found, Variant) else None


def _payload(value: object) -> bytes | None:
    return bytes(value) if isinstance(value, bytes | bytearray) and len(value) <= _MOST_PAYLOAD_BYTES else None


def _texts(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
