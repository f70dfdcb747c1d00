"""What an infected person's phone commits to, and the certificate it gets for it."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.protocol.calendar import Day
from bluezone.protocol.disclosure import (
    MAX_CERTIFICATE_BYTES,
    MAX_DISCLOSED,
    Certificate,
    Level,
    RetiredSeed,
    commitment_to,
    read_certificate,
    write_certificate,
)
from bluezone.protocol.errors import InvalidValueError, MalformedError, PeerError, VerificationError
from bluezone.protocol.keys import DaySeed
from bluezone.protocol.messages import disclosed, verify_disclosed
from bluezone.protocol.signature import Kind, sign_file
from tests.support.protocol.signing import key_list, signing_key
from tests.support.protocol.tampering import assert_all_refused

KEY = bytes(range(32))
KEYS = key_list()
SIGNER = signing_key(Kind.CERTIFICATE)
GOOD: dict[str, Any] = {
    "commitment": bytes(32),
    "level": Level.F0,
    "onset_day": 18_480,
    "first_day": 18_478,
    "last_day": 18_490,
    "expires_s": 1_600_000_000,
}
CERTIFICATE = Certificate(**GOOD)

retired_seeds = st.builds(
    lambda day, slots, seed: RetiredSeed(Day(day), min(slots), max(slots), DaySeed(seed)),
    st.integers(0, 0xFFFF),
    st.tuples(st.integers(0, 95), st.integers(0, 95)),
    st.binary(min_size=16, max_size=16),
)
lists = st.lists(retired_seeds, max_size=MAX_DISCLOSED)


def require_fit(commitment: bytes, seeds: list[RetiredSeed], key: bytes) -> None:
    """As the exchange asks it, of seeds as they are sent."""
    verify_disclosed(commitment, sorted(map(disclosed, seeds)), key)


@given(lists, st.binary(min_size=32, max_size=32))
def test_the_commitment_is_the_specified_hmac(seeds: list[RetiredSeed], key: bytes) -> None:
    ordered = sorted(seeds, key=lambda s: (s.day.number, s.first_slot, s.last_slot, s.seed.value))
    message = b"bluezone/commitment/1" + bytes([len(seeds)])
    for seed in ordered:
        message += seed.day.number.to_bytes(4, "big") + bytes([seed.first_slot, seed.last_slot]) + seed.seed.value

    assert hmac.new(key, message, hashlib.sha256).digest() == commitment_to(seeds, key)


@given(lists, st.randoms(use_true_random=False))
def test_the_order_in_which_seeds_are_given_does_not_matter(seeds: list[RetiredSeed], random: Any) -> None:
    shuffled = list(seeds)
    random.shuffle(shuffled)

    require_fit(commitment_to(seeds, KEY), shuffled, KEY)


@given(st.lists(retired_seeds, min_size=1, max_size=5), retired_seeds, st.data())
def test_no_other_seeds_and_no_other_key_fit_the_commitment(
    seeds: list[RetiredSeed], other: RetiredSeed, data: st.DataObject
) -> None:
    commitment = commitment_to(seeds, KEY)
    at = data.draw(st.integers(0, len(seeds) - 1))

    for changed in ([*seeds, other], seeds[:at] + seeds[at + 1 :], [*seeds[:at], *seeds[at + 1 :], other]):
        if sorted(changed) != sorted(seeds):
            with pytest.raises(VerificationError):
                require_fit(commitment, changed, KEY)
    with pytest.raises(VerificationError):
        require_fit(commitment, seeds, bytes(32))


def test_a_commitment_to_more_seeds_than_fit_an_upload_is_refused() -> None:
    seed = RetiredSeed(Day(1), 0, 95, DaySeed(bytes(16)))

    with pytest.raises(InvalidValueError, match="at most 30"):
        commitment_to([seed] * (MAX_DISCLOSED + 1), KEY)


@pytest.mark.parametrize("size", [0, 31, 33])
def test_a_commitment_key_of_another_length_is_refused(size: int) -> None:
    with pytest.raises(InvalidValueError):
        commitment_to([], bytes(size))


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [((0, 40), (41, 95), False), ((0, 40), (40, 95), True), ((10, 20), (0, 95), True), ((50, 60), (0, 49), False)],
)
def test_two_seeds_of_a_day_overlap_where_they_share_a_slot(
    one: tuple[int, int], other: tuple[int, int], *, overlap: bool
) -> None:
    first = RetiredSeed(Day(5), *one, DaySeed(bytes(16)))
    second = RetiredSeed(Day(5), *other, DaySeed(bytes(16)))
    next_day = RetiredSeed(Day(6), *other, DaySeed(bytes(16)))

    assert overlap == first.overlaps(second) == second.overlaps(first)
    assert not first.overlaps(next_day)


@pytest.mark.parametrize(("first", "last"), [(-1, 3), (4, 3), (0, 96)])
def test_a_range_of_slots_that_no_day_has_cannot_exist(first: int, last: int) -> None:
    with pytest.raises(InvalidValueError):
        RetiredSeed(Day(5), first, last, DaySeed(bytes(16)))


def test_a_certificate_is_read_as_it_was_written() -> None:
    assert CERTIFICATE == read_certificate(write_certificate(CERTIFICATE, SIGNER), KEYS)


def test_every_change_to_a_certificate_is_refused() -> None:
    assert_all_refused(lambda data: read_certificate(data, KEYS), write_certificate(CERTIFICATE, SIGNER))


def test_a_certificate_allows_the_days_from_its_first_to_its_last() -> None:
    allowed = [CERTIFICATE.allows(number) for number in (18_477, 18_478, 18_490, 18_491)]

    assert [False, True, True, False] == allowed


@pytest.mark.parametrize(
    "change",
    [
        {"commitment": bytes(31)},
        {"level": 2},
        {"onset_day": -1},
        {"onset_day": 65_536},
        {"first_day": 18_491},
        {"first_day": -1},
        {"last_day": 65_536},
        {"expires_s": -1},
    ],
    ids=str,
)
def test_an_impossible_certificate_is_refused_even_if_it_is_signed(change: dict[str, Any]) -> None:
    body = msgspec.msgpack.encode(list({**GOOD, **change}.values()))

    with pytest.raises(MalformedError, match="certificate"):
        read_certificate(sign_file(body, [SIGNER]), KEYS)


def test_an_oversized_certificate_is_malformed() -> None:
    with pytest.raises(MalformedError, match="exceeds"):
        read_certificate(bytes(MAX_CERTIFICATE_BYTES + 1), KEYS)


@given(st.binary(max_size=400))
def test_any_signed_bytes_are_a_certificate_or_a_refusal(body: bytes) -> None:
    with contextlib.suppress(PeerError):
        read_certificate(sign_file(body, [SIGNER]), KEYS)
