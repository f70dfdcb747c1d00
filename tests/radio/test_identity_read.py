"""Visits to peers: iPhones, the rude, the lost, and somebody who comes in between."""

from __future__ import annotations

import asyncio

import pytest
from bumble.att import ATT_Read_By_Type_Response
from bumble.hci import OwnAddressType

from bluezone.protocol.advertisement import ReadablePeer, parse_advertisement
from bluezone.radio.base import ALWAYS, Address
from bluezone.radio.errors import ReadFailedError
from bluezone.radio.ether import Ether
from tests.support.radio.bluetooth import (
    LISTED_SERVICE,
    OVERFLOW_AREA,
    device,
    identity_service,
    iphone,
    phone,
    read_by_central,
)
from tests.support.radio.stages import Ear, address, until

OUR_ID = bytes.fromhex("9C25DF2D9861B31897EA3028")
IPHONE_ID = bytes.fromhex("00112233445566778899AABB")


@pytest.mark.parametrize(
    "shows_itself",
    [{"data": LISTED_SERVICE}, {"scan_response": LISTED_SERVICE}, {"data": OVERFLOW_AREA}],
    ids=["advertised", "in the scan response", "in the overflow area"],
)
def test_an_iphone_is_recognised_and_its_12_bytes_are_read(shows_itself):
    async def play():
        ether, ear = Ether(), Ear()
        async with phone(ether) as ours, iphone(ether, "iphone", IPHONE_ID, **shows_itself) as its_address:
            await ours.listen(ear, ALWAYS)
            await ours.advertise(b"ours", address(1), ALWAYS)
            await until(lambda: any(parse_advertisement(frame.data) for frame in ear.frames))
            recognised = next(frame for frame in ear.frames if parse_advertisement(frame.data))
            return its_address, recognised, await ours.read_identity(recognised.address)

    its_address, recognised, identity = asyncio.run(play())

    assert ReadablePeer() == parse_advertisement(recognised.data)
    assert its_address == recognised.address
    assert identity == IPHONE_ID


def test_a_peer_that_walks_away_during_a_read_is_given_up_in_time():
    async def play():
        ether = Ether()
        async with phone(ether, read_timeout_ms=500) as ours, phone(ether, "other") as other:
            await other.advertise(b"other", address(2), ALWAYS)

            def walk_away():
                ether.set_rssi("ours", "other", None)
                ether.set_rssi("other", "ours", None)
                return b"too late"

            await other.serve_identity(walk_away)
            async with asyncio.timeout(60):
                with pytest.raises(ReadFailedError):
                    await ours.read_identity(address(2))

    asyncio.run(play())


def test_a_peer_that_hangs_up_during_a_read_is_a_failed_read():
    async def play():
        ether = Ether()
        async with phone(ether) as ours, device(ether, "rude") as rude:

            async def hang_up(connection):
                await connection.disconnect()
                return b""

            rude.add_service(identity_service(hang_up))
            await rude.start_advertising(advertising_data=b"", advertising_interval_min=50, advertising_interval_max=50)
            with pytest.raises(ReadFailedError):
                await ours.read_identity(Address(bytes(rude.random_address)[::-1]))

    asyncio.run(play())


def test_a_peer_without_our_service_is_a_failed_read():
    async def play():
        ether = Ether()
        async with phone(ether) as ours, device(ether, "headset") as headset:
            await headset.start_advertising(advertising_interval_min=50, advertising_interval_max=50)
            with pytest.raises(ReadFailedError, match="no such service"):
                await ours.read_identity(Address(bytes(headset.random_address)[::-1]))

    asyncio.run(play())


def test_a_peer_whose_answer_cannot_be_unpacked_is_a_failed_read():
    """A characteristic's declaration of two bytes: bumble fails in it as Python does."""

    async def play():
        ether = Ether()
        async with phone(ether) as ours, device(ether, "hostile") as hostile:
            hostile.add_service(identity_service(lambda _connection: b""))

            def declares_too_little(bearer, request):
                declared = request.starting_handle.to_bytes(2, "little") + b"xx"
                hostile.gatt_server.send_response(bearer, ATT_Read_By_Type_Response(4, declared))

            hostile.gatt_server.on_att_read_by_type_request = declares_too_little
            await hostile.start_advertising(advertising_interval_min=50, advertising_interval_max=50)
            with pytest.raises(ReadFailedError, match="did not say"):
                await ours.read_identity(Address(bytes(hostile.random_address)[::-1]))

    asyncio.run(play())


def test_being_read_while_we_wait_for_somebody_else_harms_neither():
    """bumble mistakes the guest's connection for ours; the guest must be served, and our next read must work."""

    async def play():
        ether = Ether()
        async with phone(ether) as ours, device(ether, "central") as central, iphone(ether, "i", IPHONE_ID) as iphones:
            await ours.serve_identity(lambda: OUR_ID)
            await ours.advertise(b"ours", address(1), ALWAYS)
            waiting = asyncio.create_task(ours.read_identity(address(99)))
            guests = await read_by_central(central, address(1), OwnAddressType.RANDOM)
            with pytest.raises(ReadFailedError):
                await waiting
            return guests, await ours.read_identity(iphones)

    assert asyncio.run(play()) == (OUR_ID, IPHONE_ID)
