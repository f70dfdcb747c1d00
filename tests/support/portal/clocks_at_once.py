"""Workers of one portal that look at its clock in the same moment, one of them killed in the middle of a work.

`python -m tests.support.portal.clocks_at_once` prints, as JSON, how often the work was run by those who lived: by two
workers at once; by two after a third was killed while it held the work, before its time was over; and after it.
"""

from __future__ import annotations

import datetime as dt
import json
import multiprocessing as mp
import os
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

NOON = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)
WORKERS = 2


def count_a_line(_world: object) -> int:
    """The work: one line a run, in a file that is only added to."""
    with Path(os.environ["COUNTED_IN"]).open("a") as file:
        file.write("ran\n")
    time.sleep(0.2)  # so that others look while it runs
    return 1


def never_end(_world: object) -> int:
    Path(os.environ["COUNTED_IN"]).with_suffix(".begun").touch()
    time.sleep(600)
    return 0


def _work(run: str) -> Any:
    from bluezone.portal.app import Work

    return Work("tests.count", "counts", f"tests.support.portal.clocks_at_once.{run}", dt.timedelta(hours=1))


def _look(name: str, run: str, now: dt.datetime, gate: Any) -> None:
    from bluezone.portal.operations.clock import run_due
    from bluezone.portal.world import World

    gate.wait()
    run_due(World(lambda: now, bytes), name, [_work(run)])


def _workers() -> Any:
    """Makes processes that begin with Django loaded, each to open the database for itself."""
    from django.db import connections

    connections.close_all()
    return mp.get_context("fork")


def _together(workers: int, run: str, now: dt.datetime) -> None:
    context = _workers()
    gate = context.Barrier(workers)
    looking = [context.Process(target=_look, args=(f"worker {n}", run, now, gate)) for n in range(workers)]
    for one in looking:
        one.start()
    for one in looking:
        one.join()
        assert one.exitcode == 0


def _killed(now: dt.datetime) -> None:
    context = _workers()
    gate = context.Barrier(1)
    dying = context.Process(target=_look, args=("dying", "never_end", now, gate))
    dying.start()
    begun = Path(os.environ["COUNTED_IN"]).with_suffix(".begun")
    while not begun.exists():
        assert dying.is_alive()
        time.sleep(0.05)
    assert dying.pid is not None
    os.kill(dying.pid, signal.SIGKILL)
    dying.join()


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.support.portal.settings"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", "operations", verbosity=0)

    from bluezone.portal.operations.clock import HELD

    counted = Path(os.environ["COUNTED_IN"])

    def runs() -> int:
        return len(counted.read_text().splitlines()) if counted.exists() else 0

    found = []
    _together(WORKERS, "count_a_line", NOON)
    found.append(runs())
    later = NOON + dt.timedelta(hours=1)
    _killed(later)
    _together(WORKERS, "count_a_line", later + HELD - dt.timedelta(seconds=1))
    found.append(runs())
    _together(WORKERS, "count_a_line", later + HELD)
    found.append(runs())
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.environ["COUNTED_IN"] = str(Path(folder) / "runs")
        main()
