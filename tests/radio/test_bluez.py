"""The radio over bluetoothd: what only it has, beside the contract of all radios (tests/contract/test_radio.py)."""

from __future__ import annotations

import contextlib

import pytest
from dbus_fast import Variant

from bluezone.radio.base import ALWAYS, HeardFrame
from bluezone.radio.bluez import MOST_REMEMBERED
from bluezone.radio.errors import RadioUnavailableError, ReadFailedError, UnavailableReason
from tests.support.radio.bluetoothd import NO_BUS, start_bluetoothd
from tests.support.radio.bluez_machine import ANNA, HCI0, Machine, both_on_air, heard_anew, on_a_machine
from tests.support.radio.stages import Ear, address, frame_of, until
from tests.support.sources import PACKAGE, PROJECT

pytestmark = pytest.mark.skipif(bool(NO_BUS), reason=NO_BUS)


async def refused(here: Machine) -> RadioUnavailableError:
    with pytest.raises(RadioUnavailableError) as error:
        await here.radio.listen(Ear(), ALWAYS)
    return error.value


def test_an_adapter_that_is_switched_off_says_so_and_comes_back_by_itself() -> None:
    async def play(here: Machine) -> None:
        ears = await both_on_air(here)
        await here.daemon.power(HCI0, on=False)
        await until(lambda: not here.radio._scanning)
        with pytest.raises(RadioUnavailableError, match=r"^Bluetooth is off$") as off:
            await here.radio.listen(ears[0], ALWAYS)
        assert UnavailableReason.POWERED_OFF is off.value.reason

        await here.daemon.power(HCI0, on=True)
        await heard_anew(*ears)

    on_a_machine(play)


@pytest.mark.parametrize(
    "said",
    [
        "the system's bus (D-Bus) cannot be reached",
        "bluetoothd is not running",
        "there is no Bluetooth adapter",
        "Bluetooth is off",
        "Bluetooth is off: a switch of this machine blocks it (rfkill)",
        "Bluetooth is not permitted here",
        "no room on the air: other programs have all that the adapter sends",
    ],
)
def test_the_guide_says_what_to_do_about_each_line(said: str) -> None:
    rooms = "".join((PACKAGE / "radio" / f"{name}.py").read_text("utf-8") for name in ("adapters", "bluetoothd"))

    assert f"| {said} |" in (PROJECT / "docs" / "guides" / "devices.md").read_text("utf-8")
    assert said in rooms


def test_a_switch_that_blocks_bluetooth_is_named() -> None:
    async def play(here: Machine) -> None:
        await both_on_air(here)
        await here.daemon.power(HCI0, on=False, state="off-blocked")
        await until(lambda: not here.radio._scanning)

        blocked = await refused(here)
        assert UnavailableReason.BLOCKED is blocked.reason
        assert "a switch of this machine blocks it (rfkill)" in str(blocked)

    on_a_machine(play)


def test_an_adapter_that_is_pulled_out_says_so_and_comes_back_under_another_name() -> None:
    async def play(here: Machine) -> None:
        ears = await both_on_air(here)
        await here.daemon.unplug(HCI0)
        await until(lambda: not here.radio._scanning)
        with pytest.raises(RadioUnavailableError, match="there is no Bluetooth adapter") as gone:
            await here.radio.advertise(ANNA, address(1), ALWAYS)
        assert UnavailableReason.NO_ADAPTER is gone.value.reason
        with pytest.raises(RadioUnavailableError):
            await here.radio.listen(ears[0], ALWAYS)

        await here.daemon.plug("hci1")
        await heard_anew(*ears)

    on_a_machine(play)


def test_a_daemon_that_is_started_anew_is_told_everything_again() -> None:
    async def play(here: Machine) -> None:
        ears = await both_on_air(here)
        await here.daemon.close()
        await until(lambda: not here.radio._scanning)
        with pytest.raises(RadioUnavailableError, match=r"^bluetoothd is not running$") as gone:
            await here.radio.listen(ears[0], ALWAYS)
        assert UnavailableReason.NO_SERVICE is gone.value.reason

        here.daemon = await start_bluetoothd(here.bus, here.ether)
        await here.daemon.plug("hci0")
        await heard_anew(*ears)

    on_a_machine(play)


@pytest.mark.parametrize(
    ("member", "name", "text", "reason", "said"),
    [
        ("StartDiscovery", "org.freedesktop.DBus.Error.AccessDenied", "Rejected", UnavailableReason.FORBIDDEN,
         "Bluetooth is not permitted here: Rejected"),
        ("StartDiscovery", "NotReady", "Resource Not Ready", UnavailableReason.LOST,
         "bluetoothd refuses: Resource Not Ready"),
        ("GetManagedObjects", "org.freedesktop.DBus.Error.ServiceUnknown", "gone", UnavailableReason.NO_SERVICE,
         "bluetoothd is not running"),
    ],
)  # fmt: skip
def test_what_bluetoothd_refuses_is_one_clear_line(
    member: str, name: str, text: str, reason: UnavailableReason, said: str
) -> None:
    async def play(here: Machine) -> None:
        here.daemon.refusals[member] = name, text
        error = await refused(here)

        assert (reason, said) == (error.reason, str(error))

    on_a_machine(play)


