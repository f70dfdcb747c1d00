"""The index: signed, witnessed, of limited life, and never more than it says."""

from __future__ import annotations

import contextlib
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.protocol.errors import ExpiredError, MalformedError, PeerError, VerificationError
from bluezone.protocol.index import (
    LIFETIME_S,
    LISTED_KINDS,
    MAX_FILE_BYTES,
    MAX_INDEX_BYTES,
    MAX_LISTED,
    MAX_WITNESSES,
    Head,
    Published,
    read_index,
)
from bluezone.protocol.signature import Kind, ListedKey, sign_file
from tests.support.protocol.indexes import FILE, HEAD, NOW_S, cosign, head_file, index, index_file
from tests.support.protocol.signing import key_list, listed, signing_key
from tests.support.protocol.tampering import assert_all_refused

KEYS = key_list()
WITNESS = signing_key(Kind.WITNESS)


def signed(**changes: object) -> bytes:
    """Any msgpack map, properly signed by the index key."""
    good = {
        "issued_s": NOW_S,
        "valid_until_s": NOW_S + 60,
        "head": head_file(),
        "files": [["batch", 7, bytes(32), 4_096, 0]],
    }
    return sign_file(msgspec.msgpack.encode({**good, **changes}), [signing_key(Kind.INDEX)])


def test_an_index_is_read_as_it_was_written() -> None:
    verified = read_index(index_file(), KEYS)

    assert index() == verified.index
    assert HEAD == verified.head
    assert 0 == verified.witnessed_by


def test_every_change_to_an_index_is_refused() -> None:
    assert_all_refused(lambda data: read_index(data, KEYS), index_file())


def test_a_phone_with_a_good_clock_refuses_an_index_past_its_life() -> None:
    read_index(index_file(), KEYS, at_s=NOW_S + LIFETIME_S)

    with pytest.raises(ExpiredError, match="up to date"):
        read_index(index_file(), KEYS, at_s=NOW_S + LIFETIME_S + 1)


def test_no_index_may_promise_more_than_its_life() -> None:
    with pytest.raises(MalformedError, match="172800 s"):
        read_index(signed(valid_until_s=NOW_S + LIFETIME_S + 1), KEYS)


@pytest.mark.parametrize("kind", [Kind.INDEX, Kind.HEAD])
def test_index_and_head_need_keys_that_are_valid_at_the_time_of_issue(kind: Kind) -> None:
    keys = key_list(listed(signing_key(kind), valid_until_s=NOW_S), without=kind)

    with pytest.raises(ExpiredError):
        read_index(index_file(), keys)


def test_a_head_from_the_future_of_its_index_is_refused() -> None:
    later = head_file(Head(1, HEAD.root, NOW_S + 1))

    with pytest.raises(VerificationError, match="older than the log head"):
        read_index(index_file(head=later), KEYS)


def test_a_head_that_the_head_key_did_not_sign_is_refused() -> None:
    body = head_file()[:-73]

    with pytest.raises(VerificationError):
        read_index(index_file(head=sign_file(body, [signing_key(Kind.INDEX)])), KEYS)


# Witnesses


def test_a_witness_who_signed_this_very_head_is_counted() -> None:
    other = signing_key(Kind.WITNESS, 1)
    keys = key_list(listed(other), required_witnesses=2)
    data = index_file(witnesses=(cosign(WITNESS, head_file()), cosign(other, head_file())))

    assert 2 == read_index(data, keys).witnessed_by


def test_one_witness_who_signs_twice_is_one_witness() -> None:
    keys = key_list(required_witnesses=2)
    data = index_file(witnesses=(cosign(WITNESS, head_file()),) * 2)

    with pytest.raises(VerificationError, match="1 witnesses, and 2"):
        read_index(data, keys)


def test_a_signature_over_another_head_witnesses_nothing() -> None:
    other = head_file(Head(2, HEAD.root, NOW_S - 30))

    with pytest.raises(VerificationError, match="does not hold"):
        read_index(index_file(witnesses=(cosign(WITNESS, other),)), KEYS)


def test_an_unknown_witness_is_refused() -> None:
    with pytest.raises(VerificationError, match="no such key"):
        read_index(index_file(witnesses=(cosign(signing_key(Kind.WITNESS, 4), head_file()),)), KEYS)


