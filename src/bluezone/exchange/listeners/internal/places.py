"""A commune's places, signed by a portal, for whoever types a code."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from litestar import post
from litestar.params import JSONBody

from bluezone.exchange.listeners.internal.encoding import from_base64
from bluezone.exchange.service import Exchange
from bluezone.protocol.place_codes import MAX_PLACES_BYTES

_MAX_BASE64 = MAX_PLACES_BYTES * 4 // 3 + 4


class SignedPlaces(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    file: Annotated[str, msgspec.Meta(max_length=_MAX_BASE64)]
    """Base64."""


class PublishedPlaces(msgspec.Struct, frozen=True):
    """What phones can fetch from now on."""

    unit: str
    epoch: int
    entries: int


def places_routes(exchange: Exchange) -> list[Any]:
    @post("/internal/v1/places", status_code=200, operation_id="publish_places")
    async def publish(data: JSONBody[SignedPlaces]) -> PublishedPlaces:
        """Publishes the places of one commune in place of older ones; safe to repeat."""
        places = await exchange.publish_places(from_base64(data.file))
        return PublishedPlaces(places.unit, places.epoch, len(places.entries))

    return [publish]
