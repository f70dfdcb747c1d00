"""The air between virtual controllers: what the two subclasses make good."""

from __future__ import annotations

import asyncio

import pytest
from bumble.core import BaseBumbleError
from bumble.core import TimeoutError as BumbleTimeoutError
from bumble.device import AdvertisingType
from bumble.hci import HCI_LE_Create_Connection_Cancel_Command, OwnAddressType

from bluezone.radio.ether import USUAL_RSSI_DBM, Ether
from tests.support.radio.bluetooth import FLAGS, device, iphone, read_by_central

RESPONSE = b"\x02\x0a\x00"
GONE = "0A:0B:0C:0D:0E:0F"


def test_a_connection_attempt_can_be_given_up_and_the_next_one_works():
    async def play():
        ether = Ether()
        async with device(ether, "central") as central, iphone(ether, "iphone", b"identity") as address:
            for _ in range(2):
                with pytest.raises(BumbleTimeoutError):
                    await central.connect(GONE, own_address_type=OwnAddressType.RANDOM, timeout=0.05)
            return await read_by_central(central, address, OwnAddressType.RANDOM)

    assert asyncio.run(play()) == b"identity"


def test_giving_up_what_was_never_begun_is_refused():
    async def play():
        async with device(Ether(), "central") as central:
            with pytest.raises(BaseBumbleError, match="COMMAND_DISALLOWED"):
                await central.send_sync_command(HCI_LE_Create_Connection_Cancel_Command())

    asyncio.run(play())


def test_the_advertising_interval_is_in_real_milliseconds():
    async def play():
        ether = Ether()
        async with device(ether, "one") as one:
            await one.start_advertising(advertising_interval_min=100, advertising_interval_max=200)
            advertiser = next(iter(ether.controllers)).le_legacy_advertiser
            await one.stop_advertising()
            return advertiser.advertising_interval_min, advertiser.advertising_interval_max

    assert asyncio.run(play()) == (100, 200)


@pytest.mark.parametrize(("active", "expected"), [(True, {FLAGS, RESPONSE}), (False, {FLAGS})])
def test_a_scan_response_comes_only_to_who_asks_for_it(active, expected):
    async def play():
        ether = Ether()
        heard = asyncio.Queue()
        async with device(ether, "scanner") as scanner, iphone(ether, "iphone", b"", scan_response=RESPONSE):
            scanner.host.on("advertising_report", heard.put_nowait)
            await scanner.start_scanning(active=active)
            reports = [await heard.get() for _ in range(4)]
            await scanner.stop_scanning()
        return reports

    reports = asyncio.run(play())

    assert expected == {report.data for report in reports}
    assert {USUAL_RSSI_DBM} == {report.rssi for report in reports}


def test_saying_goodbye_to_somebody_who_is_gone_does_not_fail():
    async def play():
        ether = Ether()
        async with device(ether, "central") as central:
            async with iphone(ether, "iphone", b"identity") as address:
                target = str(address)
                connection = await central.connect(target, own_address_type=OwnAddressType.RANDOM, timeout=60)
            await connection.disconnect()
            return central.connections

    assert asyncio.run(play()) == {}


def test_what_nobody_can_connect_to_is_heard_and_has_no_scan_response():
    async def play():
        ether = Ether()
        heard = asyncio.Queue()
        async with device(ether, "scanner") as scanner, device(ether, "sender") as sender:
            scanner.host.on("advertising_report", heard.put_nowait)
            await scanner.start_scanning(active=True)
            await sender.start_advertising(
                advertising_type=AdvertisingType.UNDIRECTED, advertising_data=FLAGS, scan_response_data=RESPONSE,
                advertising_interval_min=50, advertising_interval_max=50,
            )  # fmt: skip
            reports = [await heard.get() for _ in range(3)]
            with pytest.raises(BumbleTimeoutError):
                await scanner.connect(sender.random_address, own_address_type=OwnAddressType.RANDOM, timeout=0.2)
            await sender.stop_advertising()
        return {report.data for report in reports}

    assert {FLAGS} == asyncio.run(play())
