"""Through a whole Bluetooth stack: what is on air to the byte, and being read by strangers' devices."""

from __future__ import annotations

import asyncio

import pytest
from bumble.hci import HCI_ErrorCode, HCI_StatusReturnParameters, OwnAddressType
from bumble.ll import AdvInd

from bluezone.protocol.advertisement import Advertisement
from bluezone.protocol.identifiers import RollingId
from bluezone.radio.base import ALWAYS, Duty
from bluezone.radio.errors import RadioUnavailableError, UnavailableReason
from bluezone.radio.ether import Ether
from tests.support.radio.bluetooth import device, phone, read_by_central
from tests.support.radio.stages import Ear, address, until

ROLLING_ID = RollingId.from_hex("9C25DF2D9861B31897EA3028")
FIELD_BYTES = "0201060303564E0FFFB5229C25DF2D9861B31897EA3028"


class RecordingEther(Ether):
    """Keeps every advertising frame that was sent, in order."""

    def __init__(self):
        super().__init__()
        self.sent = []

    def send_advertising_pdu(self, sender_controller, packet):
        if isinstance(packet, AdvInd):
            self.sent.append((bytes(packet.advertiser_address)[::-1], packet.data))
        super().send_advertising_pdu(sender_controller, packet)


def test_the_advertisement_is_byte_for_byte_the_originals():
    """23 bytes of ADV_IND: flags, service 0x4E56, manufacturer data 0x22B5 and the 12 bytes of the id."""

    async def play():
        ether, ear = RecordingEther(), Ear()
        async with phone(ether) as ours, phone(ether, "other") as other:
            await other.listen(ear, ALWAYS)
            await ours.advertise(Advertisement(ROLLING_ID).pack(), address(1), ALWAYS)
            await until(lambda: ear.frames)
        return ether.sent, ear.frames[0].data

    sent, heard = asyncio.run(play())

    assert {(address(1).value, bytes.fromhex(FIELD_BYTES))} == set(sent)
    assert bytes.fromhex(FIELD_BYTES) == heard
    assert len(heard) == 23


def test_the_transmit_power_makes_it_29_bytes():
    async def play():
        ether, ear = Ether(), Ear()
        async with phone(ether) as ours, phone(ether, "other") as other:
            await other.listen(ear, ALWAYS)
            await ours.advertise(Advertisement(ROLLING_ID, tx_power_dbm=-7).pack(), address(1), ALWAYS)
            await until(lambda: ear.frames)
        return ear.frames[0].data

    assert bytes.fromhex(FIELD_BYTES + "0516564E01F9") == asyncio.run(play())


def test_id_and_address_rotate_in_the_same_restart():
    """On the link itself: a change of frame is a change of address, at once, and never half of it."""
    slots = [(address(n).value, bytes([n]) * 23) for n in range(1, 9)]

    async def play():
        ether = RecordingEther()
        async with phone(ether) as ours:
            await ours.listen(Ear(), ALWAYS)  # scanning must not stand in the way
            for n in range(1, 9):
                await ours.advertise(bytes([n]) * 23, address(n), ALWAYS)
                already = len(ether.sent)
                await until(lambda already=already: len(ether.sent) > already + 1)
        return ether.sent

    sent = asyncio.run(play())

    assert slots == list(dict.fromkeys(sent))
    assert sent == sorted(sent, key=slots.index)


def test_we_keep_hearing_over_a_rotation():
    async def play():
        ether, ear = Ether(), Ear()
        async with phone(ether) as ours, phone(ether, "other") as other:
            await other.advertise(b"other", address(9), ALWAYS)
            await ours.listen(ear, ALWAYS)
            await ours.advertise(b"ours", address(1), ALWAYS)
            heard_before = len(ear.frames)
            await until(lambda: len(ear.frames) > heard_before)

    asyncio.run(play())


