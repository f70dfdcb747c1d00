"""The price of a guess: paid by the asker, checked for one hash."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.protocol.errors import InvalidValueError, VerificationError
from bluezone.protocol.proof_of_work import CEILING_BITS, FLOOR_BITS, solve, verify

CHALLENGE, COMMITMENT = bytes(range(16)), bytes(range(32))

challenges = st.binary(min_size=16, max_size=16)


@given(challenges, st.binary(min_size=32, max_size=32), st.integers(0, 8))
def test_work_that_was_done_is_accepted_and_begins_with_enough_zero_bits(
    challenge: bytes, commitment: bytes, bits: int
) -> None:
    nonce = solve(challenge, commitment, bits)

    verify(challenge, commitment, nonce, bits)
    digest = hashlib.sha256(challenge + commitment + nonce).digest()
    assert f"{int.from_bytes(digest, 'big'):0256b}"[:bits] == "0" * bits


@pytest.mark.parametrize(
    ("challenge", "commitment"), [(bytes(16), COMMITMENT), (CHALLENGE, bytes(32))], ids=["challenge", "commitment"]
)
def test_work_for_one_guess_is_worth_nothing_for_another(challenge: bytes, commitment: bytes) -> None:
    nonce = solve(CHALLENGE, COMMITMENT, FLOOR_BITS)

    with pytest.raises(VerificationError):
        verify(challenge, commitment, nonce, FLOOR_BITS)


def test_less_work_than_asked_is_refused() -> None:
    nonce = solve(CHALLENGE, COMMITMENT, 4)

    with pytest.raises(VerificationError):
        verify(CHALLENGE, COMMITMENT, nonce, CEILING_BITS)


@pytest.mark.parametrize("size", [0, 7, 9, 100])
def test_a_nonce_of_another_length_is_refused_even_where_no_work_is_asked(size: int) -> None:
    with pytest.raises(VerificationError):
        verify(CHALLENGE, COMMITMENT, bytes(size), 0)


@pytest.mark.parametrize("bits", [-1, CEILING_BITS + 1, 300])
def test_a_difficulty_out_of_bounds_is_our_own_fault(bits: int) -> None:
    with pytest.raises(InvalidValueError):
        solve(CHALLENGE, COMMITMENT, bits)
    with pytest.raises(InvalidValueError):
        verify(CHALLENGE, COMMITMENT, bytes(8), bits)
