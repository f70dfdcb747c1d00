"""The body of an index under a good key, as a judge of exchanges reads it: whatever a rule says, it says it."""

from __future__ import annotations

from bluezone.conformance.exchange.rules import RULES
from bluezone.protocol.signature import Kind, sign_file
from scripts import freeze_formats
from tests.support.exchange.judged import judged
from tests.support.protocol.signing import signing_key


def fuzz(data: bytes) -> None:
    found = judged(sign_file(data, [signing_key(Kind.INDEX)]), data)
    assert len(RULES) == len(found)


def samples() -> list[bytes]:
    return [freeze_formats.files()["index"][:-73]]
