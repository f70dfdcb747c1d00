"""What is handed to a person to be signed."""

from __future__ import annotations

import contextlib

from bluezone.protocol.errors import PeerError
from bluezone.protocol.proposal import Proposal, read_proposal, write_proposal
from bluezone.protocol.signature import Kind
from tests.support.protocol.signing import signing_key

_PROPOSED = Proposal(Kind.REVOCATION, b"what is meant")


def fuzz(data: bytes) -> None:
    with contextlib.suppress(PeerError):
        read_proposal(data, Kind.REVOCATION)


def samples() -> list[bytes]:
    return [write_proposal(_PROPOSED), write_proposal(_PROPOSED.signed_by(signing_key(Kind.REVOCATION)))]
