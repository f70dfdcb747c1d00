"""The bytes between virtual radios: bounded, and nothing but well-formed ones pass."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.protocol.errors import MalformedError
from bluezone.radio.base import Address
from bluezone.radio.datagrams import MAX_DATAGRAM_BYTES, Advert, Answer, Read, parse_datagram

addresses = st.binary(min_size=6, max_size=6).map(Address)
int32 = st.integers(-(2**31), 2**31 - 1)
tokens = st.integers(0, 2**32 - 1)
adverts = st.builds(Advert, int32, int32, st.integers(-128, 127), addresses, st.binary(max_size=31))
reads = st.builds(Read, tokens, addresses)
answers = st.builds(Answer, tokens, st.none() | st.binary(max_size=512))


@given(adverts | reads | answers)
def test_what_was_packed_is_parsed(said):
    packed = said.pack()

    assert len(packed) <= MAX_DATAGRAM_BYTES
    assert said == parse_datagram(packed)


@given(st.binary(max_size=600) | st.binary(max_size=600).map(lambda rest: b"BZA1" + rest))
def test_any_bytes_are_either_parsed_or_malformed(data):
    try:
        said = parse_datagram(data)
    except MalformedError:
        return

    assert data == said.pack() or (isinstance(said, Answer) and data[9] != said.pack()[9])


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "not of this format"),
        (b"BZA2\x01", "not of this format"),
        (b"BZA1\x09", "unknown kind 9"),
        (b"BZA1\x01" + bytes(14), "cut short"),
        (Advert(0, 0, 0, Address(bytes(6)), bytes(31)).pack() + b"\0", "more bytes"),
        (Read(0, Address(bytes(6))).pack() + b"\0", "more bytes"),
        (Answer(0, None).pack() + b"\0", "more bytes"),
        (b"BZA1" + bytes(MAX_DATAGRAM_BYTES), "exceeds"),
    ],
)
def test_a_malformed_datagram_says_what_is_wrong(data, reason):
    with pytest.raises(MalformedError, match=reason):
        parse_datagram(data)
