"""Two locks on the report key: two of three open it, nobody alone, and never a stranger."""

from __future__ import annotations

import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.portal.errors import RefusedError
from bluezone.portal.reports.sealing import make_phrase, open_pair, public_of_phrase, seal_to_pair, unwrap, wrap

PRIVATE = bytes(range(32))
CHANCE = random.Random(7).randbytes
PHRASES = [make_phrase(CHANCE) for _ in range(4)]


def test_a_pair_opens_its_envelope():
    first, second = PHRASES[:2]
    sealed = seal_to_pair(PRIVATE, public_of_phrase(first), public_of_phrase(second), CHANCE)

    assert PRIVATE == open_pair(sealed, first, second)
    assert PRIVATE == open_pair(sealed, first.lower().replace(" ", ""), second.replace("0", "O").replace("1", "l"))


@pytest.mark.parametrize("pair", [p for p in itertools.product(range(4), repeat=2) if p != (0, 1)])
def test_no_other_pair_opens_it(pair):
    sealed = seal_to_pair(PRIVATE, public_of_phrase(PHRASES[0]), public_of_phrase(PHRASES[1]), CHANCE)

    with pytest.raises(RefusedError, match="do not open"):
        open_pair(sealed, PHRASES[pair[0]], PHRASES[pair[1]])


@pytest.mark.parametrize("typed", ["", "ABCD", "U" * 32, "0" * 31, "ơ" * 32, "0" * 33])
def test_what_is_no_phrase_is_said_to_be_none(typed):
    with pytest.raises(RefusedError, match="eight groups"):
        public_of_phrase(typed)


def test_another_machine_cannot_unwrap():
    wrapped = wrap(PRIVATE, b"k" * 32, CHANCE)

    assert PRIVATE == unwrap(wrapped, b"k" * 32)
    assert unwrap(wrapped, b"o" * 32) is None
    assert PRIVATE not in wrapped


@given(st.binary(min_size=20, max_size=20))
def test_a_phrase_says_all_of_its_chance(chance):
    phrase = make_phrase(lambda _count: chance)

    number = 0
    for sign in phrase.replace(" ", ""):
        number = number << 5 | "0123456789ABCDEFGHJKMNPQRSTVWXYZ".index(sign)
    assert chance == number.to_bytes(20, "big")
