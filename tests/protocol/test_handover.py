"""One phone's data for another: a file that opens to its key and to nothing else, and is whole or refused."""

from __future__ import annotations

import hmac
import itertools
import struct
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.secret import Aead

from bluezone.protocol.batch import Infectivity
from bluezone.protocol.calendar import DAY_MS, SLOTS_PER_DAY
from bluezone.protocol.disclosure import Level
from bluezone.protocol.errors import InvalidValueError, MalformedError, PeerError
from bluezone.protocol.handover import (
    AHEAD_MS,
    KEY_ENTROPY,
    KEY_SIGNS,
    MARK,
    MAX_BOOTS,
    MAX_ENCOUNTERS,
    MAX_MESSAGES,
    MAX_SEEDS,
    MAX_SIGHTINGS,
    MAX_SPELLS,
    MAX_VISITS,
    MAX_WARNINGS,
    NONCE_BYTES,
    PRINTED_PREFIX,
    SIZES,
    Handover,
    HandoverError,
    MovedBoot,
    MovedChoice,
    MovedEncounter,
    MovedMessage,
    MovedSeed,
    MovedVisit,
    MovedWarning,
    Problem,
    ShownSecret,
    handover_key,
    pack_sightings,
    printed_key,
    read_handover,
    read_handover_key,
    sightings_of,
    spaced_key,
    write_handover,
)
from bluezone.protocol.identifiers import RollingId
from bluezone.protocol.sighting import BootId, HeardBy, Sighting
from bluezone.protocol.venue import VenueKind

MADE_MS = 18_484 * DAY_MS + 10 * 3_600_000
DAY, SLOT = 18_484, 40
NONCE = b"n" * NONCE_BYTES
_AROUND = 4 + 8 + NONCE_BYTES + 16
"""Bytes around what is sealed: mark, check, nonce, tag."""
KEY = handover_key(bytes(range(KEY_ENTROPY)))
PLAIN = Handover(b"t" * 16, MADE_MS, b"r" * 32)

KEYS = st.binary(min_size=KEY_ENTROPY, max_size=KEY_ENTROPY).map(handover_key)
MOMENTS = st.integers(0, MADE_MS)
PERHAPS = st.none() | MOMENTS
BYTES_16 = st.binary(min_size=16, max_size=16)
SEQUENCES = st.integers(0, 0xFFFF_FFFF)
SEEDS = st.builds(
    lambda day, first, last, seed: MovedSeed(day, min(first, last), max(first, last), seed),
    st.integers(0, DAY - 1),
    st.integers(0, SLOTS_PER_DAY - 1),
    st.integers(0, SLOTS_PER_DAY - 1),
    BYTES_16,
)
BOOTS = st.builds(
    MovedBoot,
    st.binary(min_size=8, max_size=8),
    MOMENTS,
    PERHAPS,
    st.integers(0, 1 << 40),
    st.none() | st.integers(0, MADE_MS + 9 * DAY_MS),
    st.integers(0, 1 << 40),
)
ENCOUNTERS = st.builds(
    MovedEncounter,
    BYTES_16,
    st.integers(0, DAY),
    st.sampled_from(Level),
    st.sampled_from(Infectivity),
    SEQUENCES,
    st.lists(st.tuples(MOMENTS, MOMENTS, st.floats(0, 900), st.floats(0, 900)), max_size=3).map(tuple),
)
WARNINGS = st.builds(
    MovedWarning,
    st.integers(1, 2),
    st.integers(0, DAY),
    *[st.integers(0, 1_440)] * 2,
    st.lists(SEQUENCES, max_size=3).map(tuple),
    *[st.integers(0, 1_440)] * 2,
    MOMENTS,
    PERHAPS,
    PERHAPS,
)
VISITS = st.builds(
    MovedVisit,
    SEQUENCES,
    BYTES_16,
    BYTES_16,
    st.text(max_size=60),
    st.sampled_from(VenueKind),
    st.just("02536"),
    MOMENTS,
    PERHAPS,
    st.booleans(),
    st.lists(SEQUENCES, max_size=2).map(tuple),
    PERHAPS,
    PERHAPS,
    PERHAPS,
    st.sampled_from(["", "factory"]),
)
MESSAGES = st.builds(
    MovedMessage,
    BYTES_16,
    st.sampled_from(["contact", "declaration"]),
    MOMENTS,
    st.text(max_size=80),
    st.binary(max_size=90),
    PERHAPS,
    st.booleans(),
    st.booleans(),
)
SIGHTINGS = st.builds(
    Sighting,
    st.binary(min_size=12, max_size=12).map(RollingId),
    st.just(BootId(b"one boot")),
    st.integers(0, 1 << 40),
    MOMENTS,
    st.integers(-127, 20),
    st.none() | st.integers(-127, 20),
    st.sampled_from(HeardBy),
    st.none() | st.integers(1, 900),
    st.none() | st.integers(0, 255),
)


