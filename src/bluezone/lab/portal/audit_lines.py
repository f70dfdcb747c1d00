"""How many lines of the audit are written in a second (`bluezone bench audit`).

Each line is a transaction of its own, durable before the next of the same writer begins, as whoever is shown a page
waits for it; the writers are threads of one process, as the portal's are. One line names as many subjects as a list
shows.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from bluezone.joining.portal.opening import Place, open_portal, world_from
from bluezone.lab.machine import throwaway_folder


def measure(lines: int, writers: int, subjects: int, database: str | None) -> dict[str, object]:
    """Writes so many lines with so many writers, and says how many a second, and how long one waited."""
    with throwaway_folder() as folder:
        world = world_from(open_portal(Place(folder / "portal", database)))

        from bluezone.portal.audit.selectors import verify_chain
        from bluezone.portal.staff.services import make_staff

        actor = make_staff(username="writer", full_name="Người Ghi", password="", must_change=False)
        before, together = verify_chain().length, Barrier(writers + 1)
        share = -(-lines // writers)

        def write(_writer: int) -> list[float]:
            from django.db import connection

            from bluezone.portal.audit.services import record_read

            about, taken = [("case", f"CA-2026-{n:05d}") for n in range(subjects)], []
            together.wait()
            for _ in range(share):
                began = time.perf_counter()
                record_read(actor=actor, act="cases.list", now=world.now(), subjects=about)
                taken.append(time.perf_counter() - began)
            connection.close()
            return taken

        with ThreadPoolExecutor(writers) as all_writers:
            written = [all_writers.submit(write, number) for number in range(writers)]
            together.wait()
            began = time.perf_counter()
            taken = sorted(one for writer in written for one in writer.result())
            wall = time.perf_counter() - began
        assert verify_chain().length == before + share * writers
    return {
        "lines": share * writers,
        "writers": writers,
        "subjects": subjects,
        "lines_per_s": round(share * writers / wall, 1),
        "milliseconds": {
            "p50": round(1_000 * taken[len(taken) // 2], 2),
            "p95": round(1_000 * taken[len(taken) * 95 // 100], 2),
        },
    }