def test_where_there_is_no_room_for_another_advertisement_it_is_tried_again() -> None:
    async def play(here: Machine) -> None:
        ear = Ear()
        await here.other.listen(ear, ALWAYS)
        here.daemon.refusals["RegisterAdvertisement"] = "NotPermitted", "Maximum advertisements reached"
        with pytest.raises(RadioUnavailableError, match="Maximum advertisements reached") as full:
            await here.radio.advertise(ANNA, address(1), ALWAYS)
        assert UnavailableReason.CANNOT_SEND is full.value.reason
        here.daemon.refusals.clear()
        await here.radio.listen(Ear(), ALWAYS)  # as the phone looks at its radio every minute

        await until(lambda: ear.frames)

    on_a_machine(play)


def test_a_discovery_that_is_left_from_before_is_begun_anew() -> None:
    """As a real bluetoothd refuses once it was killed: the kernel is still at the discovery of the one before."""

    async def play(here: Machine) -> None:
        here.daemon.refusals["StartDiscovery"] = "InProgress", "Operation already in progress"
        with pytest.raises(RadioUnavailableError, match="already in progress"):
            await here.radio.listen(Ear(), ALWAYS)
        assert not here.radio._scanning
        here.daemon.refusals.clear()
        await until(lambda: here.radio._scanning)

        assert "StopDiscovery" in here.daemon.members

    on_a_machine(play)


def test_every_frame_is_asked_for_and_low_energy_only() -> None:
    async def play(here: Machine) -> None:
        await here.radio.listen(Ear(), ALWAYS)
        (asked,) = [one.body[0] for one in here.daemon.asked if one.member == "SetDiscoveryFilter"]

        assert {"Transport": "le", "DuplicateData": True} == {name: value.value for name, value in asked.items()}

    on_a_machine(play)


def test_it_does_not_scan_while_the_address_changes() -> None:
    """A controller would refuse it: the new id would go out under the old address."""

    async def play(here: Machine) -> None:
        await here.radio.listen(Ear(), ALWAYS)
        await here.radio.advertise(ANNA, address(1), ALWAYS)
        await here.radio.advertise(frame_of("later"), address(2), ALWAYS)
        told = [
            one for one in here.daemon.members if one in ("StartDiscovery", "StopDiscovery", "RegisterAdvertisement")
        ]

        assert ["StartDiscovery", *2 * ["StopDiscovery", "RegisterAdvertisement", "StartDiscovery"]] == told

    on_a_machine(play)


def test_without_connections_nobody_can_connect_and_nobody_is_connected_to() -> None:
    async def play(here: Machine) -> None:
        await here.radio.serve_identity(lambda: b"identity of anna")
        with contextlib.suppress(RadioUnavailableError):
            await here.radio.advertise(ANNA, address(1), ALWAYS)
        shown = list(here.radio._objects._advertisements.values())
        with pytest.raises(ReadFailedError, match="connects to nobody"):
            await here.radio.read_identity(address(2))

        assert ["broadcast"] == [one["org.bluez.LEAdvertisement1"]["Type"].value for one in shown]
        assert not {"RegisterApplication", "Connect"} & set(here.daemon.members)

    on_a_machine(play)


def test_a_crowd_of_strangers_takes_no_more_room_than_is_set_aside() -> None:
    async def play(here: Machine) -> None:
        await here.radio.listen(Ear(), ALWAYS)
        for number in range(MOST_REMEMBERED + 50):
            here.radio._note(f"{HCI0}/dev_{number}", {"UUIDs": Variant("as", ["00004e56-0000-1000-8000-00805f9b34fb"])})
            here.radio._note(
                f"{HCI0}/dev_x{number}", {"UUIDs": Variant("as", ["0000feaa-0000-1000-8000-00805f9b34fb"])}
            )
        remembered = len(here.radio._said)
        await here.radio.stop_listening()

        assert MOST_REMEMBERED == remembered
        assert not here.radio._said

    on_a_machine(play)


def test_whoever_cannot_take_one_frame_is_told_of_the_next_and_it_is_said_at_the_next_look() -> None:
    async def play(here: Machine) -> None:
        ear, planted = Ear(), [ZeroDivisionError("planted")]

        def stumbles(frame: HeardFrame) -> None:
            if planted:
                raise planted.pop()
            ear(frame)

        await here.other.advertise(ANNA, address(1), ALWAYS)
        await here.radio.listen(stumbles, ALWAYS)
        await until(lambda: ear.frames)

        with pytest.raises(RadioUnavailableError, match="planted") as told:
            await here.radio.listen(stumbles, ALWAYS)
        assert UnavailableReason.UNFORESEEN is told.value.reason
        await here.radio.listen(stumbles, ALWAYS)

    on_a_machine(play)


def test_an_advertisement_that_bluetoothd_lets_go_of_is_shown_again() -> None:
    async def play(here: Machine) -> None:
        await here.radio.advertise(ANNA, address(1), ALWAYS)
        shown = here.radio._sent
        adapter = here.daemon.adapters[HCI0]
        assert adapter.advertisement is not None
        await here.daemon._of_client(*adapter.advertisement, "org.bluez.LEAdvertisement1", "Release", "")
        adapter.advertisement = None

        await until(lambda: here.radio._sent not in ("", shown))

    on_a_machine(play)


def test_what_is_not_an_advertisement_of_ours_is_refused_and_the_old_one_stays() -> None:
    async def play(here: Machine) -> None:
        await here.radio.advertise(ANNA, address(1), ALWAYS)
        shown = here.radio._sent
        for frame in (b"", b"\x05\x16", bytes(31), bytes.fromhex("020106")):
            with pytest.raises(ValueError, match="advertisement of ours"):
                await here.radio.advertise(frame, address(2), ALWAYS)

        assert shown == here.radio._sent

    on_a_machine(play)
