"""Warnings: like a good doctor's letter. What, when, what now, whom to call, why, and what it does not mean.

About people met, and about places visited: two kinds of letter, because they mean different things. One letter for
each level, with all its days. What does not hold any more is said too: somebody may be staying at home because of it.
"""

from __future__ import annotations

from itertools import groupby

from litestar import Response, get

from bluezone.citizen import days
from bluezone.citizen.communes import commune_of
from bluezone.citizen.hotlines import hotlines_for
from bluezone.citizen.keeping import save_visits, visits
from bluezone.citizen.pages import page
from bluezone.citizen.phone import ThePhone
from bluezone.device.core.exposure import Level
from bluezone.device.store import Told


@get("/warnings")
async def warnings(phone: ThePhone) -> Response[str]:
    device = phone.device
    standing, taken_back = device.store.judged.warnings(), device.store.judged.taken_back()
    if any(told.read_ms is None for told in (*standing, *taken_back)):
        device.store.judged.mark_warnings_read(phone.now_ms())
    diary = visits(phone)
    if diary != (read := diary.all_read(phone.now_ms())):
        save_visits(phone, read)
    configuration, commune = device.feed.configuration, commune_of(phone.preferences.commune)
    return page(
        phone,
        "warnings.html",
        days=days,
        calendar=days.calendar(
            phone.today,
            configuration.retention_days,
            [told.warning for told in standing],
            {phone.local(visit.arrived_ms).date() for visit in diary.alerted},
        ),
        letters=[(level, [told.warning for told in days_of_it]) for level, days_of_it in groupby(standing, key=_level)],
        alerted=diary.alerted,
        taken_back=[told.warning for told in taken_back],
        places_taken_back=diary.taken_back,
        local=phone.local,
        commune=commune,
        hotlines=hotlines_for(configuration, commune),
        advice=configuration.advice.get(phone.preferences.language, ""),
        disease=configuration.profile,
        retention_days=configuration.retention_days,
        checked=phone.local(device.feed.issued_s * 1000) if device.feed.issued_s else None,
    )


def _level(told: Told) -> Level:
    return told.warning.level


ROUTES = (warnings,)
