"""What travels between those who sign one file together."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.protocol.errors import InvalidValueError, MalformedError, PeerError
from bluezone.protocol.proposal import MAX_PROPOSAL_BYTES, Proposal, read_proposal, write_proposal
from bluezone.protocol.signature import Kind, open_file, sign_file
from tests.support.protocol.signing import key_list, listed, signing_key

ONE, OTHER, THIRD = (signing_key(Kind.REVOCATION, number) for number in range(3))
KEYS = key_list(listed(OTHER), required_signatures={Kind.REVOCATION: 2})
PROPOSED = Proposal(Kind.REVOCATION, b"what is meant")


def test_two_people_sign_one_after_the_other_and_make_the_file_that_both_would_have_made_together() -> None:
    travels = write_proposal(PROPOSED.signed_by(ONE))
    finished = read_proposal(travels, Kind.REVOCATION).signed_by(OTHER)

    assert sign_file(PROPOSED.body, [ONE, OTHER]) == finished.file()
    assert PROPOSED.body == bytes(open_file(Kind.REVOCATION, finished.file(), KEYS).body)


def test_the_fingerprint_is_of_what_is_said_and_not_of_who_has_signed() -> None:
    assert PROPOSED.fingerprint == PROPOSED.signed_by(ONE).fingerprint
    assert PROPOSED.fingerprint != Proposal(Kind.REVOCATION, b"what is  meant").fingerprint
    assert 8 * [4] == [len(group) for group in PROPOSED.fingerprint.split("-")]


def test_nobody_signs_twice_or_third_or_with_a_key_for_something_else() -> None:
    with pytest.raises(InvalidValueError, match="another person's"):
        PROPOSED.signed_by(ONE).signed_by(ONE)
    with pytest.raises(InvalidValueError, match="at most 2"):
        PROPOSED.signed_by(ONE).signed_by(OTHER).signed_by(THIRD)
    with pytest.raises(InvalidValueError, match="not signed with a key for config"):
        PROPOSED.signed_by(signing_key(Kind.CONFIG))


def test_what_nobody_has_signed_is_no_file() -> None:
    with pytest.raises(InvalidValueError, match="nobody has signed"):
        PROPOSED.file()


@pytest.mark.parametrize(
    ("travels", "reason"),
    [
        (b"", "no proposal"),
        (b"BZP1", "malformed"),
        (write_proposal(PROPOSED)[:-1], "malformed"),
        (write_proposal(Proposal(Kind.CONFIG, b"x")), "proposes a config"),
        (b"BZP1" + msgspec.msgpack.encode(["batch", b"x", []]), "never proposed"),
        (b"BZP1" + msgspec.msgpack.encode(["revocation", b"", []]), "proposes something"),
        (b"BZP1" + msgspec.msgpack.encode(["revocation", b"x", [[bytes(8), bytes(64)]] * 2]), "twice by one key"),
        (b"BZP1" + msgspec.msgpack.encode(["revocation", b"x", [[bytes(7), bytes(64)]]]), "wrong size"),
        (b"BZP1" + msgspec.msgpack.encode(["revocation", b"x", [[bytes([n]) * 8, bytes(64)] for n in range(3)]]), "2"),
        (bytes(MAX_PROPOSAL_BYTES + 1), "exceeds"),
    ],
)
def test_what_is_no_proposal_is_malformed(travels: bytes, reason: str) -> None:
    with pytest.raises(MalformedError, match=reason):
        read_proposal(travels, Kind.REVOCATION)


@given(st.binary(max_size=400))
def test_any_bytes_are_a_proposal_or_a_refusal(data: bytes) -> None:
    try:
        proposal = read_proposal(b"BZP1" + data, Kind.REVOCATION)
    except PeerError:
        return
    assert len(proposal.signatures) <= 2
