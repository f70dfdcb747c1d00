"""What an owner sends to the authority: one size, one reader, and no hour, id or key in it."""

from __future__ import annotations

import contextlib
import hashlib
import typing
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.public import PrivateKey, PublicKey, SealedBox

from bluezone.protocol.errors import InvalidValueError, MalformedError, PeerError, VerificationError
from bluezone.protocol.keys import DaySeed
from bluezone.protocol.messages import MAX_SEALED_BYTES, ReportRequest, pack_request
from bluezone.protocol.report import (
    MAX_LINKS,
    MAX_ROWS,
    PLAIN_BYTES,
    SEALED_BYTES,
    ContactReport,
    Declaration,
    LinkConsent,
    Minutes,
    Row,
    Sealable,
    Symptom,
    Withdrawal,
    link_of,
    open_sealed,
    report_public_key,
    seal,
)

PRIVATE = hashlib.sha256(b"the portal's private report key in tests").digest()
PUBLIC = report_public_key(PRIVATE)
ENTROPY = bytes(range(32))
ID = bytes(range(16))


def exactly(size: int) -> st.SearchStrategy[bytes]:
    return st.binary(min_size=size, max_size=size)


days = st.integers(0, 0xFFFF)
units = st.sampled_from(["", "08", "071", "02536"])
rows = st.builds(Row, days, st.integers(1, 2), st.sampled_from(Minutes), st.integers(1, 200))
links = st.lists(exactly(32), max_size=MAX_LINKS).map(tuple)
phones = st.text("0123456789 +().-", max_size=20)
messages = st.one_of(
    st.builds(
        ContactReport,
        exactly(16),
        units,
        st.lists(rows, min_size=1, max_size=MAX_ROWS).map(tuple),
        phones,
        st.text(max_size=300),
        links,
    ),
    st.builds(LinkConsent, exactly(16), st.lists(exactly(32), min_size=1, max_size=MAX_LINKS).map(tuple)),
    st.builds(
        Declaration,
        exactly(16),
        units,
        days,
        st.booleans(),
        st.text(min_size=1, max_size=80),
        st.integers(1900, 2200),
        phones,
        st.text(max_size=160),
        st.lists(st.sampled_from(Symptom), max_size=9).map(tuple),
        st.booleans(),
        st.text(max_size=160),
    ),
    st.builds(Withdrawal, exactly(16)),
)
REPORT = ContactReport(ID, "08", (Row(18_482, 1, Minutes.FROM_15, 2),))


@given(messages, exactly(32))
def test_only_the_holder_of_the_private_key_reads_it_and_every_message_has_one_size(
    message: Sealable, entropy: bytes
) -> None:
    sealed = seal(message, PUBLIC, entropy)

    assert SEALED_BYTES == len(sealed) <= MAX_SEALED_BYTES
    assert message == open_sealed(sealed, PRIVATE)
    with pytest.raises(VerificationError):
        open_sealed(sealed, bytes(31) + b"\1")


@given(messages)
def test_every_sealed_message_fits_the_one_call(message: Sealable) -> None:
    pack_request(ReportRequest(seal(message, PUBLIC, ENTROPY)))


def test_the_box_is_libsodiums_sealed_box() -> None:
    independent = SealedBox(PrivateKey(PRIVATE)).decrypt(seal(REPORT, PUBLIC, ENTROPY))

    assert PLAIN_BYTES == len(independent)
    assert msgspec.msgpack.encode(REPORT) == independent[2 : 2 + int.from_bytes(independent[:2], "big")]


def test_the_largest_message_fits_its_padding() -> None:
    seal(
        ContactReport(
            ID,
            "02536",
            (Row(0xFFFF, 2, Minutes.FROM_120, 200),) * MAX_ROWS,
            "0" * 20,
            "𝄞" * 300,
            (bytes(32),) * MAX_LINKS,
        ),
        PUBLIC,
        ENTROPY,
    )
    seal(
        Declaration(ID, "02536", 1, True, "𝄞" * 80, 2000, "0" * 20, "𝄞" * 160, (Symptom.OTHER,) * 9, True, "𝄞" * 160),
        PUBLIC,
        ENTROPY,
    )


