"""Publishing: windows, configurations and revocations, and what is out."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from litestar import get, post
from litestar.params import JSONBody

from bluezone.exchange.listeners.internal.encoding import from_base64
from bluezone.exchange.service import Exchange
from bluezone.protocol.config import MAX_CONFIG_BYTES, Configuration
from bluezone.protocol.index import Published

_MAX_CONFIG_BASE64 = MAX_CONFIG_BYTES * 4 // 3 + 4


class PublishedFile(msgspec.Struct, frozen=True):
    """A file that came out."""

    kind: str
    sequence: int
    identity: str
    size: int
    window_end_s: int


class PublishedFiles(msgspec.Struct, frozen=True):
    published: list[PublishedFile]


class PublishedNow(msgspec.Struct, frozen=True):
    """What is published at this time of the exchange."""

    now_s: int
    files: list[PublishedFile]


class SignedFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    file: Annotated[str, msgspec.Meta(max_length=4_096)]
    """Base64."""


class SignedConfiguration(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    file: Annotated[str, msgspec.Meta(max_length=_MAX_CONFIG_BASE64)]
    """Base64."""


def publishing_routes(exchange: Exchange) -> list[Any]:
    @post("/internal/v1/publish", status_code=200, operation_id="publish")
    async def publish() -> PublishedFiles:
        """Closes and publishes every window whose hour is over; safe to repeat. Whoever asks vouches for the clock."""
        return PublishedFiles([published_file(file) for file in await exchange.publish_as_told()])

    @post("/internal/v1/configurations", status_code=201, operation_id="publish_configuration")
    async def configure(data: JSONBody[Configuration]) -> PublishedFile:
        """Publishes the next configuration for all phones; its sequence and time are set here."""
        return published_file(await exchange.publisher.handed_in.publish_configuration(data))

    @post("/internal/v1/configurations/signed", status_code=201, operation_id="publish_signed_configuration")
    async def configure_signed(data: JSONBody[SignedConfiguration]) -> PublishedFile:
        """Publishes a configuration that persons have signed, as it is; its sequence must be the next one."""
        return published_file(await exchange.publisher.handed_in.publish_signed_configuration(from_base64(data.file)))

    @post("/internal/v1/revocations", status_code=201, operation_id="publish_revocation")
    async def revoke(data: JSONBody[SignedFile]) -> PublishedFile:
        """Publishes a revocation that two persons have signed."""
        return published_file(await exchange.publisher.handed_in.publish_revocation(from_base64(data.file)))

    @get("/internal/v1/published", operation_id="published")
    async def published() -> PublishedNow:
        """What is published, and the exchange's time: what a proposal must fit."""
        now_s = exchange.clock() // 1000
        return PublishedNow(now_s, [published_file(file) for file in exchange.publisher.published(now_s)])

    return [publish, configure, configure_signed, revoke, published]


def published_file(file: Published) -> PublishedFile:
    return PublishedFile(file.kind.value, file.sequence, file.identity.hex(), file.size, file.window_end_s)
