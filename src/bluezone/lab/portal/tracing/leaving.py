"""An outbreak's two lists, with names, as they leave: in a process of their own, so that its memory is theirs."""

from __future__ import annotations

import multiprocessing
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from bluezone.joining.portal.opening import Place, open_portal, world_from
from bluezone.lab.machine import peak_mb
from bluezone.lab.portal.tracing.phases import Figures


def measure_export(data: Path, url: str | None, reader: str) -> Figures:
    """Writes people and exposures as csv for this reader, each name with its line in the audit."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as alone:
        return alone.submit(_export, data, url, reader).result()


def _export(data: Path, url: str | None, reader: str) -> Figures:
    world = world_from(open_portal(Place(data, url)))

    from bluezone.portal.frame.exports import write_export
    from bluezone.portal.identity.models import Staff
    from bluezone.portal.tracing.exporting.files import What, export_of
    from bluezone.portal.tracing.involving import default_outbreak

    staff, before, began, rows = Staff.objects.get(username=reader), peak_mb(), time.perf_counter(), 0
    for what in (What.PEOPLE, What.EXPOSURES):
        export = export_of(what, default_outbreak(), staff, world.now())
        with tempfile.TemporaryFile() as out:
            write_export(out, export, "csv", actor=staff, now=world.now(), language="vi")
            out.seek(0)
            rows += sum(1 for _ in out) - 1
    took = time.perf_counter() - began
    return {
        "export_rows": rows,
        "export_rows_per_s": round(rows / took),
        "export_mb": {"before": before, "peak": peak_mb()},
    }
