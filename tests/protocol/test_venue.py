"""The code on a poster: signed, bounded, and of no use to whoever never saw it."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.protocol.calendar import Day
from bluezone.protocol.errors import (
    ExpiredError,
    InvalidValueError,
    MalformedError,
    PeerError,
    VerificationError,
)
from bluezone.protocol.signature import KEY_ID_BYTES, SIGNATURE_BYTES, Kind
from bluezone.protocol.venue import (
    MAX_NAME_BYTES,
    MAX_TEXT,
    PREFIX,
    CloserKind,
    PlaceKind,
    Venue,
    VenueKind,
    alert_entry,
    kinds_within,
    place_kind,
    read_venue,
    write_venue,
)
from tests.support.protocol.signing import key_list, listed, signing_key
from tests.support.sources import PROTOCOL_PAGES

SIGNER = signing_key(Kind.VENUE)
KEYS = key_list()
ID, SALT = bytes(range(16)), bytes(range(16, 32))
FROM_S, UNTIL_S = 1_600_000_000, 1_608_000_000
GOOD: dict[str, Any] = {
    "venue_id": ID,
    "name": "Chợ Kháng Nhật",
    "kind": VenueKind.MARKET,
    "unit": "02536",
    "valid_from_s": FROM_S,
    "valid_until_s": UNTIL_S,
    "salt": SALT,
}
VENUE = Venue(**GOOD)
SIXTEEN = st.binary(min_size=16, max_size=16)


def text_of(data: bytes) -> str:
    return PREFIX + base64.urlsafe_b64encode(data).decode().rstrip("=")


def data_of(text: str) -> bytes:
    encoded = text.removeprefix(PREFIX)
    return base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))


def signed(**changes: Any) -> str:
    """Any msgpack array, properly signed by the venue key."""
    body = SIGNER.verifying_key.key_id + msgspec.msgpack.encode(list({**GOOD, **changes}.values()))
    return text_of(body + SIGNER.sign(body))


@given(
    st.text(min_size=1, max_size=15).filter(lambda name: name.isprintable() and name == name.strip()),
    st.sampled_from(VenueKind),
    st.binary(min_size=16, max_size=16),
)
def test_a_poster_is_read_as_it_was_made(name: str, kind: VenueKind, salt: bytes) -> None:
    venue = Venue(**{**GOOD, "name": name, "kind": kind, "salt": salt})

    text = write_venue(venue, SIGNER)

    assert text.startswith("BZV1:")
    assert len(text) <= MAX_TEXT
    assert venue == read_venue(f" {text}\n", KEYS, FROM_S)


def test_every_changed_bit_of_a_poster_is_noticed() -> None:
    data = data_of(write_venue(VENUE, SIGNER))

    for at in range(len(data)):
        with pytest.raises(PeerError):
            read_venue(text_of(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]), KEYS, FROM_S)


def test_every_cut_off_poster_is_noticed() -> None:
    text = write_venue(VENUE, SIGNER)

    for at in range(len(text)):
        with pytest.raises(PeerError):
            read_venue(text[:at], KEYS, FROM_S)


@pytest.mark.parametrize(
    ("now_s", "valid"), [(FROM_S - 1, False), (FROM_S, True), (UNTIL_S - 1, True), (UNTIL_S, False)]
)
def test_a_poster_is_valid_between_its_dates(now_s: int, *, valid: bool) -> None:
    expectation = contextlib.nullcontext() if valid else pytest.raises(ExpiredError)

    with expectation:
        read_venue(write_venue(VENUE, SIGNER), KEYS, now_s)


def test_a_poster_needs_a_listed_venue_key_of_its_time() -> None:
    text = write_venue(VENUE, SIGNER)
    expired = key_list(listed(SIGNER, valid_until_s=FROM_S), without=Kind.VENUE)

    with pytest.raises(VerificationError):
        read_venue(text, key_list(without=Kind.VENUE), FROM_S)
    with pytest.raises(ExpiredError):
        read_venue(text, expired, FROM_S)


def test_another_kinds_key_makes_no_poster() -> None:
    with pytest.raises(InvalidValueError):
        write_venue(VENUE, signing_key(Kind.BATCH))


@pytest.mark.parametrize(
    "change",
    [
        {"venue_id": bytes(15)},
        {"name": ""},
        {"name": " Chợ"},
        {"name": "Chợ\nKháng Nhật"},
        {"name": "Chợ\u202e"},
        {"name": "ợ" * 21},
        {"kind": "airship"},
        {"unit": ""},
        {"unit": "02536\n"},
        {"valid_from_s": UNTIL_S},
        {"valid_from_s": -1},
        {"salt": bytes(15)},
    ],
    ids=str,
)
def test_an_impossible_place_is_refused_even_if_it_is_signed(change: dict[str, Any]) -> None:
    with pytest.raises(MalformedError, match="venue"):
        read_venue(signed(**change), KEYS, FROM_S)


@pytest.mark.parametrize(
    "text", ["", "BZV1:", "BZV2:AAAA", "https://example.vn", "BZV1:é", "BZV1:A", "x" * (MAX_TEXT + 1)]
)
def test_what_is_no_poster_is_refused_in_words_for_people(text: str) -> None:
    with pytest.raises(MalformedError, match="code"):
        read_venue(text, KEYS, FROM_S)


@given(st.text(max_size=80) | st.binary(max_size=200).map(text_of))
def test_any_text_is_no_poster(text: str) -> None:
    with pytest.raises(PeerError):
        read_venue(text, KEYS, FROM_S)


@given(st.binary(max_size=120))
def test_any_signed_bytes_are_a_poster_or_a_refusal(packed: bytes) -> None:
    body = SIGNER.verifying_key.key_id + packed

    with contextlib.suppress(PeerError):
        read_venue(text_of(body + SIGNER.sign(body)), KEYS, FROM_S)


@given(
    st.binary(min_size=16, max_size=16), st.binary(min_size=16, max_size=16), st.integers(0, 0xFFFF), st.integers(0, 47)
)
def test_an_alert_is_the_specified_hmac(venue_id: bytes, salt: bytes, day: int, half_hour: int) -> None:
    message = b"bluezone/venue-alert/1" + venue_id + day.to_bytes(4, "big") + bytes([half_hour])

    assert hmac.new(salt, message, hashlib.sha256).digest()[:16] == alert_entry(venue_id, salt, Day(day), half_hour)


@pytest.mark.parametrize(
    ("venue_id", "salt", "half_hour"), [(bytes(15), SALT, 0), (ID, bytes(17), 0), (ID, SALT, -1), (ID, SALT, 48)]
)
def test_an_impossible_alert_cannot_be_made(venue_id: bytes, salt: bytes, half_hour: int) -> None:
    with pytest.raises(InvalidValueError):
        alert_entry(venue_id, salt, Day(1), half_hour)


@pytest.mark.parametrize("kind", [*VenueKind, *CloserKind])
def test_every_kind_of_place_has_a_usual_visit(kind: PlaceKind) -> None:
    assert 60 <= kind.usual_minutes <= 720


class ReaderOfThen(msgspec.Struct, array_like=True):
    """What a phone of 2026-11-24 reads of a poster: seven elements, whatever stands behind them."""

    venue_id: bytes
    name: str
    kind: VenueKind
    unit: str
    valid_from_s: int
    valid_until_s: int
    salt: bytes


def place(kind: PlaceKind) -> Venue:
    return Venue.of(ID, "Xưởng chè", kind, "02536", valid_s=(FROM_S, UNTIL_S), salt=SALT)


@pytest.mark.parametrize("kind", CloserKind)
def test_a_phone_of_then_reads_a_closer_kind_as_one_that_it_knows(kind: CloserKind) -> None:
    then = json.loads((PROTOCOL_PAGES / "releases" / "2026-11-24" / "fields.json").read_text())
    text = write_venue(place(kind), SIGNER)

    read = msgspec.msgpack.decode(data_of(text)[KEY_ID_BYTES:-SIGNATURE_BYTES], type=ReaderOfThen)

    assert ("Xưởng chè", kind.known_as, SALT) == (read.name, read.kind, read.salt)
    assert read.kind.value in then["kinds of places"]["values"]
    assert kind.value not in then["kinds of places"]["values"]


@pytest.mark.parametrize("kind", [*VenueKind, *CloserKind])
def test_todays_phone_reads_what_the_place_is(kind: PlaceKind) -> None:
    text = write_venue(place(kind), SIGNER)

    assert kind is read_venue(text, KEYS, FROM_S).place_kind


def test_a_poster_of_a_kind_of_then_is_written_as_then() -> None:
    assert write_venue(VENUE, SIGNER) == signed()


@pytest.mark.parametrize("behind", ["laboratory", "Factory", "event", "", 7, None, ["factory"], b"factory"])
def test_what_is_no_closer_word_of_this_kind_is_passed_over(behind: object) -> None:
    venue = read_venue(signed(kind="office", closer=behind), KEYS, FROM_S)

    assert VenueKind.OFFICE is venue.place_kind is venue.kind


@pytest.mark.parametrize(
    "behind",
    [
        pytest.param(b"\xa2\xff\xfe", id="text that is no UTF-8"),
        pytest.param(b"\xc7\x0c\xff" + b"\xff" * 12, id="a moment that cannot be"),
        pytest.param(b"\x81\x80\x01", id="a map with a map as its key"),
        pytest.param(b"\x91" * 100 + b"\xc0", id="arrays within arrays"),
    ],
)
def test_what_no_value_can_hold_is_passed_over_behind_a_poster_too(behind: bytes) -> None:
    venue = read_venue(signed(kind="office", closer=msgspec.Raw(behind), later=msgspec.Raw(behind)), KEYS, FROM_S)

    assert (VenueKind.OFFICE, "") == (venue.place_kind, venue.closer)


def test_the_word_of_a_kind_is_the_kind_and_no_other_is() -> None:
    assert [*VenueKind, *CloserKind] == [place_kind(word) for word in (*VenueKind, *CloserKind)]
    with pytest.raises(ValueError, match="laboratory"):
        place_kind("laboratory")


def test_who_counts_offices_counts_factories_and_who_counts_factories_no_office() -> None:
    assert [VenueKind.OFFICE, CloserKind.FACTORY] == kinds_within([VenueKind.OFFICE])
    assert [CloserKind.FACTORY] == kinds_within([CloserKind.FACTORY])
    assert [VenueKind.SHOP] == kinds_within([VenueKind.SHOP])


def test_the_longest_poster_of_a_closer_kind_fits_where_a_typed_code_keeps_it() -> None:
    """288 bytes behind `BZV1:` (page 10, "Typed code")."""
    longest = Venue.of(ID, "Q" * MAX_NAME_BYTES, CloserKind.FACTORY, "02536", valid_s=(2**39, 2**40), salt=SALT)

    assert len(write_venue(longest, SIGNER)) - len(PREFIX) <= 288
