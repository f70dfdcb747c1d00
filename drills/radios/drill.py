"""Our radio on a real kernel and a real bluetoothd, in an emulated machine: is it heard, does it hear, is it read, does
it read, and does it come back when the adapter or the daemon has gone?

The controllers are bumble's, in this process: that of the machine, which is handed to its kernel, and those of the
phones beside it, all on one ether. Nothing here has an antenna.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from argparse import ArgumentParser, Namespace
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from bumble.device import Peer
from bumble.hci import Address as PeerAddress
from bumble.hci import OwnAddressType
from bumble.transport import open_transport
from dbus_fast import Variant

from bluezone.joining.ports import LOOPBACK, chosen_port
from bluezone.protocol.advertisement import Advertisement, parse_advertisement
from bluezone.radio.base import ALWAYS, Address, Radio
from bluezone.radio.bluez import BluezRadio
from bluezone.radio.controllers import open_on_ether
from bluezone.radio.errors import RadioError
from bluezone.radio.ether import Ether, EtherController
from drills.drill import Drill, Outcome
from drills.radios.machine import Machine, NotRunError, started, usual_cache
from tests.support.radio.bluetooth import IDENTITY, LISTED_SERVICE, OVERFLOW_AREA, SERVICE, device, iphone
from tests.support.radio.stages import Ear, address, frame_of, loop_clock

_PATIENCE_S = 60.0
_SLOTS = 4
_LISTENS_S = 12
"""Longer than the kernel scans in one piece, which is 10.24 s."""
_SEND_INTERVAL_MS = 200
_READ_TIMEOUT_MS = 30_000  # the machine is emulated: a second of its own takes several
_PRIVATE = "[General]\\nPrivacy = device\\n"


class InVainError(Exception):
    """What was waited for, and did not come."""


@dataclass
class Adapter:
    """The controller that is handed to the machine, while it is plugged in."""

    machine: Machine
    ether: Ether
    _parts: list[Any] = field(default_factory=list)

    async def plug(self) -> None:
        port = chosen_port(0)  # bumble does not let go of one at once
        transport = await open_transport(f"tcp-server:{LOOPBACK}:{port}")
        controller = EtherController(
            "adapter", link=self.ether, host_source=transport.source, host_sink=transport.sink,
            public_address="C0:FF:EE:00:00:01/P",
        )  # fmt: skip
        self._parts = [transport, controller]
        await self.machine.plug(port)

    async def unplug(self) -> None:
        await self.machine.unplug()
        transport, controller = self._parts
        controller.le_legacy_advertiser.stop()
        self.ether.remove_controller(controller)
        await transport.close()


def _run(arguments: Namespace) -> Outcome:
    try:
        return asyncio.run(_play(arguments.cache))
    except NotRunError as error:
        return Outcome(held=False, counts={}, details={"not run": str(error)})
    except InVainError as error:
        return Outcome(held=False, counts={}, details={"in vain": str(error)})


async def _play(cache: Path) -> Outcome:
    ether, begun = Ether(), time.monotonic()
    async with started(cache) as machine, _phone(ether) as phone:
        adapter, found = Adapter(machine, ether), {"boot_s": round(time.monotonic() - begun)}
        await machine.start_bluetoothd()
        await adapter.plug()
        async with _radio(machine, connections=False) as radio:
            await _until_on(radio)
            found |= await _is_heard(radio, phone)
            found |= await _hears(radio, phone)
            found |= await _comes_back(radio, phone, adapter)
        await machine.kill_bluetoothd()
        await adapter.unplug()  # the kernel takes no other privacy for one that is on
        await machine.tell(f"printf '{_PRIVATE}' > /etc/main.conf")
        await machine.start_bluetoothd("-f", "/etc/main.conf")
        await adapter.plug()
        async with _radio(machine, connections=True) as radio:
            await _until_on(radio)
            found |= await _connects(radio, phone, ether)
    wanted = ("gatt_read", "gatt_served", "adapter_unplugged", "daemon_restarted", "switched_off", "forgotten")
    held = bool(found["heard"]) and found["as_ours"] and found["addresses"] == _SLOTS and all(map(found.get, wanted))
    counts: dict[str, int | float] = {name: found[name] for name in ("boot_s", "addresses", "heard")}
    return Outcome(held=bool(held), counts=counts, details=found)


async def _is_heard(radio: BluezRadio, phone: Radio) -> dict[str, Any]:
    """A frame for each slot: how the last arrived, and under how many addresses they came."""
    ear, under = Ear(), set[Address]()
    await phone.listen(ear, ALWAYS)
    for slot in range(_SLOTS):
        ear.frames.clear()
        await radio.advertise(frame_of(str(slot)), address(slot), ALWAYS)
        await _until_heard(ear, str(slot))
        under |= {frame.address for frame in ear.frames}
    await phone.stop_listening()
    arrived = ear.frames[-1].data
    ours = parse_advertisement(arrived) == parse_advertisement(frame_of(str(_SLOTS - 1)))
    kinds = {one.value[0] >> 6 for one in under}
    return {"advertised_hex": arrived.hex(), "as_ours": ours, "addresses": len(under), "non_resolvable": kinds == {0}}


async def _hears(radio: BluezRadio, phone: Radio) -> dict[str, Any]:
    ear = Ear()
    await radio.listen(ear, ALWAYS)
    await phone.advertise(frame_of("phone"), address(9), ALWAYS)
    await _until_heard(ear)
    await asyncio.sleep(_LISTENS_S)
    whole = {(frame.data, frame.address) for frame in ear.frames} == {(frame_of("phone"), address(9))}
    moments = [frame.monotonic_ms for frame in ear.frames]
    silence_ms = max((later - earlier for earlier, later in pairwise(moments)), default=_LISTENS_S * 1_000)
    return {
        "heard": len(ear.frames), "heard_byte_for_byte": whole, "rssi_dbm": ear.frames[-1].rssi_dbm,
        "longest_silence_s": round(silence_ms / 1_000, 1),
    }  # fmt: skip


async def _comes_back(radio: BluezRadio, phone: Radio, adapter: Adapter) -> dict[str, Any]:
    """What it says while something is gone, and whether all goes on by itself afterwards."""
    machine, ears = adapter.machine, (Ear(), Ear())
    await phone.listen(ears[0], ALWAYS)
    await radio.listen(ears[1], ALWAYS)

    async def gone_and_back(go: Callable[[], Any], come: Callable[[], Any]) -> str:
        await go()
        said = await _until_trouble(radio, ears[1])
        for ear in ears:
            ear.frames.clear()
        await come()
        for ear in ears:
            await _until_heard(ear)
        return said

    return {
        "switched_off": await gone_and_back(lambda: _switch(radio, on=False), lambda: _switch(radio, on=True)),
        "daemon_restarted": await gone_and_back(
            machine.kill_bluetoothd, lambda: _restarted(machine, radio)
        ),
        "adapter_unplugged": await gone_and_back(adapter.unplug, lambda: _plugged(adapter, radio)),
    }  # fmt: skip


async def _connects(radio: BluezRadio, phone: Radio, ether: Ether) -> dict[str, Any]:
    ears = Ear(), Ear()
    await radio.serve_identity(lambda: b"identity of us")
    await phone.listen(ears[0], ALWAYS)
    await radio.listen(ears[1], ALWAYS)
    ears[0].frames.clear()
    await radio.advertise(frame_of("private"), address(1), ALWAYS)
    await _until_heard(ears[0], "private")
    at = ears[0].address_of(ears[0].frames[-1].data)
    async with device(ether, "central") as central:
        served = await _read(central, at)
    async with iphone(ether, "iphone", b"iphone's own", data=OVERFLOW_AREA, scan_response=LISTED_SERVICE) as peer:
        await _until(lambda: any(frame.address == peer for frame in ears[1].frames), ears[1])
        try:
            read = await radio.read_identity(peer)
        except RadioError as error:
            return {"gatt_served": served == b"identity of us", "gatt_read": False, "said": repr(error.__cause__)}
        known = await radio._daemon.objects()  # heard again by now, but nothing is left of the visit
        visited = [path for path in known if f"{str(peer).replace(':', '_')}/" in path]
    return {
        "gatt_served": served == b"identity of us", "gatt_read": read == b"iphone's own", "private_address": str(at),
        "forgotten": not visited,
    }  # fmt: skip


async def _read(central: Any, at: Address) -> bytes:
    target = PeerAddress(at.value[::-1], PeerAddress.RANDOM_DEVICE_ADDRESS)
    connection = await central.connect(target, own_address_type=OwnAddressType.RANDOM, timeout=_PATIENCE_S)
    async with asyncio.timeout(_PATIENCE_S):
        (service,) = await Peer(connection).discover_service(SERVICE)
        (identity,) = await service.discover_characteristics([IDENTITY])
        value = bytes(await identity.read_value())
        await connection.disconnect()
    return value


async def _until_on(radio: BluezRadio) -> None:
    """The adapter is there and switched on, as its owner would do it."""
    for _ in range(round(_PATIENCE_S)):
        with contextlib.suppress(RadioError):
            await radio.find_adapter()
            await _switch(radio, on=True)
            return
        await asyncio.sleep(1)
    raise InVainError("bluetoothd shows no adapter")


async def _switch(radio: BluezRadio, *, on: bool) -> None:
    wanted = "org.bluez.Adapter1", "Powered", Variant("b", on)
    await radio._daemon.ask(
        radio._adapters.chosen, "org.freedesktop.DBus.Properties", "Set", "ssv", *wanted, patience_s=30
    )


async def _restarted(machine: Machine, radio: BluezRadio) -> None:
    await machine.start_bluetoothd()
    await _until_on(radio)


async def _plugged(adapter: Adapter, radio: BluezRadio) -> None:
    await adapter.plug()
    await _until_on(radio)


async def _until_trouble(radio: BluezRadio, ear: Ear) -> str:
    for _ in range(round(_PATIENCE_S)):
        try:
            await radio.listen(ear, ALWAYS)
        except RadioError as error:
            return str(error)
        await asyncio.sleep(1)
    return ""


async def _until(condition: Callable[[], object], ear: Ear) -> None:
    for _ in range(round(_PATIENCE_S * 10)):
        if condition():
            return
        await asyncio.sleep(0.1)
    raise InVainError(f"{len(ear.frames)} frames, of {sorted(_ids(ear))}")


async def _until_heard(ear: Ear, name: str = "") -> None:
    """A phone of this name was heard, or anybody."""
    await _until(lambda: name in _ids(ear) if name else ear.frames, ear)


def _ids(ear: Ear) -> set[str]:
    said = [parse_advertisement(frame.data) for frame in ear.frames]
    return {one.rolling_id.value.decode(errors="replace").rstrip(".") for one in said if isinstance(one, Advertisement)}


@contextlib.asynccontextmanager
async def _phone(ether: Ether) -> AsyncIterator[Radio]:
    radio = await open_on_ether(ether, "phone", clock=loop_clock(), send_interval_ms=_SEND_INTERVAL_MS)
    try:
        yield radio
    finally:
        await radio.close()


@contextlib.asynccontextmanager
async def _radio(machine: Machine, *, connections: bool) -> AsyncIterator[BluezRadio]:
    radio = BluezRadio(
        clock=loop_clock(), connections=connections, bus=machine.bus, read_timeout_ms=_READ_TIMEOUT_MS,
        patience_s=_PATIENCE_S
    )  # fmt: skip
    try:
        yield radio
    finally:
        await radio.close()


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--cache", type=Path, default=usual_cache(), metavar="DIR", help="where fetched packages are kept"
    )  # fmt: skip


DRILL = Drill(
    "radios",
    "Our radio on a real kernel and bluetoothd in an emulated machine: heard, hears, read, reads, comes back.",
    _run,
    _arguments,
)
