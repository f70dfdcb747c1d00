"""What bluetoothd reads of the objects that we show it."""

from __future__ import annotations

from dbus_fast import Message, MessageType, Variant

from bluezone.protocol.advertisement import Advertisement
from bluezone.protocol.identifiers import RollingId
from bluezone.radio.own_objects import APPLICATION, MAX_IDENTITY_BYTES, OwnObjects

ID = bytes(range(12))
SAID = Advertisement(RollingId(ID), -12)
UUID16 = "00004e56-0000-1000-8000-00805f9b34fb"
IDENTITY = f"{APPLICATION}/service0/identity0"


def call(path: str, interface: str, member: str, signature: str = "", *body: object) -> Message:
    sent = Message("vn.bluezone", path, interface, member, signature=signature, body=list(body), serial=7)
    sent.sender = ":1.1"
    return sent


def properties(objects: OwnObjects, path: str) -> dict[str, object]:
    asked = call(path, "org.freedesktop.DBus.Properties", "GetAll", "s", "org.bluez.LEAdvertisement1")
    return {name: variant.value for name, variant in objects.answer(asked).body[0].items()}


def owned(identity: bytes = b"identity", released: list[str] | None = None) -> OwnObjects:
    return OwnObjects(lambda: identity, ([] if released is None else released).append)


def test_an_advertisement_says_service_identity_and_power_and_nothing_else() -> None:
    objects = owned()

    said = properties(objects, objects.add_advertisement(SAID, connectable=False))

    assert {"Type", "MinInterval", "MaxInterval", "ServiceUUIDs", "ManufacturerData", "ServiceData"} == set(said)
    assert "broadcast" == said["Type"]
    assert 250 == said["MinInterval"] == said["MaxInterval"]
    assert [UUID16] == said["ServiceUUIDs"]
    assert {0x22B5: Variant("ay", ID)} == said["ManufacturerData"]
    assert {UUID16: Variant("ay", bytes.fromhex("01F4"))} == said["ServiceData"]


def test_a_hidden_power_stands_in_the_same_place() -> None:
    objects, hidden = owned(), Advertisement(RollingId(ID), hidden_power=0xF9)

    said = properties(objects, objects.add_advertisement(hidden, connectable=True))

    assert {UUID16: Variant("ay", bytes.fromhex("02F9"))} == said["ServiceData"]


def test_only_who_may_be_connected_to_says_so() -> None:
    objects = owned()

    said = properties(objects, objects.add_advertisement(SAID, connectable=True))

    assert ("peripheral", True) == (said["Type"], said["Discoverable"])


def test_each_advertisement_has_a_path_of_its_own_until_it_is_dropped() -> None:
    objects = owned()
    first, second = (objects.add_advertisement(SAID, connectable=False) for _ in range(2))
    objects.drop(first)
    objects.drop(first)
    asked = call(first, "org.freedesktop.DBus.Properties", "GetAll", "s", "org.bluez.LEAdvertisement1")

    assert first != second
    assert properties(objects, second)
    assert MessageType.ERROR is objects.answer(asked).message_type


def test_the_application_has_one_service_with_one_value_that_can_be_read() -> None:
    answer = owned().answer(call(APPLICATION, "org.freedesktop.DBus.ObjectManager", "GetManagedObjects"))

    (shown,) = answer.body
    assert {f"{APPLICATION}/service0", IDENTITY} == set(shown)
    assert ["read"] == shown[IDENTITY]["org.bluez.GattCharacteristic1"]["Flags"].value


def test_a_read_tells_the_identity_of_that_moment_in_parts_if_it_is_long() -> None:
    objects = owned(bytes(range(100)))

    whole = objects.answer(call(IDENTITY, "org.bluez.GattCharacteristic1", "ReadValue", "a{sv}", {}))
    rest = call(IDENTITY, "org.bluez.GattCharacteristic1", "ReadValue", "a{sv}", {"offset": Variant("q", 90)})
    beyond = call(IDENTITY, "org.bluez.GattCharacteristic1", "ReadValue", "a{sv}", {"offset": Variant("q", 101)})

    assert [bytes(range(100))] == whole.body
    assert [bytes(range(90, 100))] == objects.answer(rest).body
    assert "org.bluez.Error.InvalidOffset" == objects.answer(beyond).error_name


def test_a_read_tells_no_more_than_a_value_may_hold() -> None:
    read = call(IDENTITY, "org.bluez.GattCharacteristic1", "ReadValue", "a{sv}", {})

    assert MAX_IDENTITY_BYTES == len(owned(bytes(600)).answer(read).body[0])


def test_who_lets_go_of_an_advertisement_is_heard() -> None:
    released: list[str] = []
    objects = owned(released=released)
    path = objects.add_advertisement(SAID, connectable=False)

    answer = objects.answer(call(path, "org.bluez.LEAdvertisement1", "Release"))

    assert [path] == released
    assert MessageType.METHOD_RETURN is answer.message_type


def test_whatever_else_is_asked_is_an_error_of_the_bus() -> None:
    objects = owned()

    for asked in (
        call("/", "org.freedesktop.DBus.ObjectManager", "GetManagedObjects"),
        call(APPLICATION, "org.freedesktop.DBus.Properties", "GetAll", "s", "org.bluez.Nothing"),
        call(IDENTITY, "org.bluez.GattCharacteristic1", "WriteValue", "aya{sv}", b"1", {}),
        call("/vn/bluezone/advertisement1", "org.bluez.LEAdvertisement1", "Release"),
    ):
        assert "org.freedesktop.DBus.Error.UnknownMethod" == objects.answer(asked).error_name
