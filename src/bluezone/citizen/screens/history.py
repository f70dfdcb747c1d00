"""Contact history: every day that is kept, how many people about, and what a contact is."""

from __future__ import annotations

from litestar import Response, get

from bluezone.citizen.pages import page
from bluezone.citizen.phone import Phone, ThePhone
from bluezone.device.core.diary import DayCount, count_day, day_bounds_ms, local_days


@get("/history")
async def history(phone: ThePhone) -> Response[str]:
    configuration = phone.device.feed.configuration
    days = _days(phone, configuration.retention_days)
    return page(
        phone,
        "history.html",
        days=days,
        most=max(day.at_least for day in days),
        retention_days=configuration.retention_days,
        disease=configuration.profile,
    )


def _days(phone: Phone, kept: int) -> list[DayCount]:
    """The days, today first. Those before the first one with anything heard are left out: nothing is to say of them."""
    days = [
        count_day(date, phone.device.store.heard_ids(*day_bounds_ms(date, phone.zone)))
        for date in local_days(phone.today, kept)
    ]
    while len(days) > 1 and days[-1].ids == 0:
        days.pop()
    return days


ROUTES = (history,)
