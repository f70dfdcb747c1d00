"""The small price of a guess (docs/protocol/5-calls.md, "Proof of work").

SHA-256(challenge ‖ commitment ‖ nonce) must begin with enough zero bits. The challenge comes from a time call and
serves once; binding the commitment makes work done for one guess useless for another.
"""

from __future__ import annotations

import hashlib

from bluezone.protocol.errors import InvalidValueError, VerificationError

NONCE_BYTES = 8
CHALLENGE_BYTES = 16
CHALLENGE_LIFETIME_S = 600
FLOOR_BITS = 12
"""No configuration asks for less."""
CEILING_BITS = 24


def solve(challenge: bytes, commitment: bytes, bits: int) -> bytes:
    """The smallest nonce that does it: 2^bits hashes on average."""
    _require_in_bounds(bits)
    prefix = hashlib.sha256(challenge + commitment)
    bound = 1 << 256 - bits
    for number in range(1 << 32):
        nonce = number.to_bytes(NONCE_BYTES, "big")
        attempt = prefix.copy()
        attempt.update(nonce)
        if int.from_bytes(attempt.digest(), "big") < bound:
            return nonce
    raise InvalidValueError("no nonce was found")


def verify(challenge: bytes, commitment: bytes, nonce: bytes, bits: int) -> None:
    """Raises VerificationError unless the nonce does the asked work."""
    _require_in_bounds(bits)
    digest = hashlib.sha256(challenge + commitment + nonce).digest()
    if len(nonce) != NONCE_BYTES or int.from_bytes(digest, "big") >= 1 << 256 - bits:
        raise VerificationError("the proof of work is missing or too small")


def _require_in_bounds(bits: int) -> None:
    if not 0 <= bits <= CEILING_BITS:
        raise InvalidValueError(f"a difficulty of {bits} bits lies outside 0..{CEILING_BITS}")
