"""Devices at two doors that send overlapping parcels in the same moments, and again as if no answer had come.

Run as a program with a database of its own (BLUEZONE_TEST_PORTAL_DATABASE, or SQLite in a folder that is gone
afterwards), because what devices do at once cannot be seen within a test's own transaction. Prints what came of it.
"""

from __future__ import annotations

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from tests.support.portal.begun_tables import begin_with_tables

DEVICES, ROWS, PARCEL, TIMES = 3, 60, 20, 3
"""At each door; of each door; in a parcel; each parcel is sent by each device."""


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.support.portal.settings"
    import django

    django.setup()

    begin_with_tables()
    json.dump(_told(), sys.stdout)


def _told() -> dict[str, int]:
    from django.db.models import Count, Sum

    from bluezone.portal.posts.models import DoorRow, HourCount
    from bluezone.portal.posts.services.keeping import Door, make_post
    from tests.support.portal.doorposts import Gate, a_gate, enrolled_at, row
    from tests.support.portal.offices import NOW, Office

    gate: Gate = a_gate(Office())
    other = make_post(actor=gate.officer, premises=gate.premises, door=Door("Cổng sau"), now=NOW)
    tokens = [
        enrolled_at(gate.office, gate.officer, post, f"Máy {at}")[1]
        for post in (gate.post, other)
        for at in range(DEVICES)
    ]
    together = Barrier(len(tokens))

    def send(at: int) -> list[str]:
        from django.db import connection

        kept: list[str] = []
        together.wait()
        try:
            for start in [*range(0, ROWS, PARCEL), *range(PARCEL // 2, ROWS, PARCEL)] * TIMES:
                lines = range(start, min(start + PARCEL, ROWS))
                rows = [row(one, paper={"page": "TT-0001", "line": one + 1} if one % 2 else None) for one in lines]
                kept += gate.send(*rows, token=tokens[at]).kept
        finally:
            connection.close()
        return kept

    with ThreadPoolExecutor(len(tokens)) as devices:
        kept = [set(one) for one in devices.map(send, range(len(tokens)))]
    doubled = DoorRow.objects.values("post", "number").annotate(times=Count("pk")).filter(times__gt=1)
    return {
        "kept": min(len(one) for one in kept),
        "stored": DoorRow.objects.count(),
        "doubled": doubled.count(),
        "counted": HourCount.objects.aggregate(sum=Sum("visitors"))["sum"],
        "hours": HourCount.objects.count(),
    }


if __name__ == "__main__":
    main()
