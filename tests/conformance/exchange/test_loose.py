"""Files that are looked at without being believed: where they are cut, and what they say of themselves."""

from __future__ import annotations

import itertools

import msgspec
import pytest

from bluezone.conformance.exchange.loose import LooseGroup, LooseHeader, LooseListed, holds, read_batch_loosely, split
from bluezone.protocol.batch import MAGIC
from bluezone.protocol.errors import PeerError
from bluezone.protocol.signature import KeyList, Kind, identity_of, sign_file, signed_message, split_unverified
from tests.support.protocol.signing import listed, signing_key

KEY = signing_key(Kind.INDEX)


def with_two_cuts(key) -> bytes:
    """A file by one key whose body holds, where a block of two would begin, a byte that looks like its count."""
    for filler in itertools.count():
        data = sign_file(b"\2" * (80 + filler), [key])
        if len(split_unverified(data)) == 2:
            return data
    raise AssertionError


def test_it_is_cut_where_a_listed_key_signed_and_else_where_most_signatures_are() -> None:
    data = with_two_cuts(KEY)
    one, two = (bytes(body) for body in split_unverified(data))
    ours, others = (KeyList(1, 0, (listed(key),)) for key in (KEY, signing_key(Kind.HEAD)))

    assert [one, two, two] == [bytes(split(data, None, keys).body) for keys in (ours, others, None)]


def test_a_signature_holds_for_its_own_message_alone() -> None:
    signature, message = KEY.sign(b"body"), signed_message(Kind.INDEX, identity_of(b"body"))

    assert [True, False] == [holds(KEY.verifying_key, signature, said) for said in (message, message + b".")]


def test_a_batch_whose_header_goes_beyond_its_end_says_so() -> None:
    line = LooseListed("batch", 1, bytes(32), 100)

    with pytest.raises(PeerError, match="a header of 9 bytes, which does not fit"):
        read_batch_loosely(line, memoryview(MAGIC + (9).to_bytes(4, "big") + bytes(8)))


LISTED = LooseListed("batch", 1, bytes(32), 100)


def batch(*groups: LooseGroup, columns: bytes = b"") -> memoryview:
    """A batch with this header and these columns."""
    header = msgspec.msgpack.encode(LooseHeader("batch", 1, 0, 0, 1, b"", groups))
    return memoryview(MAGIC + len(header).to_bytes(4, "big") + header + columns)


@pytest.mark.parametrize("columns", [b"", b"x", b"xyz"])
def test_a_batch_is_read_whose_header_ends_at_its_end_or_before_it(columns: bytes) -> None:
    assert columns == bytes(read_batch_loosely(LISTED, batch(columns=columns)).columns)


def test_a_day_that_no_calendar_has_is_named_and_the_last_one_that_it_has_is_read() -> None:
    first, last, beyond, before = (LooseGroup(day, 1, 1, 1, 16) for day in (0, 65_535, 65_536, -1))

    assert (first, last) == read_batch_loosely(LISTED, batch(first, last)).header.groups
    for groups in ((beyond,), (before,), (first, beyond)):
        with pytest.raises(PeerError, match="batch 1: "):
            read_batch_loosely(LISTED, batch(*groups))
