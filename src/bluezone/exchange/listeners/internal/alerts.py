"""Alerts about places: entries come in, and nothing that says which places."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

import msgspec
from litestar import post
from litestar.params import JSONBody

from bluezone.exchange.listeners.internal.encoding import SixteenBytes
from bluezone.exchange.service import Exchange
from bluezone.exchange.venue_alerts import MAX_ALERTS_AT_ONCE, VenueAlerts
from bluezone.protocol.calendar import Day


class AlertsRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Entries about places on one UTC day, and nothing that says which places."""

    day: dt.date
    entries: Annotated[list[SixteenBytes], msgspec.Meta(min_length=1, max_length=MAX_ALERTS_AT_ONCE)]


def alert_routes(exchange: Exchange) -> list[Any]:
    @post("/internal/v1/venue-alerts", status_code=200, operation_id="stage_venue_alerts")
    async def alert(data: JSONBody[AlertsRequest]) -> dict[str, int]:
        """Stages alerts about places for the next batch after their day's embargo; safe to repeat."""
        alerts = VenueAlerts(Day.of(data.day), tuple(bytes.fromhex(entry) for entry in data.entries))
        return {"new": await exchange.alert(alerts)}

    return [alert]
