"""Where a bumble radio's controller comes from: an ether in this process, or hardware by bumble's name for it.

Hardware cannot be tested without it; what is particular to it is therefore kept to the few lines of
`open_controller`, and everything above HCI is the code that runs on the ether.
"""

from __future__ import annotations

import asyncio

from bumble.core import BaseBumbleError
from bumble.device import Device, DeviceConfiguration
from bumble.host import Host
from bumble.transport import open_transport
from bumble.transport.common import AsyncPipeSink

from bluezone.protocol.gatt import READ_TIMEOUT_MS
from bluezone.radio.base import Clock
from bluezone.radio.bumble import SEND_INTERVAL_MS, BumbleRadio
from bluezone.radio.errors import RadioUnavailableError, UnavailableReason
from bluezone.radio.ether import Ether, EtherController

_POWER_ON_SECONDS = 10.0


async def open_on_ether(
    ether: Ether,
    name: str,
    *,
    clock: Clock,
    send_interval_ms: int = SEND_INTERVAL_MS,
    read_timeout_ms: int = READ_TIMEOUT_MS,
) -> BumbleRadio:
    """A phone with a virtual controller of this name."""
    controller = EtherController(name, link=ether)

    async def release() -> None:
        ether.remove_controller(controller)

    device = Device(config=_configuration(), host=Host(controller, AsyncPipeSink(controller)))
    await device.power_on()
    return BumbleRadio(
        device, clock=clock, release=release, send_interval_ms=send_interval_ms, read_timeout_ms=read_timeout_ms
    )


async def open_controller(transport: str, *, clock: Clock) -> BumbleRadio:
    """A real controller by bumble's name for it: usb:0, hci-socket:0, serial:/dev/…; not tested without one."""
    try:
        opened = await open_transport(transport)
    except Exception as error:
        raise RadioUnavailableError(
            UnavailableReason.NO_ADAPTER, f"no Bluetooth controller at {transport}: {str(error).partition(chr(10))[0]}"
        ) from error
    device = Device.from_config_with_hci(_configuration(), opened.source, opened.sink)
    try:
        async with asyncio.timeout(_POWER_ON_SECONDS):
            await device.power_on()
    except (BaseBumbleError, TimeoutError) as error:
        await opened.close()
        raise RadioUnavailableError(
            UnavailableReason.POWERED_OFF, f"the Bluetooth controller at {transport} does not start"
        ) from error
    return BumbleRadio(device, clock=clock, release=opened.close)


def _configuration() -> DeviceConfiguration:
    """Configures nothing that tells one phone from another: a reader of the device name learns the product only."""
    return DeviceConfiguration(name="Bluezone")
