"""What is on the air: exact to the byte when sent, read by AD type when heard."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.protocol.advertisement import Advertisement, ReadablePeer, parse_advertisement
from bluezone.protocol.errors import InvalidValueError, MalformedError
from bluezone.protocol.identifiers import RollingId

ID = RollingId.from_hex("286BCE589AB994EFA5F73CAD")
FLAGS = bytes.fromhex("020106")
SERVICE = bytes.fromhex("0303564E")
MANUFACTURER = bytes.fromhex("0FFFB522") + ID.value
POWER = bytes.fromhex("0516564E01F4")  # version 1, -12 dBm
HIDDEN = bytes.fromhex("0516564E02F4")
IPHONE = bytes.fromhex("110767A607ADD1172FA1C44BF573564E0000")
OVERFLOW = bytes.fromhex("14FF4C0001") + bytes.fromhex("08") + bytes(15)

powers = st.none() | st.integers(-127, 20)
hidden_powers = st.none() | st.integers(0, 255)
ids = st.binary(min_size=12, max_size=12).map(RollingId)


def test_without_power_it_is_the_originals_twenty_three_bytes() -> None:
    frame = Advertisement(ID).pack()

    assert FLAGS + SERVICE + MANUFACTURER == frame
    assert 23 == len(frame)


def test_with_power_it_is_twenty_nine_bytes() -> None:
    frame = Advertisement(ID, -12).pack()

    assert FLAGS + SERVICE + MANUFACTURER + POWER == frame
    assert 29 == len(frame)


def test_with_a_hidden_power_it_is_twenty_nine_bytes_and_nothing_else_changes() -> None:
    frame = Advertisement(ID, hidden_power=0xF4).pack()

    assert FLAGS + SERVICE + MANUFACTURER + HIDDEN == frame
    assert 29 == len(frame)


@given(ids, powers, hidden_powers)
def test_what_is_sent_is_what_is_heard(rolling_id: RollingId, power: int | None, hidden: int | None) -> None:
    sent = Advertisement(rolling_id, None if hidden is not None else power, hidden)

    assert sent == parse_advertisement(sent.pack())


@given(st.permutations([FLAGS, SERVICE, MANUFACTURER, POWER, bytes.fromhex("0209AA"), bytes.fromhex("03FF4C00")]))
def test_the_order_of_the_elements_does_not_matter(elements: list[bytes]) -> None:
    heard = parse_advertisement(b"".join(elements))

    assert Advertisement(ID, -12) == heard


def test_zeros_behind_the_last_element_are_padding() -> None:
    heard = parse_advertisement(Advertisement(ID).pack().ljust(31, b"\0"))

    assert Advertisement(ID) == heard


@pytest.mark.parametrize(
    "element",
    [
        "0516564E03F4",
        "0516564E00F4",
        "0616564E01F400",
        "0616564E02F400",
        "0416564E01",
        "0416564E02",
        "0316564E",
        "0516AABB01F4",
        "0516564E017F",
        "0516564E0180",
    ],
    ids=[
        "a later version",
        "an earlier version",
        "too long",
        "hidden and too long",
        "too short",
        "hidden and too short",
        "empty",
        "other service",
        "127 dBm",
        "-128 dBm",
    ],
)
def test_a_power_that_makes_no_sense_does_not_cost_the_id(element: str) -> None:
    frame = FLAGS + SERVICE + MANUFACTURER + bytes.fromhex(element)

    assert Advertisement(ID) == parse_advertisement(frame)
    assert Advertisement(ID, -12) == parse_advertisement(frame + POWER)  # and the first other one counts
    assert Advertisement(ID, hidden_power=0xF4) == parse_advertisement(frame + HIDDEN)


def test_of_two_powers_of_one_version_the_first_counts() -> None:
    plain = FLAGS + SERVICE + MANUFACTURER

    assert Advertisement(ID, hidden_power=0xF4) == parse_advertisement(plain + HIDDEN + bytes.fromhex("0516564E0207"))
    assert Advertisement(ID, -12) == parse_advertisement(plain + POWER + bytes.fromhex("0516564E0107"))


def test_a_power_in_clear_counts_before_a_hidden_one_as_it_does_to_readers_that_know_no_other() -> None:
    plain = FLAGS + SERVICE + MANUFACTURER

    assert Advertisement(ID, -12) == parse_advertisement(plain + HIDDEN + POWER)
    assert Advertisement(ID, -12) == parse_advertisement(plain + POWER + HIDDEN)


@pytest.mark.parametrize("frame", [FLAGS + IPHONE, FLAGS + OVERFLOW], ids=["foreground", "background"])
def test_an_iphone_is_a_peer_whose_id_must_be_read(frame: bytes) -> None:
    assert ReadablePeer() == parse_advertisement(frame)


@given(st.binary(min_size=16, max_size=16))
def test_other_bits_of_the_overflow_area_change_nothing(mask: bytes) -> None:
    ours = parse_advertisement(bytes.fromhex("14FF4C0001") + bytes([mask[0] | 0x08]) + mask[1:])
    not_ours = parse_advertisement(bytes.fromhex("14FF4C0001") + bytes([mask[0] & ~0x08]) + mask[1:])

    assert ReadablePeer() == ours
    assert not_ours is None


@pytest.mark.parametrize(
    "frame",
    [b"", bytes(31), FLAGS, FLAGS + MANUFACTURER, bytes.fromhex("0303564F"), bytes.fromhex("020356")],
    ids=["nothing", "zeros", "flags", "an id without the service", "a neighbour's service", "half a service"],
)
def test_other_peoples_frames_are_nobody(frame: bytes) -> None:
    assert parse_advertisement(frame) is None


@pytest.mark.parametrize(
    ("frame", "reason"),
    [
        (SERVICE, "no id"),
        (SERVICE + bytes.fromhex("0EFFB522") + ID.value[:11], "12 bytes, not 11"),
        (SERVICE + bytes.fromhex("10FFB522") + ID.value + b"\0", "12 bytes, not 13"),
        (SERVICE + MANUFACTURER[:-1], "over its end"),
        (bytes.fromhex("FF"), "over its end"),
        (bytes(63), "exceeds 62"),
    ],
)
def test_a_garbled_frame_is_refused_in_one_line(frame: bytes, reason: str) -> None:
    with pytest.raises(MalformedError, match=reason):
        parse_advertisement(frame)


@given(st.binary(max_size=70))
def test_any_bytes_are_a_peer_nobody_or_a_refusal(data: bytes) -> None:
    try:
        heard = parse_advertisement(data)
    except MalformedError:
        return

    assert heard is None or isinstance(heard, Advertisement | ReadablePeer)


@given(ids, st.integers(0, 255), st.data())
def test_a_truncated_frame_never_gives_another_id(rolling_id: RollingId, hidden: int, data: st.DataObject) -> None:
    frame = Advertisement(rolling_id, hidden_power=hidden).pack()
    cut = data.draw(st.integers(0, len(frame) - 1))

    try:
        heard = parse_advertisement(frame[:cut])
    except MalformedError:
        return

    assert heard in (None, Advertisement(rolling_id))


@pytest.mark.parametrize("power", [-128, 21])
def test_a_power_that_no_radio_has_cannot_be_advertised(power: int) -> None:
    with pytest.raises(InvalidValueError):
        Advertisement(ID, power)


def test_a_power_is_said_in_clear_or_hidden_and_hidden_in_one_byte() -> None:
    with pytest.raises(InvalidValueError, match="not both"):
        Advertisement(ID, -12, 7)
    for hidden in (-1, 256):
        with pytest.raises(InvalidValueError, match="one byte"):
            Advertisement(ID, hidden_power=hidden)
