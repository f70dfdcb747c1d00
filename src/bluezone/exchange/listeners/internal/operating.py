"""For whoever runs it: health, metrics, maintenance, and how many uploads a day."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import JSONBody

from bluezone.exchange.listeners.describing import OPEN
from bluezone.exchange.service import Exchange
from bluezone.exchange.store import entries as stored_entries
from bluezone.protocol.calendar import Day

HIDDEN_BELOW = 10
"""A day's total is told only from here on, and once the day is over."""
_LATE = ResponseSpec(dict[str, str], description="Resting, or late.", generate_examples=False)


class Total(msgspec.Struct, frozen=True):
    """Uploads of a day that is over; null where there were too few to tell."""

    date: dt.date
    uploads: int | None


class Maintenance(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    resting: bool


def totals_routes(exchange: Exchange) -> list[Any]:
    @get("/internal/v1/totals", operation_id="totals")
    async def totals() -> list[Total]:
        """Accepted uploads by day, hidden below ten. Of a day that is not over nothing is told: a total that grows
        tells each moment, and a row that comes tells the first."""
        today = Day.containing(exchange.clock())
        by_day = await exchange.writer.read(stored_entries.upload_totals)
        over = [(day, count) for day, count in by_day.items() if day < today]
        return [Total(day.date, count if count >= HIDDEN_BELOW else None) for day, count in over]

    return [totals]


def operating_routes(exchange: Exchange) -> list[Any]:
    @get("/health", operation_id="health", opt={"open": True}, security=OPEN)
    async def health() -> dict[str, str]:
        """Whether the process answers at all."""
        return {"status": "alive"}

    @get("/ready", operation_id="ready", opt={"open": True}, security=OPEN, responses={503: _LATE})
    async def ready() -> Response[dict[str, str]]:
        """Whether what is published is fresh; 503 if not, or in maintenance."""
        if exchange.calls.resting:
            return Response({"status": "resting"}, status_code=503)
        fresh = exchange.is_ready()
        return Response({"status": "ready" if fresh else "late"}, status_code=200 if fresh else 503)

    @get("/metrics", operation_id="metrics", media_type="text/plain", opt={"watched": True})
    async def metrics() -> str:
        """Metrics for Prometheus."""
        return exchange.measured().decode()

    @post("/internal/v1/maintenance", status_code=200, operation_id="maintenance")
    async def maintenance(data: JSONBody[Maintenance]) -> Maintenance:
        """Begins or ends a rest in which every call is told to come back later."""
        await exchange.rest(resting=data.resting)
        return data

    return [health, ready, metrics, maintenance]
