"""A phone on a Linux machine, started as a desktop starts it: `device run --radio bluez`, bluetoothd imitated."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bluezone.protocol.advertisement import Advertisement, parse_advertisement
from bluezone.radio.base import ALWAYS
from bluezone.radio.controllers import open_on_ether
from bluezone.radio.ether import Ether
from tests.support.radio.bluetoothd import NO_BUS, a_bus, start_bluetoothd
from tests.support.radio.stages import Ear, loop_clock, until

pytestmark = pytest.mark.skipif(bool(NO_BUS), reason=NO_BUS)

NOWHERE = "http://127.0.0.1:9"
ROOT = "11" * 32


async def started(bus: str, folder: Path, *words: object) -> asyncio.subprocess.Process:
    phone = ["device", "run", "--data", folder, "--radio", "bluez", "--exchange", NOWHERE, "--root-key", ROOT]
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bluezone.cli", *map(str, [*phone, *words]),
        stderr=asyncio.subprocess.PIPE, env={**os.environ, "DBUS_SYSTEM_BUS_ADDRESS": bus},
    )  # fmt: skip


async def eventually(condition: Callable[[], object]) -> None:
    """Waits as long as a phone may take to start and to come to its turn on air."""
    for _ in range(1_800):
        if condition():
            return
        await asyncio.sleep(0.05)
    pytest.fail("in vain")


async def line_of(phone: asyncio.subprocess.Process) -> str:
    assert phone.stderr is not None
    async with asyncio.timeout(60):
        return (await phone.stderr.readline()).decode().strip()


def test_it_goes_on_air_and_says_that_the_addresses_are_the_systems(tmp_path: Path) -> None:
    async def play() -> None:
        with a_bus() as bus:
            ether = Ether()
            daemon = await start_bluetoothd(bus, ether)
            await daemon.plug("hci0")
            other, ear = await open_on_ether(ether, "other", clock=loop_clock(), send_interval_ms=50), Ear()
            await other.listen(ear, ALWAYS)
            phone = await started(bus, tmp_path / "phone")
            said = await line_of(phone)
            await eventually(lambda: ear.frames)  # it is silent for half of each half minute
            phone.terminate()
            await phone.wait()
            await until(lambda: daemon.adapters["/org/bluez/hci0"].advertisement is None)
            await daemon.close()
            await other.close()

        assert said.startswith("device ready: radio bluez ")
        assert said.endswith("under addresses that the system draws")
        assert isinstance(parse_advertisement(ear.frames[0].data), Advertisement)

    asyncio.run(play())


def test_a_machine_without_bluetoothd_is_one_clear_line(tmp_path: Path) -> None:
    async def play() -> tuple[str, int]:
        with a_bus() as bus:
            phone = await started(bus, tmp_path / "phone")
            return await line_of(phone), await phone.wait()

    said, status = asyncio.run(play())

    assert "bluetoothd is not running" in said
    assert 1 == status


def test_a_phone_with_a_door_lays_its_address_there_and_not_on_the_terminal(tmp_path: Path) -> None:
    async def play() -> tuple[str, str]:
        with a_bus() as bus:
            daemon = await start_bluetoothd(bus, Ether())
            await daemon.plug("hci0")
            door = tmp_path / "pages.html"
            phone = await started(bus, tmp_path / "phone", "--port", "0", "--door", door)
            await eventually(door.exists)
            phone.terminate()
            assert phone.stderr is not None
            said = (await phone.stderr.read()).decode()
            await phone.wait()
            await daemon.close()
            return door.read_text("utf-8"), said

    page, said = asyncio.run(play())

    assert "http://127.0.0.1:" in page
    assert "key=" in page
    assert "key=" not in said
