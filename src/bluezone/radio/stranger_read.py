"""One visit to a peer by bluetoothd: connect, find the service, read the identity, have the peer forgotten.

docs/protocol/1-air.md, "iPhone-style peers". Whose turn it is, how long it may take and what the bytes mean is decided
elsewhere.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import Final

from bluezone.protocol.gatt import IDENTITY_UUID128, SERVICE_UUID128
from bluezone.radio.adapters import ADAPTER, is_true
from bluezone.radio.bluetoothd import Bluetoothd, Objects
from bluezone.radio.device_objects import Properties
from bluezone.radio.errors import RadioUnavailableError, ReadFailedError

DEVICE: Final = "org.bluez.Device1"
_CHARACTERISTIC: Final = "org.bluez.GattCharacteristic1"
_SERVICE: Final = "org.bluez.GattService1"
_KNOWN_AS: Final = ("Paired", "Bonded", "Trusted", "Connected")


async def require_stranger(daemon: Bluetoothd, peer: str) -> None:
    """Raises ReadFailedError for a peer that is gone, or that this machine has to do with otherwise: those are
    connected to and forgotten at their owner's will, not ours."""
    device = (await daemon.objects()).get(peer, {}).get(DEVICE)
    if device is None or any(is_true(device, name) for name in _KNOWN_AS):
        raise ReadFailedError("the peer is gone, or is no stranger to this machine")


async def identity_of(daemon: Bluetoothd, peer: str, resolved: asyncio.Event, patience_s: float) -> bytes:
    """What the peer calls itself; it is to be forgotten afterwards. The event comes once all services of the peer are
    known. Raises RadioUnavailableError and ReadFailedError."""
    await daemon.ask(peer, DEVICE, "Connect", patience_s=patience_s)
    await resolved.wait()
    identity = _identity_in(await daemon.objects(), peer)
    (value,) = await daemon.ask(identity, _CHARACTERISTIC, "ReadValue", "a{sv}", {}, patience_s=patience_s)
    return bytes(value)


async def forget(daemon: Bluetoothd, peer: str) -> None:
    """Has bluetoothd hang up and know nothing of the peer, which it would keep from now on. It answers two seconds
    after it has hung up."""
    with contextlib.suppress(RadioUnavailableError):
        await daemon.ask(peer.rpartition("/")[0], ADAPTER, "RemoveDevice", "o", peer)


def _identity_in(objects: Objects, peer: str) -> str:
    """The path of the peer's identity. Raises ReadFailedError where it has none."""
    for path, interfaces in objects.items():
        if path.startswith(f"{peer}/") and _is_called(interfaces.get(_CHARACTERISTIC, {}), IDENTITY_UUID128):
            service = objects.get(path.rpartition("/")[0], {}).get(_SERVICE, {})
            if _is_called(service, SERVICE_UUID128):
                return path
    raise ReadFailedError("the peer has no such service")


def _is_called(properties: Properties, uuid: str) -> bool:
    return "UUID" in properties and str(properties["UUID"].value).lower() == uuid.lower()
