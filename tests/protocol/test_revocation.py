"""A batch is taken back by two persons, and by nobody alone."""

from __future__ import annotations

import contextlib
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.protocol.errors import ExpiredError, MalformedError, PeerError, VerificationError
from bluezone.protocol.revocation import MAX_REVOCATION_BYTES, Revocation, read_revocation, write_revocation
from bluezone.protocol.signature import Kind, sign_file
from tests.support.protocol.signing import key_list, listed, signing_key
from tests.support.protocol.tampering import assert_all_refused

ONE, OTHER = signing_key(Kind.REVOCATION), signing_key(Kind.REVOCATION, 1)
KEYS = key_list(listed(OTHER), required_signatures={Kind.REVOCATION: 2})
GOOD: dict[str, Any] = {
    "sequence": 1,
    "kind": Kind.BATCH,
    "revoked": 7,
    "identity": bytes(range(32)),
    "issued_s": 1_600_000_000,
}
REVOCATION = Revocation(**GOOD)


def test_two_persons_take_a_batch_back() -> None:
    data = write_revocation(REVOCATION, [ONE, OTHER])

    assert len(data) <= MAX_REVOCATION_BYTES
    assert REVOCATION == read_revocation(data, KEYS)


@pytest.mark.parametrize("signers", [[ONE], [OTHER, OTHER], [ONE, signing_key(Kind.REVOCATION, 2)]])
def test_nobody_takes_a_batch_back_alone(signers: list[Any]) -> None:
    with pytest.raises(PeerError):
        read_revocation(write_revocation(REVOCATION, signers), KEYS)


def test_every_change_to_a_revocation_is_refused() -> None:
    assert_all_refused(lambda data: read_revocation(data, KEYS), write_revocation(REVOCATION, [ONE, OTHER]))


def test_a_person_whose_key_has_expired_takes_nothing_back() -> None:
    keys = key_list(
        listed(ONE),
        listed(OTHER, valid_until_s=REVOCATION.issued_s),
        without=Kind.REVOCATION,
        required_signatures={Kind.REVOCATION: 2},
    )

    with pytest.raises(ExpiredError):
        read_revocation(write_revocation(REVOCATION, [ONE, OTHER]), keys)


def test_keys_of_the_exchange_take_nothing_back() -> None:
    with pytest.raises(VerificationError):
        read_revocation(write_revocation(REVOCATION, [signing_key(Kind.BATCH), signing_key(Kind.BATCH, 1)]), KEYS)


@pytest.mark.parametrize(
    "change",
    [{"kind": "config"}, {"kind": "balloon"}, {"sequence": -1}, {"revoked": 1 << 63}, {"identity": bytes(31)}],
    ids=str,
)
def test_an_impossible_revocation_is_refused_even_if_it_is_signed(change: dict[str, Any]) -> None:
    body = msgspec.msgpack.encode(list({**GOOD, **change}.values()))

    with pytest.raises(MalformedError, match="revocation"):
        read_revocation(sign_file(body, [ONE, OTHER]), KEYS)


def test_an_oversized_revocation_is_malformed() -> None:
    with pytest.raises(MalformedError, match="exceeds"):
        read_revocation(bytes(MAX_REVOCATION_BYTES + 1), KEYS)


@given(st.binary(max_size=200))
def test_any_signed_bytes_are_a_revocation_or_a_refusal(body: bytes) -> None:
    with contextlib.suppress(PeerError):
        read_revocation(sign_file(body, [ONE, OTHER]), KEYS)
