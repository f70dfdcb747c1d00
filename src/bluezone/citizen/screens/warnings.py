"""Warnings: like a good doctor's letter. What, when, what now, whom to call, why, and what it does not mean.

About people met, and about places visited: two kinds of letter, because they mean different things.
"""

from __future__ import annotations

from litestar import Response, get

from bluezone.citizen.communes import commune_of
from bluezone.citizen.keeping import save_visits, visits
from bluezone.citizen.pages import page
from bluezone.citizen.phone import ThePhone


@get("/warnings")
async def warnings(phone: ThePhone) -> Response[str]:
    device = phone.device
    standing = device.store.warnings()
    for told in standing:
        if told.read_ms is None:
            device.store.mark_warning_read(told.warning.level, phone.now_ms())
    diary = visits(phone)
    if diary != (read := diary.all_read(phone.now_ms())):
        save_visits(phone, read)
    configuration = device.feed.configuration
    return page(
        phone,
        "warnings.html",
        warnings=standing,
        alerted=diary.alerted,
        local=phone.local,
        commune=commune_of(phone.preferences.commune),
        hotline=configuration.hotline.strip(),
        advice=configuration.advice.get(phone.preferences.language, ""),
        disease=configuration.profile,
        retention_days=configuration.retention_days,
        checked=phone.local(device.feed.issued_s * 1000) if device.feed.issued_s else None,
    )


ROUTES = (warnings,)
