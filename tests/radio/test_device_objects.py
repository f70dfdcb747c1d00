"""What bluetoothd says of a device becomes the frame that was on air, of those that may be ours."""

from __future__ import annotations

import pytest
from dbus_fast import Variant
from hypothesis import given
from hypothesis import strategies as st

from bluezone.protocol.advertisement import MAX_HEARD_BYTES, Advertisement, ReadablePeer, parse_advertisement
from bluezone.protocol.identifiers import RollingId
from bluezone.radio.base import Address
from bluezone.radio.device_objects import DeviceSaid, address_in, path_of, strength_in
from tests.support.radio.bluetoothd import said_in

ID = bytes(range(12))
OURS = Advertisement(RollingId(ID)).pack()
OURS_WITH_POWER = Advertisement(RollingId(ID), -12).pack()
SERVICE128 = "00004e56-73f5-4bc4-a12f-17d1ad07a667"

anything = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=40), st.binary(max_size=80)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.integers(0, 0xFFFF) | st.text(max_size=40), inner),
    max_leaves=6,
)
"""What may stand in a property; more than D-Bus lets through."""


def said(data: bytes) -> DeviceSaid:
    return DeviceSaid().and_then(said_in(data))


@pytest.mark.parametrize("frame", [OURS, OURS_WITH_POWER])
def test_a_frame_of_ours_is_put_together_as_it_was_sent(frame: bytes) -> None:
    assert frame == said(frame).frame()


@given(st.binary(min_size=12, max_size=12), st.none() | st.integers(0, 255))
def test_every_frame_of_ours_is_put_together_as_it_was_sent(rolling_id: bytes, hidden: int | None) -> None:
    frame = Advertisement(RollingId(rolling_id), hidden_power=hidden).pack()

    assert frame == said(frame).frame()


def test_an_iphone_in_the_background_is_a_peer_to_be_read() -> None:
    overflow = bytes.fromhex("02011A 14FF4C0001") + b"\x08" + bytes(15)

    assert ReadablePeer() == parse_advertisement(said(overflow).frame())


def test_a_peer_that_names_the_service_in_its_scan_response_is_one_too() -> None:
    heard = DeviceSaid().and_then({"UUIDs": Variant("as", [SERVICE128.upper()])})

    assert ReadablePeer() == parse_advertisement(heard.frame())


def test_nothing_that_other_peoples_devices_say_goes_any_further() -> None:
    headset = said(bytes.fromhex("020106 0303AAFE 0716AAFE20000102 06FF5900010203 0509426F7365"))

    assert not headset.may_be_ours
    assert bytes.fromhex("020106") == headset.frame()


def test_what_changed_is_added_to_what_was_said_before() -> None:
    first = said(OURS)
    later = first.and_then({"ManufacturerData": Variant("a{qv}", {0x22B5: Variant("ay", bytes(12))})})

    assert Advertisement(RollingId(bytes(12))).pack() == later.frame()
    assert later == later.and_then({"RSSI": Variant("n", -60)})


@pytest.mark.parametrize("length", [59, 400, 70_000])
def test_what_is_longer_than_any_frame_counts_as_not_said(length: int) -> None:
    heard = said(OURS).and_then({"ManufacturerData": Variant("a{qv}", {0x22B5: Variant("ay", bytes(length))})})

    assert heard.ours is None


def test_what_together_is_longer_than_any_frame_is_none() -> None:
    heard = said(OURS).and_then({"ManufacturerData": Variant("a{qv}", {0x22B5: Variant("ay", bytes(58))})})

    assert b"" == heard.frame()


@given(
    st.dictionaries(st.sampled_from(["UUIDs", "ManufacturerData", "ServiceData", "AdvertisingFlags", "RSSI"]), anything)
)
def test_whatever_a_property_holds_a_frame_comes_of_it_or_none(properties: dict[str, object]) -> None:
    changed = {name: Odd(value) for name, value in properties.items()}
    frame = DeviceSaid().and_then(changed).frame()  # type: ignore[arg-type] # odd on purpose

    assert len(frame) <= MAX_HEARD_BYTES
    assert strength_in(changed) in {None, *range(-127, 21)}  # type: ignore[arg-type] # odd on purpose


class Odd:
    """A property of any type."""

    def __init__(self, value: object) -> None:
        self.value = value


@pytest.mark.parametrize(("rssi", "strength"), [(-127, -127), (20, 20), (21, None), (-128, None), (127, None)])
def test_a_strength_that_no_radio_measures_is_no_report(rssi: int, strength: int | None) -> None:
    assert strength == strength_in({"RSSI": Variant("n", rssi)})


def test_a_device_is_known_by_its_address() -> None:
    heard_under = Address(bytes.fromhex("15BBFC186BEF"))
    path = path_of("/org/bluez/hci0", heard_under)

    assert "/org/bluez/hci0/dev_15_BB_FC_18_6B_EF" == path
    assert heard_under == address_in(path)


@pytest.mark.parametrize(
    "path", ["", "/org/bluez/hci0", "/org/bluez/hci0/dev_15_BB_FC_18_6B", "/dev_15_BB_FC_18_6B_EF"]
)
def test_other_paths_are_no_devices(path: str) -> None:
    assert address_in(path) is None
