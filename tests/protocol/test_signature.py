"""Signed files: nothing is believed, or even decoded, before as many of the listed keys have signed as must."""

from __future__ import annotations

import contextlib

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.protocol.errors import ExpiredError, InvalidValueError, MalformedError, PeerError, VerificationError
from bluezone.protocol.signature import (
    MAX_KEY_LIST_BYTES,
    MAX_KEYS,
    KeyList,
    Kind,
    ListedKey,
    SigningKey,
    VerifyingKey,
    identity_of,
    open_file,
    read_key_list,
    sign_file,
    signed_message,
    write_key_list,
)
from tests.support.protocol.signing import FOREVER_S, ROOT, key_list, listed, signing_key
from tests.support.protocol.tampering import assert_all_refused

BATCH = signing_key(Kind.BATCH)
SECOND = signing_key(Kind.BATCH, 1)
KEYS = key_list(listed(SECOND))
BODY = b"a body that nobody decodes, longer than a signature" * 2
kinds = st.sampled_from([kind for kind in Kind if kind is not Kind.KEYS])


@given(st.binary(min_size=1, max_size=300), kinds)
def test_a_signed_body_is_given_back_with_its_identity_and_signer(body: bytes, kind: Kind) -> None:
    opened = open_file(kind, sign_file(body, [signing_key(kind)]), KEYS)

    assert body == bytes(opened.body)
    assert identity_of(body) == opened.identity
    assert (listed(signing_key(kind)),) == opened.signers


@given(kinds, kinds)
def test_a_signature_for_one_kind_is_worth_nothing_for_another(kind: Kind, other: Kind) -> None:
    """Even where the very same key is listed for both."""
    lent = SigningKey(other, signing_key(kind).value)
    keys = KeyList(1, 0, (ListedKey(kind, signing_key(kind).verifying_key.value, 0, FOREVER_S),))
    data = sign_file(BODY, [lent])

    if kind == other:
        open_file(kind, data, keys)
    else:
        with pytest.raises(VerificationError):
            open_file(kind, data, keys)


def test_every_change_to_a_signed_file_is_refused() -> None:
    assert_all_refused(lambda data: open_file(Kind.BATCH, data, KEYS), sign_file(BODY, [BATCH]))


def test_every_change_to_a_file_with_two_signatures_is_refused() -> None:
    keys = key_list(listed(SECOND), required_signatures={Kind.BATCH: 2})

    assert_all_refused(lambda data: open_file(Kind.BATCH, data, keys), sign_file(BODY, [BATCH, SECOND]))


def test_the_list_and_not_the_file_says_how_many_signatures_are_needed() -> None:
    two_needed = key_list(listed(SECOND), required_signatures={Kind.BATCH: 2})

    with pytest.raises(VerificationError, match=r"2 signature"):
        open_file(Kind.BATCH, sign_file(BODY, [BATCH]), two_needed)
    with pytest.raises(VerificationError, match=r"1 signature"):
        open_file(Kind.BATCH, sign_file(BODY, [BATCH, SECOND]), KEYS)


def test_one_key_that_signs_twice_is_one_signature() -> None:
    keys = key_list(listed(SECOND), required_signatures={Kind.BATCH: 2})

    with pytest.raises(VerificationError, match="different keys"):
        open_file(Kind.BATCH, sign_file(BODY, [BATCH, BATCH]), keys)


def test_a_key_that_the_list_does_not_name_is_refused() -> None:
    with pytest.raises(VerificationError, match="names no such key"):
        open_file(Kind.BATCH, sign_file(BODY, [signing_key(Kind.BATCH, 9)]), KEYS)


def test_a_signer_must_have_been_valid_at_the_time() -> None:
    keys = key_list(listed(BATCH, valid_from_s=100, valid_until_s=200), without=Kind.BATCH)
    opened = open_file(Kind.BATCH, sign_file(BODY, [BATCH]), keys)

    opened.require_valid_at(100)
    opened.require_valid_at(199)
    for time_s in (99, 200):
        with pytest.raises(ExpiredError):
            opened.require_valid_at(time_s)


def test_the_signed_message_names_the_project_the_kind_and_the_version() -> None:
    message = signed_message(Kind.BATCH, identity_of(BODY))

    assert b"bluezone/batch/1\x00" + identity_of(BODY) == message


@pytest.mark.parametrize("keys", [[], [BATCH] * 3, [BATCH, signing_key(Kind.INDEX)]])
def test_a_file_is_signed_by_one_or_two_keys_of_one_kind(keys: list[SigningKey]) -> None:
    with pytest.raises(InvalidValueError):
        sign_file(BODY, keys)


