"""Numbers and days in an address: of which thing it is. Anybody may have typed them."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest

from bluezone.vietnam.numbers import whole_number

YEARS = range(1900, 2200)


def number_in(request: HttpRequest, name: str) -> int | None:
    """Reads `?name=12`; None where nothing is said, or nonsense."""
    return number_typed(request.GET.get(name, ""))


def number_typed(said: str) -> int | None:
    """Reads the key of a row, as a form or an address says it; None for nothing, or nonsense."""
    return whole_number(said)


def day_typed(text: str) -> dt.date | None:
    """Reads a day, 2020-08-12; None for nothing, for nonsense, and for a day that no page of ours is about."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in YEARS else None
