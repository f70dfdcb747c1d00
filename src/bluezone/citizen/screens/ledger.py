"""The ledger: everything that has left this phone, when, how much, and whether the owner asked for it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from itertools import groupby

from litestar import Response, get

from bluezone.citizen.giving_out import GIVEN_OUT
from bluezone.citizen.pages import page
from bluezone.citizen.phone import Phone, ThePhone
from bluezone.device.store import Departure

NEWEST = 2_000
MINE = frozenset({"redeem", "upload", "report"})
"""What carries owner data; only a tap sends it. The pages say so, and a test holds the device to it."""


@get("/ledger")
async def ledger(phone: ThePhone) -> Response[str]:
    departures = sorted(phone.device.store.departures(newest=NEWEST), key=lambda departure: -departure.left_ms)

    def date(departure: Departure) -> dt.date:
        return phone.local(departure.left_ms).date()

    counts = phone.device.store.count_departures()
    days = [(day, _day(phone, list(entries))) for day, entries in groupby(departures, key=date)]
    return page(
        phone,
        "ledger.html",
        days=days,
        mine=sum(counts.get(what, 0) for what in MINE),
        files_alone=any(counts.get(what) for what in GIVEN_OUT),
        kept_days=phone.device.feed.configuration.retention_days,
        full=len(departures) == NEWEST,
    )


def _day(phone: Phone, departures: list[Departure]) -> dict[str, object]:
    """Lists what the owner asked for one by one; the rest, which is many and says nothing, added up."""
    rest = [d for d in departures if not d.owner_act]
    times, sizes = Counter(d.what for d in rest), Counter[str]()
    for departure in rest:
        sizes[departure.what] += departure.bytes
    return {
        "mine": [(d.what, phone.local(d.left_ms), d.bytes) for d in departures if d.owner_act],
        "rest": [(what, times[what], sizes[what]) for what in sorted(times)],
    }


ROUTES = (ledger,)
