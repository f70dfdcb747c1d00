"""Devices on an ether: phones of ours, and other people's, which are made with bumble alone."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable

from bumble import hci
from bumble.core import UUID
from bumble.device import Connection, Device, Peer
from bumble.gatt import Characteristic, CharacteristicValue, Service
from bumble.host import Host
from bumble.transport.common import AsyncPipeSink

from bluezone.radio.base import Address
from bluezone.radio.bumble import BumbleRadio
from bluezone.radio.controllers import open_on_ether
from bluezone.radio.ether import Ether, EtherController
from tests.support.radio.stages import loop_clock

SERVICE = UUID("00004E56-73F5-4BC4-A12F-17D1AD07A667")
IDENTITY = UUID("00004E56-73F5-4BC4-A12F-17D1AD07A689")
FLAGS = bytes.fromhex("02011A")
LISTED_SERVICE = bytes.fromhex("1107") + bytes(SERVICE)
OVERFLOW_AREA = bytes.fromhex("14FF4C0001") + b"\x08" + bytes(15)
"""A backgrounded iPhone hides its services here; the bit of ours is set."""


@contextlib.asynccontextmanager
async def phone(ether: Ether, name: str = "ours", *, read_timeout_ms: int = 2_000) -> AsyncIterator[BumbleRadio]:
    """A phone of ours."""
    radio = await open_on_ether(ether, name, clock=loop_clock(), send_interval_ms=50, read_timeout_ms=read_timeout_ms)
    try:
        yield radio
    finally:
        await radio.close()


@contextlib.asynccontextmanager
async def device(ether: Ether, name: str, *, public_address: str | None = None) -> AsyncIterator[Device]:
    """A powered device."""
    controller = EtherController(name, link=ether, public_address=public_address)
    made = Device(name=name, host=Host(controller, AsyncPipeSink(controller)))
    await made.power_on()
    try:
        yield made
    finally:
        await made.power_off()
        ether.remove_controller(controller)


@contextlib.asynccontextmanager
async def iphone(
    ether: Ether, name: str, identity: bytes, *, data: bytes = b"", scan_response: bytes = b""
) -> AsyncIterator[Address]:
    """A peer whose id is not in its advertisement. Yields the address it is on air under."""

    async def answer(_connection: object) -> bytes:
        return identity

    async with device(ether, name) as phone:
        phone.add_service(identity_service(answer))
        await phone.start_advertising(
            advertising_data=FLAGS + data, scan_response_data=scan_response, auto_restart=True,
            advertising_interval_min=50, advertising_interval_max=50,
        )  # fmt: skip
        yield Address(bytes(phone.random_address)[::-1])
        await phone.stop_advertising()


def identity_service(answer: Callable[[Connection], Awaitable[bytes]]) -> Service:
    """The service of ours with this answer to a read."""
    value: CharacteristicValue[bytes] = CharacteristicValue(read=answer)
    characteristic: Characteristic[bytes] = Characteristic(
        IDENTITY, Characteristic.Properties.READ, Characteristic.READABLE, value
    )
    return Service(SERVICE, [characteristic])


async def read_by_central(central: Device, address: Address, own_address_type: hci.OwnAddressType) -> bytes:
    """What any GATT client reads from the phone at this address."""
    target = hci.Address(address.value[::-1], hci.Address.RANDOM_DEVICE_ADDRESS)
    connection = await central.connect(target, own_address_type=own_address_type, timeout=60)
    try:
        services = await Peer(connection).discover_service(SERVICE)
        characteristics = await services[0].discover_characteristics([IDENTITY])
        return bytes(await characteristics[0].read_value())
    finally:
        await connection.disconnect()
