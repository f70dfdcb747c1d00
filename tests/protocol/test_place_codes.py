"""A typed code: slips are noticed, and the commune's file opens to whoever saw the poster and to nobody else."""

from __future__ import annotations

import contextlib
import functools
import random

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.protocol.errors import ExpiredError, InvalidValueError, MalformedError, PeerError, VerificationError
from bluezone.protocol.place_codes import (
    MAX_ENTRIES,
    MAX_PLACES_BYTES,
    PADDING,
    SCRYPT_N,
    SCRYPT_P,
    SCRYPT_R,
    SECRET_BITS,
    Places,
    lock_of,
    place_in,
    printed_text,
    read_places,
    read_printed,
    read_typed,
    spaced,
    typed_code,
    write_places,
)
from bluezone.protocol.signature import KEY_ID_BYTES, SIGNATURE_BYTES, Kind, sign_file
from bluezone.protocol.venue import MAX_NAME_BYTES, Venue, VenueKind, write_venue
from tests.support.protocol.signing import key_list, listed, signing_key

SIGNER, KEYS = signing_key(Kind.VENUE), key_list()
UNIT, NOW_S, UNTIL_S = "02536", 1_600_000_000, 1_608_000_000
MARKET = Venue(bytes(16), "Chợ Sơn Dương", VenueKind.MARKET, UNIT, NOW_S, UNTIL_S, bytes(16))
CODES = st.binary(min_size=6, max_size=6).map(typed_code)
LOCKS = st.binary(min_size=32, max_size=32)


@functools.cache
def lock(typed: str) -> bytes:
    """Slow on purpose, so once."""
    return lock_of(UNIT, typed)


def places_of(*locks: bytes, epoch: int = 7, seed: int = 1) -> bytes:
    texts = {one: write_venue(place(number), SIGNER) for number, one in enumerate(locks)}
    return write_places(UNIT, epoch, texts, SIGNER, issued_s=NOW_S, entropy=random.Random(seed).randbytes)


def place(number: int) -> Venue:
    return msgspec.structs.replace(MARKET, venue_id=number.to_bytes(16, "big"))


@given(CODES)
def test_a_code_is_read_however_a_person_writes_it(code: str) -> None:
    sloppy = code.lower().replace("0", "o").replace("1", "l")

    assert 10 == len(code)
    assert code == read_typed(code) == read_typed(f" {sloppy[:5]} - {sloppy[5:]}. ") == read_typed(spaced(code))


