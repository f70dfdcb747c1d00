"""Sealed reports, for the portal to fetch and acknowledge."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from litestar import get, post
from litestar.params import JSONBody

from bluezone.exchange.listeners.internal.encoding import SixteenBytes, to_base64
from bluezone.exchange.service import Exchange
from bluezone.exchange.store import log as stored_log

REPORTS_AT_ONCE = 500


class Report(msgspec.Struct, frozen=True):
    """A sealed report; only the portal's private key opens it."""

    id: str
    sealed: str
    """Base64."""


class Acknowledgement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    ids: Annotated[list[SixteenBytes], msgspec.Meta(max_length=500)]


def report_routes(exchange: Exchange) -> list[Any]:
    @get("/internal/v1/reports", operation_id="waiting_reports")
    async def waiting() -> list[Report]:
        """Sealed reports that nobody has acknowledged, at most 500."""
        rows = await exchange.writer.read(lambda connection: stored_log.waiting_reports(connection, REPORTS_AT_ONCE))
        return [Report(report_id.hex(), to_base64(sealed)) for report_id, sealed in rows]

    @post("/internal/v1/reports/acknowledged", status_code=200, operation_id="acknowledge_reports")
    async def acknowledge(data: JSONBody[Acknowledgement]) -> dict[str, int]:
        """Erases reports that the portal has filed."""
        ids = [bytes.fromhex(one) for one in data.ids]
        erased = await exchange.writer.do(lambda connection: stored_log.delete_reports(connection, ids))
        return {"erased": erased}

    return [waiting, acknowledge]
