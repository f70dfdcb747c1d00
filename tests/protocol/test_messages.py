"""The one call: one size out, one size back, and no answer that could make a phone send anything."""

from __future__ import annotations

import contextlib
import typing

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.protocol.calendar import Day
from bluezone.protocol.disclosure import MAX_CERTIFICATE_BYTES, MAX_DISCLOSED, RetiredSeed, commitment_to
from bluezone.protocol.errors import ExpiredError, InvalidValueError, MalformedError, VerificationError
from bluezone.protocol.keys import DaySeed
from bluezone.protocol.messages import (
    ANSWER_BYTES,
    MAX_CODE_CHARACTERS,
    MAX_SEALED_BYTES,
    REQUEST_BYTES,
    AcceptedAnswer,
    Answer,
    CertificateAnswer,
    CoverRequest,
    DisclosedSeed,
    RedeemRequest,
    Refusal,
    RefusedAnswer,
    ReportRequest,
    Request,
    TimeAnswer,
    TimeRequest,
    UploadRequest,
    disclosed,
    pack_answer,
    pack_request,
    sign_time,
    unpack_answer,
    unpack_request,
    verify_disclosed,
    verify_time,
)
from bluezone.protocol.signature import Kind
from tests.support.protocol.signing import key_list, listed, signing_key

TIME_KEY = signing_key(Kind.TIME)
NONCE = bytes(range(16))
NOW_S = 1_600_000_000
KEYS = key_list()


def exactly(size: int) -> st.SearchStrategy[bytes]:
    return st.binary(min_size=size, max_size=size)


codes = st.text(min_size=1, max_size=MAX_CODE_CHARACTERS)
certificates = st.binary(min_size=1, max_size=MAX_CERTIFICATE_BYTES)
disclosed_seeds = st.builds(DisclosedSeed, st.integers(0, 0xFFFF), st.integers(0, 95), st.integers(0, 95), exactly(16))
requests = st.one_of(
    st.builds(TimeRequest, exactly(16)),
    st.builds(RedeemRequest, codes, exactly(32), exactly(16), exactly(8)),
    st.builds(
        UploadRequest,
        certificates,
        exactly(32),
        st.lists(disclosed_seeds, min_size=1, max_size=MAX_DISCLOSED).map(tuple),
    ),
    st.builds(ReportRequest, st.binary(min_size=1, max_size=MAX_SEALED_BYTES)),
    st.builds(CoverRequest, st.integers(1, 2), codes, exactly(32), exactly(16), exactly(8)),
)
answers = st.one_of(
    st.builds(
        TimeAnswer,
        st.integers(0, 1 << 40),
        exactly(8),
        exactly(64),
        exactly(16),
        st.integers(0, 24),
        st.integers(0, 24),
    ),
    st.builds(CertificateAnswer, certificates),
    st.builds(AcceptedAnswer),
    st.builds(RefusedAnswer, st.sampled_from(Refusal)),
)


@given(requests)
def test_every_request_has_one_size_and_survives_it(request_: Request) -> None:
    data = pack_request(request_)

    assert REQUEST_BYTES == len(data) == 4_096
    assert request_ == unpack_request(data)


@given(answers)
def test_every_answer_has_one_size_and_survives_it(answer: Answer) -> None:
    data = pack_answer(answer)

    assert ANSWER_BYTES == len(data) == 1_024
    assert answer == unpack_answer(data)


def test_the_largest_messages_fit() -> None:
    seeds = (DisclosedSeed(0xFFFF, 95, 95, b"\xff" * 16),) * MAX_DISCLOSED

    pack_request(UploadRequest(b"\xff" * MAX_CERTIFICATE_BYTES, bytes(32), seeds))
    pack_request(ReportRequest(b"\xff" * MAX_SEALED_BYTES))
    pack_answer(CertificateAnswer(b"\xff" * MAX_CERTIFICATE_BYTES))


def test_a_message_that_does_not_fit_is_not_cut_but_refused() -> None:
    with pytest.raises(InvalidValueError, match="does not fit"):
        pack_request(ReportRequest(bytes(REQUEST_BYTES)))


def test_no_answer_is_an_instruction() -> None:
    """Whoever adds a kind of answer has to come here: none may cause a phone to send its owner's data."""
    facts = {TimeAnswer, CertificateAnswer, AcceptedAnswer, RefusedAnswer}

    assert facts == set(typing.get_args(Answer))
    assert {"time_s", "key_id", "signature", "challenge", "work_bits", "long_work_bits", "certificate", "reason"} == {
        field.name for answer in facts for field in msgspec.structs.fields(answer)
    }


def padded(message: bytes, size: int = REQUEST_BYTES, *, claimed: int | None = None, padding: bytes = b"\0") -> bytes:
    length = len(message) if claimed is None else claimed
    return (length.to_bytes(2, "big") + message).ljust(size, padding)


