"""What can be wrong with bytes that two sides exchange, and whose fault it is.

    ProtocolError
    ├── InvalidValueError     we tried to build a value that cannot exist (our fault; also a ValueError)
    └── PeerError             what the other side sent is not acceptable
        ├── MalformedError    its form is wrong: lengths, types, counts, bounds
        ├── VerificationError a signature, hash or proof does not hold
        ├── EmbargoError      a key appears before it may
        ├── AheadError        it is dated later than the reader's clock can be wrong by
        ├── GapError          a sequence is missing, repeated or goes backwards
        └── ExpiredError      it was valid once

Each carries one plain line for people. Verification always raises; nothing here returns False.
"""


class ProtocolError(Exception):
    """The root of everything this room raises."""


class InvalidValueError(ProtocolError, ValueError):
    """A value of ours was refused at birth."""


class PeerError(ProtocolError):
    """What the other side sent is not acceptable; our state stays as it was."""


class MalformedError(PeerError):
    """Wrong form: lengths, types, counts or bounds."""


class VerificationError(PeerError):
    """A signature, hash or proof does not hold."""


class EmbargoError(PeerError):
    """A seed is published, or uploaded for publication, before its day's embargo ended."""


class AheadError(PeerError):
    """A signed time lies far ahead of the reader's clock: one of the two is wrong, and nothing is built on it."""

    def __init__(self, explanation: str, time_s: int) -> None:
        super().__init__(explanation)
        self.time_s = time_s


class GapError(PeerError):
    """A sequence number is missing, repeated or goes backwards."""


class ExpiredError(PeerError):
    """A document or key was valid once, and is not any more."""