@pytest.mark.parametrize("own_address_type", [OwnAddressType.RANDOM, OwnAddressType.PUBLIC], ids=["random", "public"])
def test_a_stranger_reads_our_12_bytes_and_we_are_on_air_again(own_address_type):
    """BlueZ connects from its public address, phones from a random one."""

    async def play():
        ether, ear = Ether(), Ear()
        async with (
            phone(ether) as ours,
            phone(ether, "other") as other,
            device(ether, "central", public_address="F0:F1:F2:F3:F4:F5") as central,
        ):
            await ours.serve_identity(lambda: ROLLING_ID.value)
            await ours.advertise(Advertisement(ROLLING_ID).pack(), address(1), ALWAYS)
            identity = await read_by_central(central, address(1), own_address_type)
            await other.listen(ear, ALWAYS)
            await until(lambda: ear.frames)
        return identity, ear.pairs

    identity, heard_afterwards = asyncio.run(play())

    assert ROLLING_ID.value == identity
    assert {(bytes.fromhex(FIELD_BYTES), address(1))} == heard_afterwards


def test_a_guest_that_stays_is_shown_out():
    """Being connected keeps us off the air, so nobody may stay longer than a read takes."""

    async def play():
        ether, ear = Ether(), Ear()
        async with phone(ether, read_timeout_ms=300) as ours, phone(ether, "other") as other:
            await ours.serve_identity(lambda: ROLLING_ID.value)
            await ours.advertise(b"ours", address(1), ALWAYS)
            async with device(ether, "guest") as guest:
                gone = asyncio.Event()
                connection = await guest.connect(str(address(1)), own_address_type=OwnAddressType.RANDOM, timeout=60)
                connection.on(connection.EVENT_DISCONNECTION, lambda _reason: gone.set())
                await asyncio.wait_for(gone.wait(), 60)
                await other.listen(ear, ALWAYS)
                await until(lambda: ear.frames)
        return ear.pairs

    assert asyncio.run(play()) == {(b"ours", address(1))}


def test_rssi_is_that_of_the_pair_and_direction():
    async def play():
        ether, ear_of_ours, ear_of_other = Ether(), Ear(), Ear()
        ether.set_rssi("ours", "other", -71)
        ether.set_rssi("other", "ours", -83)
        async with phone(ether) as ours, phone(ether, "other") as other:
            await ours.listen(ear_of_ours, ALWAYS)
            await other.listen(ear_of_other, ALWAYS)
            await ours.advertise(b"ours", address(1), ALWAYS)
            await other.advertise(b"other", address(2), ALWAYS)
            await until(lambda: ear_of_ours.frames and ear_of_other.frames)
        return ear_of_ours.frames[0].rssi_dbm, ear_of_other.frames[0].rssi_dbm

    assert asyncio.run(play()) == (-83, -71)


def test_a_controller_that_failed_once_between_two_calls_is_reported_as_lost():
    """The duty's own switch found it out, and from then on nobody switches: no caller may think that all is well."""
    sometimes = Duty(on_ms=50, period_ms=100, offset_ms=0)

    async def play():
        ether = Ether()
        async with phone(ether) as ours:
            await ours.listen(Ear(), sometimes)
            controller = next(iter(ether.controllers))

            def fails(_command):
                del controller.on_hci_le_set_scan_enable_command
                return HCI_StatusReturnParameters(HCI_ErrorCode.HARDWARE_FAILURE_ERROR)

            controller.on_hci_le_set_scan_enable_command = fails
            await until(ours._conductor.done)
            with pytest.raises(RadioUnavailableError) as lost:
                await ours.listen(Ear(), sometimes)
        return lost.value.reason

    assert UnavailableReason.LOST == asyncio.run(play())


def test_a_controller_that_fails_is_reported_as_lost():
    async def play():
        ether = Ether()
        async with phone(ether) as ours:
            controller = next(iter(ether.controllers))
            controller.on_hci_le_set_advertising_enable_command = lambda _command: HCI_StatusReturnParameters(
                HCI_ErrorCode.HARDWARE_FAILURE_ERROR
            )
            with pytest.raises(RadioUnavailableError) as lost:
                await ours.advertise(b"ours", address(1), ALWAYS)
            with pytest.raises(RadioUnavailableError) as still_lost:
                await ours.listen(Ear(), ALWAYS)
        return lost.value.reason, still_lost.value.reason

    assert asyncio.run(play()) == (UnavailableReason.LOST, UnavailableReason.LOST)
