"""Heads for witnesses, and their signatures."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from litestar import get, post
from litestar.params import JSONBody

from bluezone.exchange.listeners.internal.encoding import from_base64, to_base64
from bluezone.exchange.service import Exchange
from bluezone.protocol.index import Cosignature


class ProposedHead(msgspec.Struct, frozen=True):
    """A log head that witnesses may sign."""

    head: str
    """Base64 of the signed head."""
    size: int
    witnesses: int


class WitnessSignature(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A witness's word, each in base64."""

    key_id: Annotated[str, msgspec.Meta(max_length=16, description="Base64 of the 8 bytes of the witness's key id.")]
    signature: Annotated[str, msgspec.Meta(max_length=128, description="Base64 of the 64 bytes of the signature.")]


def witness_routes(exchange: Exchange) -> list[Any]:
    @get("/internal/v1/head", operation_id="head")
    async def head() -> ProposedHead:
        """The newest head, for witnesses."""
        proposal = exchange.publisher.proposal
        return ProposedHead(to_base64(proposal.head), proposal.size, len(proposal.cosignatures))

    @post("/internal/v1/cosignatures", status_code=200, operation_id="cosign")
    async def cosign(data: JSONBody[WitnessSignature]) -> dict[str, int]:
        """Adds a witness's signature to the newest head."""
        cosignature = Cosignature(from_base64(data.key_id), from_base64(data.signature))
        return {"witnesses": await exchange.publisher.handed_in.witness(cosignature)}

    return [head, cosign]
