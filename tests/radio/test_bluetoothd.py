"""The line to bluetoothd: who is believed and answered, and what becomes of a line that breaks."""

from __future__ import annotations

import pytest
from dbus_fast import Message, Variant
from dbus_fast.aio import MessageBus

from bluezone.radio.base import ALWAYS
from tests.support.radio.bluetoothd import NO_BUS
from tests.support.radio.bluez_machine import ANNA, HCI0, Machine, both_on_air, heard_anew, on_a_machine
from tests.support.radio.stages import Ear, address

pytestmark = pytest.mark.skipif(bool(NO_BUS), reason=NO_BUS)


def test_a_bus_that_breaks_off_is_found_again() -> None:
    async def play(here: Machine) -> None:
        ears = await both_on_air(here)
        line = here.radio._daemon._bus
        assert line is not None
        line.disconnect()
        await heard_anew(*ears)

    on_a_machine(play)


def test_only_bluetoothd_is_believed_and_answered() -> None:
    """Whoever else is on the bus may send what looks like bluetoothd's."""

    async def play(here: Machine) -> None:
        ear = Ear()
        await here.radio.listen(ear, ALWAYS)
        await here.radio.advertise(ANNA, address(1), ALWAYS)
        assert here.radio._daemon._bus is not None
        ours = here.radio._daemon._bus.unique_name
        stranger = await MessageBus(here.bus).connect()
        frame = Message.new_signal("/", "org.freedesktop.DBus.ObjectManager", "InterfacesAdded", "oa{sa{sv}}", [
            f"{HCI0}/dev_00_00_00_00_00_01", {"org.bluez.Device1": {
                "RSSI": Variant("n", -40), "UUIDs": Variant("as", ["00004e56-0000-1000-8000-00805f9b34fb"]),
                "ManufacturerData": Variant("a{qv}", {0x22B5: Variant("ay", bytes(12))}),
            }},
        ])  # fmt: skip
        frame.destination = ours
        await stranger.send(frame)
        (shown,) = here.radio._objects._advertisements
        asked = Message(ours, shown, "org.bluez.LEAdvertisement1", "Release")
        answer = await stranger.call(asked)
        stranger.disconnect()
        await stranger.wait_for_disconnect()  # type: ignore[no-untyped-call] # dbus-fast types it not

        assert "org.freedesktop.DBus.Error.AccessDenied" == answer.error_name
        assert shown == here.radio._sent
        assert [] == ear.frames

    on_a_machine(play)