@pytest.mark.parametrize(
    "expired",
    [listed(WITNESS, valid_until_s=HEAD.issued_s), listed(WITNESS, valid_from_s=HEAD.issued_s + 1)],
    ids=["not any more", "not yet"],
)
def test_a_witness_whose_key_was_not_valid_then_is_refused(expired: ListedKey) -> None:
    keys = key_list(expired, without=Kind.WITNESS)

    with pytest.raises(ExpiredError):
        read_index(index_file(witnesses=(cosign(WITNESS, head_file()),)), keys)


# Form


@pytest.mark.parametrize(
    "change",
    [
        {"issued_s": -1},
        {"issued_s": NOW_S + 61},
        {"issued_s": 1.5},
        {"files": 7},
        {"files": [7]},
        {"files": [[]]},
        {"files": [["batch", -1, bytes(32), 1, 0]]},
        {"files": [["batch", 0, bytes(31), 1, 0]]},
        {"files": [["batch", 0, bytes(32), 0, 0]]},
        {"files": [["batch", 0, bytes(32), MAX_FILE_BYTES + 1, 0]]},
        {"files": [["batch", 0, bytes(32), 1, -1]]},
        {"files": [["certificate", 0, bytes(32), 1, 0]]},
        {"files": [["batch", 0, bytes(32), 1, 0], ["batch", 0, bytes([1] * 32), 1, 0]]},
        {"files": [["balloon"]] * (MAX_LISTED + 1)},
        {"witnesses": [[bytes(8), bytes(64)]] * (MAX_WITNESSES + 1)},
        {"witnesses": [7]},
    ],
    ids=str,
)
def test_an_impossible_index_is_refused_even_if_it_is_signed(change: dict[str, object]) -> None:
    with pytest.raises(MalformedError, match="index"):
        read_index(signed(**change), KEYS)


@pytest.mark.parametrize("fields", [[-1, bytes(32), 0], [0, bytes(31), 0], [0, bytes(32), -1], [0], "head"])
def test_an_impossible_head_is_refused_even_if_it_is_signed(fields: object) -> None:
    head = sign_file(msgspec.msgpack.encode(fields), [signing_key(Kind.HEAD)])

    with pytest.raises(MalformedError, match="log head"):
        read_index(signed(head=head), KEYS)


def test_files_and_fields_of_a_later_version_do_not_shut_an_old_phone_out() -> None:
    later = signed(files=[["balloon", "of any form"], ["batch", 7, bytes(32), 4_096, 0, "more"]], colour="blue")

    verified = read_index(later, KEYS)

    assert (Published(Kind.BATCH, 7, bytes(32), 4_096),) == verified.index.files


def test_an_oversized_index_is_refused_before_anything_is_verified() -> None:
    with pytest.raises(MalformedError, match="exceeds"):
        read_index(bytes(MAX_INDEX_BYTES + 1), KEYS)


@given(st.binary(max_size=300))
def test_any_signed_bytes_are_an_index_or_a_refusal(body: bytes) -> None:
    with contextlib.suppress(PeerError):
        read_index(sign_file(body, [signing_key(Kind.INDEX)]), KEYS)


@given(st.binary(max_size=300))
def test_any_signed_bytes_in_the_heads_place_are_a_head_or_a_refusal(body: bytes) -> None:
    with contextlib.suppress(PeerError):
        read_index(signed(head=sign_file(body, [signing_key(Kind.HEAD)])), KEYS)


# Looking things up


def files(**sequences: Any) -> tuple[Published, ...]:
    return tuple(Published(Kind(kind), n, bytes(32), 1) for kind, numbers in sequences.items() for n in numbers)


def test_files_are_found_by_kind_and_in_sequence() -> None:
    listing = index(files=files(batch=[9, 7, 8], config=[3]))

    assert [7, 8, 9] == [file.sequence for file in listing.of_kind(Kind.BATCH)]
    assert files(config=[3])[0] == listing.newest(Kind.CONFIG)
    assert 9 == getattr(listing.newest(Kind.BATCH), "sequence", None)
    assert listing.newest(Kind.ROLLUP) is None


@pytest.mark.parametrize("kind", sorted(LISTED_KINDS))
def test_a_published_file_lies_under_its_kind_and_sequence(kind: Kind) -> None:
    assert f"/v1/{kind.value}/12" == Published(kind, 12, FILE.identity, 1).path
