"""What a phone of a former release sent, as docs/protocol/releases keeps it: an exchange of today answers all of it."""

from __future__ import annotations

from typing import Annotated

import msgspec

from bluezone.protocol.errors import PeerError
from bluezone.protocol.messages import REQUEST_BYTES, ReportRequest, unpack_request

MAX_FILE_BYTES = 1 << 20
_MOST_CALLS = 100


class Elsewhere(msgspec.Struct, frozen=True):
    """What an exchange answers that handed out neither the challenge nor the certificate in a call."""

    type: str
    reason: int | None = None

    @property
    def name(self) -> str:
        return self.type if self.reason is None else f"{self.type} {self.reason}"


class FormerCall(msgspec.Struct, frozen=True):
    """One call, without the zeros at its end."""

    request: Annotated[str, msgspec.Meta(max_length=2 * REQUEST_BYTES, pattern=r"\A([0-9a-f]{2})*\Z")]
    elsewhere: Elsewhere

    @property
    def body(self) -> bytes:
        return bytes.fromhex(self.request).ljust(REQUEST_BYTES, b"\0")

    @property
    def is_report(self) -> bool:
        """Whether it would leave something behind where reports are taken."""
        try:
            return isinstance(unpack_request(self.body), ReportRequest)
        except PeerError:
            return False


class _Calls(msgspec.Struct, frozen=True):
    calls: Annotated[tuple[FormerCall, ...], msgspec.Meta(min_length=1, max_length=_MOST_CALLS)]


def read_former(data: bytes) -> tuple[FormerCall, ...]:
    """The calls in a `calls.json`. Raises ValueError in words for whoever named the file."""
    try:
        return msgspec.json.decode(data, type=_Calls).calls
    except (msgspec.DecodeError, RecursionError) as error:
        raise ValueError(f"holds no calls of a former release: {error}") from error
