"""What the real bluetoothd said in `scripts/drill radios`, read by our radio and held against the imitated one."""

from __future__ import annotations

import json
from typing import Any

import pytest
from dbus_fast import Variant

from bluezone.protocol.advertisement import Advertisement, parse_advertisement
from bluezone.protocol.identifiers import RollingId
from bluezone.radio.device_objects import DeviceSaid, strength_in
from bluezone.radio.own_objects import OwnObjects
from tests.support.radio.bluetoothd import frame_on_air, said_in
from tests.support.sources import PROJECT

RECORDED: dict[str, Any] = json.loads((PROJECT / "tests" / "vectors" / "bluetoothd.json").read_text("utf-8"))


def properties(name: str) -> dict[str, Variant]:
    return {key: variant(*value) for key, value in RECORDED[name].items()}


def variant(signature: str, value: Any) -> Variant:
    if signature == "ay":
        return Variant(signature, bytes.fromhex(value))
    if signature == "a{qv}":
        return Variant(signature, {int(key): variant(*held) for key, held in value.items()})
    return Variant(signature, value)


def test_a_device_that_was_heard_is_the_frame_that_was_sent() -> None:
    heard = DeviceSaid().and_then(properties("added"))

    assert bytes.fromhex(RECORDED["heard"]) == heard.frame() == heard.and_then(properties("changed")).frame()
    assert -60 == strength_in(properties("added")) == strength_in(properties("changed"))


def test_services_that_were_found_over_a_connection_are_no_report_of_a_frame() -> None:
    assert strength_in(properties("resolved")) is None


def test_the_imitated_one_tells_the_same_of_that_frame() -> None:
    told, added = said_in(bytes.fromhex(RECORDED["heard"])), properties("added")

    assert told == {name: added[name] for name in told}


@pytest.mark.parametrize("kind", ["broadcast", "peripheral"])
def test_what_went_on_air_is_our_advertisement_and_the_imitated_one_sends_the_same(kind: str) -> None:
    said = Advertisement(RollingId(bytes.fromhex(RECORDED["asked_for"][kind])))
    objects = OwnObjects(lambda: b"", lambda _: None)
    path = objects.add_advertisement(said, connectable=kind == "peripheral")
    shown = objects._advertisements[path]["org.bluez.LEAdvertisement1"]

    assert said == parse_advertisement(bytes.fromhex(RECORDED["on_air"][kind]))
    assert RECORDED["on_air"][kind] == frame_on_air(dict(shown)).hex()