def test_a_key_list_is_read_as_it_was_written() -> None:
    keys = key_list(required_signatures={Kind.REVOCATION: 2}, required_witnesses=1, report_key=bytes(32))

    assert keys == read_key_list(write_key_list(keys, ROOT), ROOT.verifying_key)


def test_every_change_to_a_key_list_is_refused() -> None:
    assert_all_refused(lambda data: read_key_list(data, ROOT.verifying_key), write_key_list(key_list(), ROOT))


def test_a_key_list_under_another_root_is_refused() -> None:
    other = signing_key(Kind.KEYS, 1)

    with pytest.raises(VerificationError, match="pinned root"):
        read_key_list(write_key_list(key_list(), other), ROOT.verifying_key)


def test_a_root_that_lends_its_id_to_another_key_does_not_help_it() -> None:
    forged = bytearray(write_key_list(key_list(), signing_key(Kind.KEYS, 1)))
    forged[-72:-64] = ROOT.verifying_key.key_id

    with pytest.raises(VerificationError, match="does not hold"):
        read_key_list(bytes(forged), ROOT.verifying_key)


def signed_list(**fields: object) -> bytes:
    """Any msgpack map, properly signed by the root: what a broken or hostile key ceremony could make."""
    good: dict[str, object] = {"sequence": 1, "issued_s": 0, "keys": []}
    return sign_file(msgspec.msgpack.encode({**good, **fields}), [ROOT])


@pytest.mark.parametrize(
    "change",
    [
        {"sequence": -1},
        {"sequence": "1"},
        {"issued_s": -1},
        {"keys": [["batch", bytes(31), 0, 1]]},
        {"keys": [["batch", bytes(32), 1, 1]]},
        {"keys": [["batch", bytes(32), -1, 1]]},
        {"keys": [["batch", bytes(32), 0, 1], ["index", bytes(32), 0, 1]]},
        {"keys": [["batch"]]},
        {"keys": [[]]},
        {"keys": [7]},
        {"keys": [["other", bytes(32), 0, 1]] * (MAX_KEYS + 1)},
        {"required_signatures": {"batch": 0}},
        {"required_signatures": {"batch": 3}},
        {"required_witnesses": -1},
        {"report_key": bytes(31)},
    ],
    ids=str,
)
def test_an_impossible_key_list_is_refused_even_if_the_root_signed_it(change: dict[str, object]) -> None:
    with pytest.raises(MalformedError, match="key list"):
        read_key_list(signed_list(**change), ROOT.verifying_key)


def test_kinds_and_fields_of_a_later_version_do_not_shut_an_old_phone_out() -> None:
    later = signed_list(
        keys=[["balloon", b"of any form", "and length"], ["batch", BATCH.verifying_key.value, 0, 9, "more"]],
        required_signatures={"balloon": 7, "revocation": 2},
        colour="blue",
    )

    keys = read_key_list(later, ROOT.verifying_key)

    assert (listed(BATCH, valid_until_s=9),) == keys.keys
    assert {Kind.REVOCATION: 2} == keys.required_signatures


def test_a_key_list_that_is_too_large_is_refused_before_anything_is_verified() -> None:
    with pytest.raises(MalformedError, match="exceeds"):
        read_key_list(bytes(MAX_KEY_LIST_BYTES + 1), ROOT.verifying_key)


@given(st.binary(max_size=400))
def test_any_bytes_are_no_key_list(data: bytes) -> None:
    with pytest.raises(PeerError):
        read_key_list(data, ROOT.verifying_key)


@given(st.binary(max_size=400))
def test_any_signed_bytes_are_a_key_list_or_malformed(body: bytes) -> None:
    with contextlib.suppress(MalformedError):
        read_key_list(sign_file(body, [ROOT]), ROOT.verifying_key)


@pytest.mark.parametrize("body", [b"\x91" * 9_000, b"\xdd\xff\xff\xff\xff", b"\x83\xa4keys\xdd\xff\xff\xff\xff"])
def test_a_signed_body_that_claims_more_than_it_holds_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedError):
        read_key_list(sign_file(body, [ROOT]), ROOT.verifying_key)


@pytest.mark.parametrize("make", [VerifyingKey, lambda value: SigningKey(Kind.BATCH, value)])
@pytest.mark.parametrize("size", [0, 31, 33])
def test_a_key_of_another_length_cannot_exist(make: type[VerifyingKey], size: int) -> None:
    with pytest.raises(InvalidValueError):
        make(bytes(size))


def test_a_private_key_shows_nothing_of_itself() -> None:
    assert BATCH.value.hex() not in repr(BATCH)
    assert repr(BATCH.value) not in repr(BATCH)


def test_a_public_key_that_is_no_point_verifies_nothing() -> None:
    with pytest.raises(VerificationError):
        VerifyingKey(b"\xff" * 32).verify(bytes(64), BODY)
