"""A served portal whose clock runs a work that counts everybody, on both databases: pages are answered meanwhile, and
whichever of the two processes is killed, the work is done once more and nothing of it is left behind.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import psycopg
import pytest

from tests.support.exchange.databases import store_address
from tests.support.exchange.exchanges import NOON_MS
from tests.support.exchange.served import set_clock
from tests.support.portal.served_portal import BARE, READY, empty_portal, portal_command
from tests.support.sources import PROJECT

pytestmark = [pytest.mark.slow, pytest.mark.timeout(500), pytest.mark.in_turn(of=4, family="at once")]
SLOW_WORKS = PROJECT / "tests" / "support" / "portal" / "slow_works"
HELD_MS, SIX_HOURS_MS = 15 * 60_000, 6 * 3_600_000
PATIENCE_S = 120
PAGES = 40


@dataclass
class Portal:
    """A portal in a folder, whose time stands still until somebody sets it."""

    folder: Path
    data: Path
    address: str | None
    now_ms: int = NOON_MS

    @property
    def options(self) -> list[str]:
        return ["--database", self.address] if self.address else []

    def set_on(self, milliseconds: int) -> None:
        self.now_ms += milliseconds
        set_clock(self.folder, self.now_ms)

    @contextlib.contextmanager
    def served(self) -> Iterator[tuple[subprocess.Popen[str], str]]:
        """Its process and its address; ended in order unless somebody has killed it."""
        clock = ["--clock", str(set_clock(self.folder, self.now_ms))]
        words = ["portal", "serve", "--data", str(self.data), "--port", "0", *clock, *self.options]
        path = os.pathsep.join([str(SLOW_WORKS), *BARE.get("PYTHONPATH", "").split(os.pathsep)])
        environment = {**BARE, "PYTHONPATH": path, "SLOW_WORKS_IN": str(self.folder)}
        command = [sys.executable, "-m", "bluezone.cli", *words]
        process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
        assert process.stderr is not None
        try:
            ready = next(found for line in process.stderr if (found := READY.search(line)))
            yield process, ready[1]
        finally:
            process.terminate()
            process.wait(timeout=60)
            process.stderr.close()

    def runs(self) -> list[tuple[int, int]]:
        """Of each run, the process and how far behind others it was."""
        file = self.folder / "runs"
        lines = file.read_text().splitlines() if file.exists() else []
        return [(int(one), int(behind)) for one, behind in (line.split() for line in lines)]

    def keep_busy(self, *, is_busy: bool) -> None:
        file = self.folder / "busy"
        file.touch() if is_busy else file.unlink()

    def row(self) -> tuple[str, int | None, int, str]:
        """Who holds the work, how much it did, how often in a row it failed, and how."""
        asked = "SELECT holder, done, failures, failure FROM operations_workrecord WHERE name = 'tracing.levels'"
        opened = psycopg.connect(self.address) if self.address else sqlite3.connect(self.data / "portal.db")
        with contextlib.closing(opened) as store:
            return store.execute(asked).fetchone()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.breadth)])
def portal(request, tmp_path) -> Iterator[Portal]:
    data = empty_portal(tmp_path / "portal")
    with store_address(request.param, tmp_path) as address:
        chosen = address if request.param == "postgresql" else None
        made = Portal(tmp_path, data, chosen)
        made.keep_busy(is_busy=True)
        if chosen:
            (data / "portal.db").unlink()
            assert 0 == portal_command("migrate", data, *made.options).returncode
        yield made


def until(seen: Callable[[], object]) -> None:
    ends = time.monotonic() + PATIENCE_S
    while not seen():
        assert time.monotonic() < ends
        time.sleep(0.05)


def lives(process: int) -> bool:
    """Whether it still works; one that nobody has asked for its end yet does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_pages_are_answered_while_everybody_is_counted_elsewhere_and_what_came_of_it_is_noted(portal):
    with portal.served() as (service, origin):
        until(portal.runs)
        with httpx.Client(base_url=origin, follow_redirects=True, timeout=PATIENCE_S) as visitor:
            answers = [visitor.get("/").status_code for _ in range(PAGES)]
        ((process, behind),) = portal.runs()
        assert lives(process)
        portal.keep_busy(is_busy=False)
        until(lambda: portal.row()[1] is not None)

        assert [200] * PAGES == answers
        assert (True, True) == (process != service.pid, behind > 0)
        assert ("", 7, 0, "") == portal.row()
        until(lambda: not lives(process))


@pytest.mark.breadth
def test_one_that_is_killed_is_noted_and_done_again_in_its_turn(portal):
    with portal.served():
        until(portal.runs)
        os.kill(portal.runs()[0][0], signal.SIGKILL)
        until(lambda: portal.row()[2])
        assert ("", None, 1, "its process was ended by SIGKILL") == portal.row()

        portal.keep_busy(is_busy=False)
        portal.set_on(SIX_HOURS_MS)
        until(lambda: portal.row()[1] is not None)

        assert 2 == len(portal.runs())
        assert ("", 7, 0) == portal.row()[:3]


@pytest.mark.breadth
def test_whoever_ends_the_service_with_all_that_it_began_ends_no_work_before_it(portal):
    """systemd sends SIGTERM to each of its processes at once, and the service may have seconds of answers to end."""
    with portal.served():
        until(portal.runs)
        os.kill(portal.runs()[0][0], signal.SIGTERM)
        portal.keep_busy(is_busy=False)
        until(lambda: portal.row()[1] is not None or portal.row()[2])

    assert ("", 7, 0, "") == portal.row()


@pytest.mark.breadth
def test_it_ends_with_the_service_and_begins_with_the_next_one(portal):
    with portal.served():
        until(portal.runs)
    ((process, _),) = portal.runs()

    assert not lives(process)
    assert "" == portal.row()[0]

    portal.keep_busy(is_busy=False)
    with portal.served():
        until(lambda: portal.row()[1] is not None)
    assert 2 == len(portal.runs())


@pytest.mark.breadth
def test_it_ends_with_a_service_that_is_killed_and_is_done_anew_once_its_hold_is_over(portal):
    with portal.served() as (service, _):
        until(portal.runs)
        service.kill()
        service.wait()
        ((process, _),) = portal.runs()
        until(lambda: not lives(process))
    assert "" != portal.row()[0]

    portal.keep_busy(is_busy=False)
    portal.set_on(HELD_MS)
    with portal.served():
        until(lambda: portal.row()[1] is not None)
    assert 2 == len(portal.runs())
