"""Who the imagined owners of the demo's phones are, before anybody looks at them."""

from __future__ import annotations

import asyncio

from bluezone.citizen import open_phone
from bluezone.joining.demo.story import HOME, WHOM_TO_CALL, settle
from tests.support.citizen.owners import a_phone, prefers


def test_owners_live_where_the_demos_health_officer_opens_reports_until_they_say_otherwise(tmp_path):
    from bluezone.portal.demo.filling import SON_DUONG

    async def communes() -> list[str]:
        found = []
        for seed, chosen in enumerate(("", "02545"), start=1):
            device = await a_phone(tmp_path, seed=seed)
            if chosen:
                prefers(device, commune=chosen)
            settle([device])
            found.append(open_phone(device, token="key").preferences.commune)
            await device.close()
        return found

    assert (SON_DUONG, True) == (HOME, HOME in WHOM_TO_CALL.unit_hotlines)
    assert [HOME, "02545"] == asyncio.run(communes())