@given(CODES, st.integers(0, 9), st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ"))
def test_every_wrong_sign_is_noticed(code: str, at: int, sign: str) -> None:
    wrong = code[:at] + sign + code[at + 1 :]

    with contextlib.nullcontext() if wrong == code else pytest.raises(MalformedError, match="mistyped"):
        read_typed(wrong)


@given(CODES, st.integers(0, 9), st.integers(0, 9))
def test_any_two_signs_that_changed_places_are_noticed(code: str, one: int, other: int) -> None:
    signs = list(code)
    signs[one], signs[other] = signs[other], signs[one]

    with contextlib.nullcontext() if signs == list(code) else pytest.raises(MalformedError, match="mistyped"):
        read_typed("".join(signs))


@given(st.text(max_size=80))
def test_any_text_is_a_code_or_a_refusal_in_words(text: str) -> None:
    with contextlib.suppress(MalformedError):
        assert 10 == len(read_typed(text))
    with contextlib.suppress(MalformedError):
        assert 5 == len(read_printed(text)[0])


@given(CODES)
def test_a_short_poster_is_at_most_120_signs_of_a_qr_codes_dense_alphabet(code: str) -> None:
    text = printed_text(UNIT, code)

    assert len(text) <= 120
    assert set(text) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")
    assert (UNIT, code) == read_printed(f" {text}\n")


@pytest.mark.parametrize("unit", ["", "08", "123", "0253é", "025367"])
def test_a_short_poster_names_a_commune(unit: str) -> None:
    with pytest.raises(InvalidValueError):
        printed_text(unit, typed_code(bytes(6)))


@pytest.mark.slow
def test_whoever_saw_the_poster_finds_its_place_and_no_other() -> None:
    market, school, nowhere = (typed_code(bytes([number]) * 6) for number in (1, 2, 3))
    places = read_places(places_of(lock(market), lock(school)), KEYS)

    assert [place(0), place(1), None] == [
        place_in(places, lock(typed), KEYS, NOW_S) for typed in (market, school, nowhere)
    ]


@pytest.mark.slow
def test_the_same_signs_open_nothing_in_another_commune() -> None:
    typed = typed_code(b"\1" * 6)

    assert lock(typed) != lock_of("02537", typed)


@given(st.lists(LOCKS, min_size=1, max_size=40, unique=True), st.integers(0, 1 << 31))
def test_each_place_opens_in_each_epoch_and_no_two_files_show_that_they_hold_the_same(
    locks: list[bytes], epoch: int
) -> None:
    one, other = (read_places(places_of(*locks, epoch=epoch + more, seed=more), KEYS) for more in (0, 1))

    for number, key in enumerate(locks):
        assert place(number) == place_in(one, key, KEYS, NOW_S) == place_in(other, key, KEYS, NOW_S)
    assert not {entry.locator for entry in one.entries} & {entry.locator for entry in other.entries}
    assert not {entry.sealed for entry in one.entries} & {entry.sealed for entry in other.entries}


@pytest.mark.parametrize(("places", "shown"), [(0, 32), (1, 32), (32, 32), (33, 64)])
def test_the_number_of_places_is_told_by_tens_alone(places: int, shown: int) -> None:
    locks = [bytes([number]) * 32 for number in range(places)]

    assert shown == len(read_places(places_of(*locks), KEYS).entries)
    assert 32 == PADDING


def test_a_million_guesses_find_one_of_three_hundred_places_hardly_ever_and_cost_a_million_times_32_mib() -> None:
    assert 45 == SECRET_BITS
    assert 2**SECRET_BITS / (1_000_000 * 300) > 117_000
    assert (32 << 20, 3) == (128 * SCRYPT_N * SCRYPT_R, SCRYPT_P)


def test_the_largest_file_of_the_longest_names_has_room() -> None:
    longest = write_venue(msgspec.structs.replace(MARKET, name="ợ" * (MAX_NAME_BYTES // 3)), SIGNER)
    texts = {number.to_bytes(32, "big"): longest for number in range(MAX_ENTRIES)}

    file = write_places(UNIT, 0, texts, SIGNER, issued_s=NOW_S, entropy=random.Random(1).randbytes)

    assert len(file) <= MAX_PLACES_BYTES
    assert MAX_ENTRIES == len(read_places(file, KEYS).entries)
    with pytest.raises(InvalidValueError):
        places_of(*texts, bytes([1]) * 32)


def test_a_place_that_has_run_out_is_refused_like_its_poster() -> None:
    places = read_places(places_of(bytes(32)), KEYS)

    with pytest.raises(ExpiredError):
        place_in(places, bytes(32), KEYS, UNTIL_S)


def test_a_file_needs_a_listed_venue_key_of_its_time() -> None:
    file = places_of(bytes(32))

    with pytest.raises(VerificationError):
        read_places(file, key_list(without=Kind.VENUE))
    with pytest.raises(ExpiredError):
        read_places(file, key_list(listed(SIGNER, valid_until_s=NOW_S), without=Kind.VENUE))
    with pytest.raises(InvalidValueError):
        write_places(UNIT, 0, {}, signing_key(Kind.BATCH), issued_s=NOW_S, entropy=random.Random(1).randbytes)


@pytest.mark.parametrize("at", range(0, 400, 7))
def test_changed_bytes_are_noticed(at: int) -> None:
    file = bytearray(places_of(bytes(32)))
    file[at] ^= 1

    with pytest.raises(PeerError):
        read_places(bytes(file), KEYS)


def test_an_entry_that_was_put_under_another_epoch_opens_nothing() -> None:
    moved = msgspec.structs.replace(read_places(places_of(bytes(32)), KEYS), epoch=8)

    assert place_in(moved, bytes(32), KEYS, NOW_S) is None


def test_an_entry_whose_lock_fits_and_whose_seal_does_not_is_refused() -> None:
    places = read_places(places_of(bytes(32)), KEYS)
    spoilt = tuple(msgspec.structs.replace(one, sealed=bytes(328)) for one in places.entries)

    with pytest.raises(MalformedError, match="spoilt"):
        place_in(msgspec.structs.replace(places, entries=spoilt), bytes(32), KEYS, NOW_S)


@pytest.mark.parametrize("change", ["order", "twice", "unpadded", "none"])
def test_an_impossible_file_is_refused_even_if_it_is_signed(change: str) -> None:
    places = read_places(places_of(bytes(32)), KEYS)
    entries = {
        "order": places.entries[::-1],
        "twice": (places.entries[0], *places.entries[:-1]),
        "unpadded": places.entries[:-1],
        "none": (),
    }[change]
    body = msgspec.msgpack.encode([places.unit, places.epoch, places.issued_s, entries])

    with pytest.raises(MalformedError, match="places"):
        read_places(sign_file(body, [SIGNER]), KEYS)


@given(st.binary(max_size=300))
def test_any_signed_bytes_are_places_or_a_refusal(body: bytes) -> None:
    with contextlib.suppress(PeerError):
        assert isinstance(read_places(sign_file(body, [SIGNER]), KEYS), Places)


def test_a_longer_file_is_not_looked_into() -> None:
    with pytest.raises(MalformedError, match="exceed"):
        read_places(bytes(MAX_PLACES_BYTES + 1 + KEY_ID_BYTES + SIGNATURE_BYTES), KEYS)