def test_no_message_carries_an_hour_an_id_on_air_or_a_key() -> None:
    """Whoever adds a field has to come here and say why it tells neither when nor who."""
    fields = {field.name for message in (*typing.get_args(Sealable), Row) for field in msgspec.structs.fields(message)}

    assert {
        "report_id",
        "unit",
        "rows",
        "call_back",
        "note",
        "links",
        "day",
        "level",
        "minutes",
        "encounters",
        "for_other",
        "name",
        "birth_year",
        "phone",
        "address",
        "symptoms",
        "met_case",
        "travelled",
    } == fields


def test_every_changed_byte_of_a_sealed_message_is_noticed() -> None:
    sealed = seal(REPORT, PUBLIC, ENTROPY)

    for at in (*range(64), *range(64, SEALED_BYTES, 97), SEALED_BYTES - 1):
        with pytest.raises(VerificationError):
            open_sealed(sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :], PRIVATE)


@pytest.mark.parametrize("size", [0, 1, SEALED_BYTES - 1, SEALED_BYTES + 1])
def test_a_sealed_message_of_another_size_is_malformed(size: int) -> None:
    with pytest.raises(MalformedError):
        open_sealed(bytes(size), PRIVATE)


def test_a_sender_without_a_key_of_its_own_seals_nothing() -> None:
    """An all-zero public key has no secret: everybody could compute it."""
    with pytest.raises(VerificationError):
        open_sealed(bytes(SEALED_BYTES), PRIVATE)
    with pytest.raises(InvalidValueError):
        seal(REPORT, bytes(32), ENTROPY)


@pytest.mark.parametrize("key", [b"", bytes(31), bytes(33)])
def test_without_a_report_key_nothing_can_be_sealed(key: bytes) -> None:
    with pytest.raises(InvalidValueError, match="report key"):
        seal(REPORT, key, ENTROPY)


def test_without_fresh_randomness_nothing_can_be_sealed() -> None:
    with pytest.raises(InvalidValueError, match="32 random bytes"):
        seal(REPORT, PUBLIC, b"")


@pytest.mark.parametrize(
    "change",
    [
        {"report_id": bytes(15)},
        {"unit": "1"},
        {"unit": "08\n"},
        {"unit": "Ha Noi"},
        {"rows": ()},
        {"rows": (REPORT.rows[0],) * (MAX_ROWS + 1)},
        {"rows": (Row(1, 0, Minutes.FROM_15, 1),)},
        {"rows": (Row(1, 1, Minutes.FROM_15, 0),)},
        {"call_back": "call me"},
        {"call_back": "0" * 21},
        {"note": "x" * 301},
        {"links": (bytes(31),)},
        {"links": (bytes(32),) * (MAX_LINKS + 1)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_the_portal_would_refuse_is_not_sealed(change: dict[str, Any]) -> None:
    with pytest.raises(InvalidValueError, match="cannot be sealed"):
        seal(msgspec.structs.replace(REPORT, **change), PUBLIC, ENTROPY)


def sealed_plain(plain: bytes) -> bytes:
    return bytes(SealedBox(PublicKey(PUBLIC)).encrypt(plain))


@given(st.binary(max_size=200), st.integers(0, 0xFFFF))
def test_any_sealed_bytes_are_a_message_or_a_refusal(packed: bytes, claimed: int) -> None:
    for length in (claimed, len(packed)):
        plain = (length.to_bytes(2, "big") + packed).ljust(PLAIN_BYTES, b"\0")
        with contextlib.suppress(PeerError):
            open_sealed(sealed_plain(plain), PRIVATE)


def test_padding_that_is_not_empty_is_refused() -> None:
    packed = msgspec.msgpack.encode(REPORT)
    plain = (len(packed).to_bytes(2, "big") + packed).ljust(PLAIN_BYTES, b"x")

    with pytest.raises(MalformedError, match="padding"):
        open_sealed(sealed_plain(plain), PRIVATE)


@pytest.mark.parametrize(
    ("minutes", "band"),
    [
        (0, Minutes.UNDER_15),
        (14.9, Minutes.UNDER_15),
        (15, Minutes.FROM_15),
        (30, Minutes.FROM_30),
        (60, Minutes.FROM_60),
        (1_440, Minutes.FROM_120),
    ],
)
def test_minutes_are_told_in_bands(minutes: float, band: Minutes) -> None:
    assert band is Minutes.of(minutes)


def test_a_link_is_the_specified_hash_of_the_seed() -> None:
    assert hashlib.sha256(b"bluezone/link/1" + ID).digest() == link_of(DaySeed(ID))
