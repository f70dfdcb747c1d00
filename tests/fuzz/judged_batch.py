"""The body of a batch that an index lists, as a judge of exchanges reads it: whatever a rule says, it says it."""

from __future__ import annotations

from bluezone.conformance.exchange.rules import RULES
from bluezone.protocol.index import Published
from bluezone.protocol.signature import Kind, identity_of, sign_file
from tests.support.exchange.judged import judged
from tests.support.protocol.batches import WINDOW_END_S, batch_file
from tests.support.protocol.indexes import index_file
from tests.support.protocol.signing import signing_key


def fuzz(data: bytes) -> None:
    file = sign_file(data, [signing_key(Kind.BATCH)])
    listed = Published(Kind.BATCH, 7, identity_of(data), len(file), WINDOW_END_S)
    found = judged(index_file(files=(listed,)), file)
    assert len(RULES) == len(found)


def samples() -> list[bytes]:
    return [batch_file()[:-73]]