@st.composite
def handovers(draw: st.DrawFn) -> Handover:
    """A file of anything that may stand in one."""
    heard = draw(st.lists(SIGHTINGS, max_size=5))
    boots = [MovedBoot(b"one boot", 0, None, 0, None, 0)] if heard else []
    others = BOOTS.filter(lambda boot: boot.boot != b"one boot")
    boots += draw(st.lists(others, max_size=3, unique_by=lambda boot: boot.boot))

    def some(of: st.SearchStrategy[Any], by: Any) -> Any:
        return tuple(draw(st.lists(of, max_size=3, unique_by=by)))

    return Handover(
        draw(BYTES_16),
        MADE_MS,
        draw(st.binary(min_size=32, max_size=32)),
        some(SEEDS, lambda own: (own.day, own.first_slot)),
        tuple(boots),
        pack_sightings((0, one) for one in heard),
        some(ENCOUNTERS, lambda met: (met.seed, met.day, met.batch_sequence)),
        some(WARNINGS, lambda told: (told.level, told.date)),
        some(VISITS, lambda visit: visit.visit_id),
        some(MOMENTS, None),
        some(st.builds(ShownSecret, st.binary(min_size=32, max_size=32), MOMENTS), None),
        some(MESSAGES, lambda message: (message.report_id, message.what)),
        some(st.builds(MovedChoice, MOMENTS, st.sampled_from(["saving", "usual"])), None),
        draw(st.sampled_from(["", "02536"])),
        draw(st.booleans()),
        draw(st.booleans()),
    )


def problem_of(data: bytes, key: str = KEY) -> Problem:
    with pytest.raises(HandoverError) as refused:
        read_handover(data, key)
    return refused.value.problem


# the key


@given(KEYS)
def test_a_key_is_read_as_it_is_shown_scanned_or_typed_carelessly(key: str) -> None:
    careless = spaced_key(key).lower().replace("0", "o").replace("1", "l")

    assert key == read_handover_key(printed_key(key)) == read_handover_key(spaced_key(key))
    assert key == read_handover_key(f" {careless}-") == read_handover_key(printed_key(key).lower())


