"""A visit to a peer by bluetoothd, and who is not visited."""

from __future__ import annotations

import pytest
from dbus_fast import Variant

from bluezone.radio.base import ALWAYS
from bluezone.radio.errors import ReadFailedError
from tests.support.radio.bluetooth import LISTED_SERVICE, OVERFLOW_AREA, iphone
from tests.support.radio.bluetoothd import NO_BUS
from tests.support.radio.bluez_machine import BINH, HCI0, Machine, both_on_air, on_a_machine
from tests.support.radio.stages import Ear, until

pytestmark = pytest.mark.skipif(bool(NO_BUS), reason=NO_BUS)


def test_a_peer_that_was_read_is_forgotten_by_bluetoothd() -> None:
    async def play(here: Machine) -> None:
        ear = Ear()
        await here.radio.listen(ear, ALWAYS)
        async with iphone(
            here.ether, "iphone", b"identity of iph", data=OVERFLOW_AREA, scan_response=LISTED_SERVICE
        ) as peer:
            await until(lambda: any(frame.address == peer for frame in ear.frames))
            assert b"identity of iph" == await here.radio.read_identity(peer)

        assert [f"{HCI0}/dev_{str(peer).replace(':', '_')}"] == [
            one.body[0] for one in here.daemon.asked if one.member == "RemoveDevice"
        ]

    on_a_machine(play, connections=True)


@pytest.mark.parametrize("known_as", ["Paired", "Bonded", "Trusted", "Connected"])
def test_what_this_machine_has_to_do_with_otherwise_is_left_alone(known_as: str) -> None:
    async def play(here: Machine) -> None:
        await here.other.serve_identity(lambda: b"identity of binh")
        ours, _ = await both_on_air(here)
        peer = ours.address_of(BINH)
        here.daemon.objects[f"{HCI0}/dev_{str(peer).replace(':', '_')}"]["org.bluez.Device1"][known_as] = Variant(
            "b", True
        )

        with pytest.raises(ReadFailedError, match="no stranger"):
            await here.radio.read_identity(peer)
        assert not {"Connect", "RemoveDevice"} & set(here.daemon.members)

    on_a_machine(play, connections=True)


def test_a_peer_that_never_answers_is_given_up_and_forgotten() -> None:
    async def play(here: Machine) -> None:
        ours, _ = await both_on_air(here)
        here.daemon.silent_on.add("Connect")

        with pytest.raises(ReadFailedError):
            await here.radio.read_identity(ours.address_of(BINH))
        assert "RemoveDevice" in here.daemon.members

    on_a_machine(play, connections=True)