TIME = msgspec.msgpack.encode(TimeRequest(NONCE))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        padded(TIME)[:-1],
        padded(TIME) + b"\0",
        padded(TIME, padding=b"\x01"),
        padded(TIME)[:-1] + b"\x01",
        padded(TIME, claimed=len(TIME) - 1),
        padded(TIME, claimed=len(TIME) + 1),
        padded(TIME, claimed=0),
        padded(TIME, claimed=REQUEST_BYTES - 1),
        padded(TIME, claimed=0xFFFF),
        padded(b"\x91" * 4_094),
        padded(b"\xdd\xff\xff\xff\xff"),
        padded(b"\xdf\xff\xff\xff\xff"),
        padded(b"\xc6\xff\xff\xff\xff"),
        padded(msgspec.msgpack.encode(AcceptedAnswer())),
        padded(msgspec.msgpack.encode({"type": "time", "nonce": bytes(15)})),
        padded(msgspec.msgpack.encode({"type": "time", "nonce": "0123456789abcdef"})),
        padded(msgspec.msgpack.encode({"type": "upload", "certificate": b"", "commitment_key": bytes(32)})),
        padded(msgspec.msgpack.encode({"type": ["time"]})),
        padded(msgspec.msgpack.encode({"nonce": NONCE})),
    ],
)
def test_a_request_of_wrong_form_is_refused_in_one_line(data: bytes) -> None:
    with pytest.raises(MalformedError, match=r"^[^\n]+\Z"):
        unpack_request(data)


@given(st.binary(max_size=300), st.integers(0, 0xFFFF) | st.none())
def test_any_bytes_are_a_request_or_malformed(message: bytes, claimed: int | None) -> None:
    for data in (message, padded(message, claimed=claimed)):
        with contextlib.suppress(MalformedError):
            unpack_request(data)


@given(st.binary(max_size=300), st.integers(0, 0xFFFF) | st.none())
def test_any_bytes_are_an_answer_or_malformed(message: bytes, claimed: int | None) -> None:
    for data in (message, padded(message, ANSWER_BYTES, claimed=claimed)):
        with contextlib.suppress(MalformedError):
            unpack_answer(data)


@given(requests, st.data())
def test_a_changed_request_is_another_one_or_malformed_but_never_breaks(request_: Request, data: st.DataObject) -> None:
    packed = bytearray(pack_request(request_))
    packed[data.draw(st.integers(0, len(packed) - 1))] ^= data.draw(st.integers(1, 255))

    with contextlib.suppress(MalformedError):
        unpack_request(bytes(packed))


@given(st.integers(0, 0xFFFF), st.integers(0, 95), st.integers(0, 95), exactly(16))
def test_a_seed_on_the_wire_is_the_retired_seed_or_malformed(day: int, first: int, last: int, seed: bytes) -> None:
    upload = UploadRequest(b"c", bytes(32), (DisclosedSeed(day, first, last, seed),))

    if first <= last:
        expected = RetiredSeed(Day(day), first, last, DaySeed(seed))
        assert (expected,) == upload.retired_seeds()
        assert (disclosed(expected),) == upload.seeds_in_order()
    else:
        with pytest.raises(MalformedError):
            upload.retired_seeds()
        with pytest.raises(MalformedError):
            upload.seeds_in_order()


def test_seeds_on_the_wire_stand_in_the_order_in_which_they_are_committed_to() -> None:
    retired = [RetiredSeed(Day(20_000 + at % 3), at, at + 1, DaySeed(bytes([9 - at]) * 16)) for at in (2, 0, 1, 5, 3)]
    key = bytes(range(32))

    upload = UploadRequest(b"c", key, tuple(disclosed(one) for one in retired))

    assert [disclosed(one) for one in sorted(retired)] == list(upload.seeds_in_order())
    verify_disclosed(commitment_to(retired, key), upload.seeds_in_order(), key)


# The time


def time_answer(time_s: int = NOW_S, nonce: bytes = NONCE) -> TimeAnswer:
    key_id, signature = sign_time(nonce, time_s, TIME_KEY)
    return TimeAnswer(time_s, key_id, signature, bytes(16), 12, 12)


@given(st.integers(0, 1 << 39), exactly(16))
def test_a_time_signed_for_this_very_question_is_believed(time_s: int, nonce: bytes) -> None:
    assert time_s == verify_time(time_answer(time_s, nonce), nonce, KEYS)


def test_the_time_of_another_question_is_not_believed() -> None:
    with pytest.raises(VerificationError):
        verify_time(time_answer(), bytes(16), KEYS)
    with pytest.raises(VerificationError, match="without its nonce"):
        verify_time(time_answer(nonce=b""), b"", KEYS)


@pytest.mark.parametrize("change", [{"time_s": NOW_S + 1}, {"signature": bytes(64)}, {"key_id": bytes(8)}])
def test_a_changed_time_is_not_believed(change: dict[str, typing.Any]) -> None:
    with pytest.raises(VerificationError):
        verify_time(msgspec.structs.replace(time_answer(), **change), NONCE, KEYS)


def test_a_time_signed_with_a_key_of_another_time_is_not_believed() -> None:
    keys = key_list(listed(TIME_KEY, valid_until_s=NOW_S), without=Kind.TIME)

    with pytest.raises(ExpiredError):
        verify_time(time_answer(), NONCE, keys)
