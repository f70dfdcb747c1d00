"""From a line of text to a radio."""

from __future__ import annotations

import asyncio
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.radio import RadioUnavailableError, UnavailableReason, open_radio
from bluezone.radio.bluez import BluezRadio
from bluezone.radio.ether import Ether
from bluezone.radio.replay import ReplayRadio
from bluezone.radio.room import RoomRadio
from tests.support.radio.bluetoothd import NO_BUS, a_bus, start_bluetoothd


async def opened(spec):
    radio = await open_radio(spec, clock=lambda: 0)
    await radio.close()
    return type(radio)


def test_virtual_names_a_room_and_a_place_in_it(folder):
    spec = f"virtual:{folder}?x=0&y=-1.5&tx=-3&air=silent&seed=7&name=anna"

    assert asyncio.run(opened(spec)) is RoomRadio


def test_replay_names_a_recording(tmp_path):
    (tmp_path / "log.tsv").touch()

    assert asyncio.run(opened(f"replay:{tmp_path}/log.tsv?speed=2.5")) is ReplayRadio


ENGINE = """
import asyncio, sys
from bluezone.radio.base import ALWAYS, Address
from bluezone.radio.opening import open_radio

async def live():
    radio = await open_radio("android:pipe", clock=lambda: 0)
    await radio.advertise(bytes.fromhex(sys.argv[1]), Address(bytes(6)), ALWAYS)
    await radio.close()

asyncio.run(live())
"""


def test_android_is_the_application_at_the_other_end_of_standard_input_and_output():
    frame = "0201060303564E0FFFB522000102030405060708090A0B"
    command = [sys.executable, "-c", ENGINE, frame]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as engine:
        assert engine.stdin is not None
        assert engine.stdout is not None
        order = engine.stdout.readline().split()
        engine.stdin.write(f"done {order[1]}\n")
        engine.stdin.flush()
        rest = engine.stdout.read()
    assert ["advertise", "000102030405060708090a0b", "-"] == [order[0], *order[2:]]
    assert rest.startswith("close ")
    assert engine.returncode == 0


def test_there_is_no_other_way_to_the_application():
    with pytest.raises(RadioUnavailableError, match="write android:pipe"):
        asyncio.run(opened("android:usb"))


@pytest.mark.skipif(bool(NO_BUS), reason=NO_BUS)
def test_bluez_is_the_adapter_that_bluetoothd_has(monkeypatch):
    async def play(spec):
        with a_bus() as bus:
            monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", bus)
            daemon = await start_bluetoothd(bus, Ether())
            await daemon.plug("hci0")
            try:
                return await opened(spec)
            finally:
                await daemon.close()

    assert [BluezRadio] * 3 == [asyncio.run(play(spec)) for spec in ("bluez", "bluez:hci0", "bluez:?connections=yes")]
    with pytest.raises(RadioUnavailableError, match=r"there is no Bluetooth adapter hci1$") as refused:
        asyncio.run(play("bluez:hci1"))
    assert refused.value.reason is UnavailableReason.NO_ADAPTER


@pytest.mark.skipif(bool(NO_BUS), reason=NO_BUS)
def test_without_bluetoothd_it_says_so(monkeypatch):
    with a_bus() as bus:
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", bus)
        with pytest.raises(RadioUnavailableError, match=r"^bluetoothd is not running$") as refused:
            asyncio.run(opened("bluez"))

    assert refused.value.reason is UnavailableReason.NO_SERVICE


def test_without_a_bus_it_says_so(monkeypatch, tmp_path):
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={tmp_path}/nothing")

    with pytest.raises(RadioUnavailableError, match="the system's bus") as refused:
        asyncio.run(opened("bluez"))

    assert refused.value.reason is UnavailableReason.NO_SERVICE
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ("bluez:usb0", "'usb0' is no name of an adapter"),
        ("bluez:hci0?connections=some", "'some' is no value for connections"),
        ("bluez:hci0?x=1", "unknown option 'x'; known are connections"),
    ],
)
def test_what_bluez_does_not_know_is_refused(spec, said):
    with pytest.raises(RadioUnavailableError, match=said) as refused:
        asyncio.run(opened(spec))

    assert refused.value.reason is UnavailableReason.UNKNOWN_SPEC


@pytest.mark.parametrize(
    "spec", ["", "bluetooth", "usb:0", "VIRTUAL:/tmp", ":", "?x=1", "virtual", "virtual:", "bumble:"]
)
def test_an_unknown_radio_is_answered_with_the_known_ones(spec):
    with pytest.raises(RadioUnavailableError, match=r"virtual:DIR.*replay:FILE") as refused:
        asyncio.run(opened(spec))

    assert refused.value.reason is UnavailableReason.UNKNOWN_SPEC
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ("z=1", "unknown option 'z'; known are x, y"),
        ("x=far", "'far' is no value for x"),
        ("x=nan", "is no value for x"),
        ("x=inf", "is no value for x"),
        ("x=1e9", "within 100 km"),
        ("air=stormy", "'stormy' is no value for air"),
        ("name=../escape", "is no value for name"),
        ("x", "no list of options"),
        ("&".join(f"x={n}" for n in range(17)), "no list of options"),
    ],
)
def test_a_wrong_option_says_which(tmp_path, options, reason):
    with pytest.raises(RadioUnavailableError, match=reason) as refused:
        asyncio.run(opened(f"virtual:{tmp_path}?{options}"))

    assert refused.value.reason is UnavailableReason.UNKNOWN_SPEC


def test_options_of_one_radio_are_not_those_of_another(tmp_path):
    with pytest.raises(RadioUnavailableError, match="unknown option 'speed'; known are none"):
        asyncio.run(opened("bumble:usb:0?speed=2"))
    with pytest.raises(RadioUnavailableError, match="unknown option 'x'; known are speed"):
        asyncio.run(opened(f"replay:{tmp_path}?x=2"))


def test_a_replay_that_stands_still_is_refused(tmp_path):
    (tmp_path / "log.tsv").touch()

    with pytest.raises(RadioUnavailableError, match="speed"):
        asyncio.run(opened(f"replay:{tmp_path}/log.tsv?speed=0"))


def test_a_controller_that_is_not_there_is_one_plain_line():
    with pytest.raises(RadioUnavailableError, match="no Bluetooth controller at nonsense:0") as refused:
        asyncio.run(opened("bumble:nonsense:0"))

    assert refused.value.reason is UnavailableReason.NO_ADAPTER
    assert "\n" not in str(refused.value)


def test_without_the_extra_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "bluezone.radio.controllers", None)

    with pytest.raises(RadioUnavailableError, match=r"install bluezone\[radio\]"):
        asyncio.run(opened("bumble:usb:0"))


def test_without_what_speaks_to_the_bus_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "bluezone.radio.bluez", None)

    with pytest.raises(RadioUnavailableError, match=r"install bluezone\[desktop\]"):
        asyncio.run(opened("bluez"))


@given(st.text(max_size=60).filter(lambda text: not text.startswith(("virtual:", "bumble:", "bluez"))))
def test_any_text_is_either_a_radio_or_one_plain_line(text):
    with pytest.raises(RadioUnavailableError):
        asyncio.run(opened(text))
