"""The demo's list of phones: where to start, and each with a number, a way in, warned or not. Only where many phones
share one listener."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bluezone.citizen.phone import Phone


def overview(phones: Mapping[str, Phone]) -> dict[str, Any]:
    rows = [
        {
            "name": name,
            "href": f"{phone.prefix}/?key={phone.key}",
            "level": min((int(told.warning.level) for told in phone.device.store.judged.warnings()), default=0),
            "disclosed": phone.device.draft is not None,
        }
        for name, phone in phones.items()
    ]
    warned = [row for row in rows if row["level"]]
    infected = [row for row in rows if row["disclosed"]]
    others = [row for row in rows if not row["level"] and not row["disclosed"]]
    return {
        "rows": rows,
        "warned": len(warned),
        "begin": {"warned": warned[:1], "infected": infected[:1], "other": others[:1]},
    }
