"""A signed index for tests, over a log of one leaf."""

from __future__ import annotations

from typing import Any

from bluezone.protocol.index import Cosignature, Head, Index, Published, write_head, write_index
from bluezone.protocol.log import leaf_hash, root_of
from bluezone.protocol.signature import Kind, SigningKey, identity_of, sign_file, signed_message
from tests.support.protocol.signing import signing_key

NOW_S = 1_600_000_000
FILE = Published(Kind.BATCH, 7, bytes(range(32)), 4_096, NOW_S - 60)
HEAD = Head(1, root_of([leaf_hash(FILE.kind, FILE.sequence, FILE.identity)]), NOW_S - 30)


def head_file(head: Head = HEAD) -> bytes:
    return write_head(head, signing_key(Kind.HEAD))


def index(**changes: Any) -> Index:
    fields: dict[str, Any] = {
        "issued_s": NOW_S,
        "valid_until_s": NOW_S + 48 * 3_600,
        "head": head_file(),
        "files": (FILE,),
    }
    return Index(**{**fields, **changes})


def index_file(**changes: Any) -> bytes:
    return write_index(index(**changes), signing_key(Kind.INDEX))


def cosign(witness: SigningKey, head: bytes) -> Cosignature:
    """What a witness signs is the head's body, so that it signs the very bytes that the exchange signed."""
    body = head[: -1 - 72]
    signature = SigningKey(Kind.WITNESS, witness.value).sign(body)
    assert sign_file(body, [signing_key(Kind.HEAD)]) == head
    witness.verifying_key.verify(signature, signed_message(Kind.WITNESS, identity_of(body)))
    return Cosignature(witness.verifying_key.key_id, signature)