@given(KEYS, st.integers(0, KEY_SIGNS - 1), st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ"))
def test_a_sign_that_was_mistyped_is_noticed(key: str, at: int, sign: str) -> None:
    typed = key[:at] + sign + key[at + 1 :]

    if typed == key:
        assert key == read_handover_key(typed)
    else:
        with pytest.raises(MalformedError, match="mistyped"):
            read_handover_key(typed)


@given(KEYS, st.integers(0, KEY_SIGNS - 1), st.integers(0, KEY_SIGNS - 1))
def test_two_signs_that_changed_places_are_noticed(key: str, one: int, other: int) -> None:
    signs = list(key)
    signs[one], signs[other] = signs[other], signs[one]

    if "".join(signs) != key:
        with pytest.raises(MalformedError, match="mistyped"):
            read_handover_key("".join(signs))


@pytest.mark.parametrize("typed", ["", "BZK1:", KEY[:-1], KEY + "0", "BZM1:26628905:on", "Ấ" * KEY_SIGNS, "U" * 28])
def test_anything_else_is_no_key(typed: str) -> None:
    with pytest.raises(MalformedError, match="28 letters and digits"):
        read_handover_key(typed)


def test_a_key_holds_all_bits_that_were_drawn_but_one() -> None:
    assert 8 * KEY_ENTROPY - 1 == 5 * (KEY_SIGNS - 1) >= 128
    all_set = b"\xff" * KEY_ENTROPY
    assert handover_key(b"\x7f" + all_set[1:]) == handover_key(all_set) != handover_key(all_set[1:] + b"\xfe")
    with pytest.raises(InvalidValueError):
        handover_key(bytes(KEY_ENTROPY - 1))


# the file


@pytest.mark.slow
@given(handovers(), KEYS)
def test_a_file_comes_back_as_it_was_written_and_has_one_of_a_few_lengths(handover: Handover, key: str) -> None:
    data = write_handover(handover, key, NONCE)

    assert handover == read_handover(data, key)
    assert len(data) in SIZES
    assert write_handover(PLAIN, key, NONCE)[: len(MARK) + 8] == data[: len(MARK) + 8]


@given(KEYS)
def test_another_key_opens_nothing(key: str) -> None:
    data = write_handover(PLAIN, KEY, NONCE)

    assert key == KEY or Problem.WRONG_KEY is problem_of(data, key)


@given(st.integers(0, SIZES[0] - 1), st.integers(1, 255))
def test_a_byte_that_changed_anywhere_is_noticed(at: int, by: int) -> None:
    data = bytearray(write_handover(PLAIN, KEY, NONCE))
    data[at] ^= by

    found = problem_of(bytes(data))

    allowed = {Problem.FOREIGN, Problem.NEWER} if at < len(MARK) else {Problem.WRONG_KEY, Problem.DAMAGED}
    assert found in allowed


@pytest.mark.parametrize("length", [0, 3, 4, 12, 200, SIZES[0] - 1])
def test_a_file_that_did_not_arrive_whole_is_told_as_damaged_and_an_empty_one_as_none(length: int) -> None:
    data = write_handover(PLAIN, KEY, NONCE)[:length]

    assert problem_of(data) is (Problem.DAMAGED if length >= len(MARK) else Problem.FOREIGN)
    assert problem_of(write_handover(PLAIN, KEY, NONCE) + b"\0") is Problem.DAMAGED


@pytest.mark.parametrize(
    ("begins", "problem"),
    [(b"BZX2", Problem.NEWER), (b"BZX9", Problem.NEWER), (b"BZX0", Problem.FOREIGN), (b"BZB1", Problem.FOREIGN)],
)
def test_a_later_version_is_told_apart_from_another_file(begins: bytes, problem: Problem) -> None:
    assert problem is problem_of(begins + write_handover(PLAIN, KEY, NONCE)[4:])


def test_a_reader_passes_over_what_a_later_version_adds() -> None:
    class More(Handover, frozen=True):
        moon: str = "new"

    more = More(*[getattr(PLAIN, name) for name in Handover.__struct_fields__])

    assert PLAIN == read_handover(write_handover(more, KEY, NONCE), KEY)


def test_the_length_tells_a_few_classes_and_no_number_of_people() -> None:
    """Of up to seven thousand sightings a file has the length of one without any."""
    few, many = ((heard(count)) for count in (0, 7_000))

    assert len(write_handover(few, KEY, NONCE)) == len(write_handover(many, KEY, NONCE)) == SIZES[0]
    assert [4] * 4 == [after // before for before, after in itertools.pairwise(SIZES)]


def heard(count: int) -> Handover:
    sighting = Sighting(RollingId(bytes(12)), BootId(b"one boot"), 5, MADE_MS, -60)
    boots = (MovedBoot(b"one boot", 0, None, 0, None, 0),)
    return msgspec.structs.replace(PLAIN, boots=boots, heard=pack_sightings([(0, sighting)]) * count)


@pytest.mark.slow
def test_as_much_as_may_move_fits_into_the_largest_file() -> None:
    data = write_handover(heard(MAX_SIGHTINGS), KEY, NONCE)

    assert len(data) == SIZES[-1]
    assert 37 * MAX_SIGHTINGS == len(read_handover(data, KEY).heard)


def test_sightings_come_back_as_they_were_packed() -> None:
    said = Sighting(RollingId(b"i" * 12), BootId(b"one boot"), 5, MADE_MS, -127, 20, HeardBy.GATT, 900, 0)
    silent = Sighting(RollingId(b"j" * 12), BootId(b"two boot"), 0, 0, 20)
    boots = tuple(MovedBoot(boot.value, 0, None, 0, None, 0) for boot in (said.boot, silent.boot))

    moved = msgspec.structs.replace(PLAIN, boots=boots, heard=pack_sightings([(0, said), (1, silent)]))

    assert [said, silent] == list(sightings_of(read_handover(write_handover(moved, KEY, NONCE), KEY)))


SEED = MovedSeed(DAY, 0, SLOT, bytes(16))
BOOT = MovedBoot(b"one boot", 0, None, 0, None, 0)
MET = MovedEncounter(bytes(16), DAY, Level.F0, Infectivity.HIGH, 7, ())
TOLD = MovedWarning(1, DAY, 5, 1, (), 0, 9, 0, None, None)
VISIT = MovedVisit(1, bytes(16), bytes(16), "", VenueKind.SHOP, "", 0, None, False, (), None, None, None, "")
MESSAGE = MovedMessage(bytes(16), "contact", 0, "", b"", None, False, False)


def changed(one: Any, **fields: Any) -> Any:
    return msgspec.structs.replace(one, **fields)


@pytest.mark.parametrize(
    "fields",
    [
        {"transfer_id": bytes(15)},
        {"root": bytes(33)},
        {"made_ms": -1},
        {"seeds": (SEED, SEED)},
        {"seeds": (SEED,) * (MAX_SEEDS + 1)},
        {"seeds": (changed(SEED, last_slot=SLOT + 1),)},
        {"seeds": (changed(SEED, day=DAY + 1, last_slot=0),)},
        {"seeds": (changed(SEED, first_slot=9, last_slot=8),)},
        {"seeds": (changed(SEED, seed=bytes(15)),)},
        {"seeds": (changed(SEED, day=DAY - 1, last_slot=96),)},
        {"boots": (BOOT, BOOT)},
        {"boots": (changed(BOOT, boot=bytes(7)),)},
        {"boots": (changed(BOOT, floor_ms=MADE_MS + AHEAD_MS + 1),)},
        {"boots": (changed(BOOT, anchor_ms=MADE_MS + AHEAD_MS + 1),)},
        {"boots": tuple(changed(BOOT, boot=number.to_bytes(8)) for number in range(MAX_BOOTS + 1))},
        {"boots": (BOOT,), "heard": bytes(36)},
        {"encounters": (MET, MET)},
        {"encounters": (changed(MET, level=7),)},
        {"encounters": (changed(MET, spells=((0, 1, -1.0, 0.0),)),)},
        {"encounters": (changed(MET, spells=((0, 1, float("nan"), 0.0),)),)},
        {"encounters": (changed(MET, spells=((0, 1, 1.0, 0.0),) * (MAX_SPELLS + 1)),)},
        {"encounters": tuple(changed(MET, batch_sequence=number) for number in range(MAX_ENCOUNTERS + 1))},
        {"warnings": (TOLD, TOLD)},
        {"warnings": (changed(TOLD, level=3),)},
        {"warnings": tuple(changed(TOLD, date=number) for number in range(MAX_WARNINGS + 1))},
        {"visits": (VISIT, VISIT)},
        {"visits": (changed(VISIT, closer="no such Word"),)},
        {"visits": (changed(VISIT, name="n" * 201),)},
        {"visits": tuple(changed(VISIT, visit_id=number) for number in range(MAX_VISITS + 1))},
        {"messages": (MESSAGE, MESSAGE)},
        {"messages": (changed(MESSAGE, sealed=bytes(5_000)),)},
        {"messages": tuple(changed(MESSAGE, report_id=number.to_bytes(16)) for number in range(MAX_MESSAGES + 1))},
        {"shown": (ShownSecret(bytes(31), 0),)},
        {"battery": (MovedChoice(-1, "usual"),)},
        {"commune": "2536"},
    ],
)
def test_what_no_phone_would_take_over_is_neither_read_nor_written(fields: dict[str, Any]) -> None:
    packed = {name: getattr(PLAIN, name) for name in Handover.__struct_fields__} | fields

    with pytest.raises((InvalidValueError, ValueError)):
        write_handover(Handover(**packed), KEY, NONCE)
    assert Problem.DAMAGED is problem_of(forged(packed))


AS_PACKED = struct.Struct(">12sHQQbbBHh")
HEARD = (bytes(12), 0, 5, MADE_MS, -60, -128, HeardBy.GATT, 0, -1)
BOOT_NUMBER, MONOTONIC, WALL, RSSI, HOW, HIDDEN = 1, 2, 3, 4, 6, 8


@pytest.mark.parametrize("before", [0, 2_000])
@pytest.mark.parametrize(
    ("field", "possible", "impossible"),
    [
        (BOOT_NUMBER, 0, 1),
        (MONOTONIC, 1 << 53, (1 << 53) + 1),
        (WALL, 65_536 * DAY_MS, 65_536 * DAY_MS + 1),
        (RSSI, -127, -128),
        (RSSI, 20, 21),
        (HOW, HeardBy.GATT, max(HeardBy) + 1),
        (HIDDEN, -1, -2),
        (HIDDEN, 255, 256),
    ],
)
def test_one_sighting_that_cannot_be_is_seen_among_thousands(
    before: int, field: int, possible: int, impossible: int
) -> None:
    good, last, wrong = (AS_PACKED.pack(*changed_row(field, value)) for value in (HEARD[field], possible, impossible))
    fields = {name: getattr(PLAIN, name) for name in Handover.__struct_fields__} | {"boots": (BOOT,)}

    assert good * before + last == read_handover(forged(fields | {"heard": good * before + last}), KEY).heard
    assert Problem.DAMAGED is problem_of(forged(fields | {"heard": good * before + wrong}))


def changed_row(field: int, value: Any) -> tuple[Any, ...]:
    return *HEARD[:field], value, *HEARD[field + 1 :]


def forged(fields: dict[str, Any]) -> bytes:
    """A file with anything in it, as somebody would make it who has this phone's code."""
    packed = msgspec.msgpack.encode(fields)
    size = next(size for size in SIZES if size >= len(packed) + _AROUND)
    return sealed((len(packed).to_bytes(4, "big") + packed).ljust(size - _AROUND, b"\0"))


def sealed(plain: bytes) -> bytes:
    """As page 13 has it, worked out once more here."""
    header = b"BZX1" + hmac.digest(KEY.encode(), b"bluezone/handover-check/1", "sha256")[:8]
    key = hmac.digest(KEY.encode(), b"bluezone/handover-key/1", "sha256")
    return header + bytes(Aead(key).encrypt(plain, header, NONCE))


def test_a_file_is_sealed_as_the_page_says() -> None:
    packed = msgspec.msgpack.encode(PLAIN)
    plain = (len(packed).to_bytes(4, "big") + packed).ljust(SIZES[0] - _AROUND, b"\0")

    assert sealed(plain) == write_handover(PLAIN, KEY, NONCE)


def test_a_forged_length_is_told_as_damaged() -> None:
    assert Problem.DAMAGED is problem_of(sealed(b"\xff" * (SIZES[0] - _AROUND)))


def test_every_problem_is_a_peers_fault() -> None:
    assert all(isinstance(HandoverError(problem), PeerError) for problem in Problem)
    assert PRINTED_PREFIX == printed_key(KEY)[:5]
