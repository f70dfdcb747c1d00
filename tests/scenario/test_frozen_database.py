"""A database that stands still, and one that lets nobody in: its exchange is begun anew for neither, serves files
meanwhile, and goes on by itself."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psycopg
import pytest

from bluezone.lab.throwaway_postgresql import postgresql_binaries, running_postgresql
from tests.support.exchange import served
from tests.support.exchange.databases import new_database
from tests.support.exchange.exchanges import NOON_MS
from tests.support.supervising import hears, hears_until, listening

pytestmark = [pytest.mark.slow, pytest.mark.timeout(280), pytest.mark.breadth]
PERIOD = "4000000"
WELL = "STATUS=writes get through"


@pytest.mark.skipif(postgresql_binaries() is None, reason="PostgreSQL is not installed on this machine")
def test_whatever_becomes_of_the_database_its_exchange_is_not_begun_anew(tmp_path: Path) -> None:
    served.set_clock(tmp_path, NOON_MS)
    supervised = {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": PERIOD}
    with (
        listening(supervised["NOTIFY_SOCKET"]) as line,
        running_postgresql() as server,
        new_database(server) as address,
    ):
        running = served.start(tmp_path, "--store", address, around=supervised)
        try:
            hears_until(line, WELL)
            with frozen(server):
                hears_until(line, "STATUS=the store does not answer, or somebody holds it")
                lives = [hears(line) for _ in range(3)]
                file = httpx.get(running.public + "/v1/index", trust_env=False, timeout=60)
            hears_until(line, WELL)
            with shut(server, address.rpartition("/")[2]):
                hears_until(line, "STATUS=the store refuses writes: OperationalError")
                lives += [hears(line) for _ in range(3)]
            hears_until(line, WELL)
        finally:
            status, _ = running.stop()

    assert (["WATCHDOG=1"] * 6, 200, 0) == (lives, file.status_code, status)


@contextmanager
def frozen(server: str) -> Iterator[None]:
    """Every process of a server stopped, for the length of a block; the kernel keeps its lines open."""
    with psycopg.connect(server) as connection:
        (folder,) = connection.execute("SHOW data_directory").fetchone() or ("",)
    first = int(Path(folder, "postmaster.pid").read_text("utf-8").split()[0])
    others = Path(f"/proc/{first}/task/{first}/children").read_text("utf-8").split()
    stopped = [first, *map(int, others)]
    try:
        for process in stopped:
            os.kill(process, signal.SIGSTOP)
        yield
    finally:
        for process in stopped:
            os.kill(process, signal.SIGCONT)


@contextmanager
def shut(server: str, name: str) -> Iterator[None]:
    """A database that ends all its lines and takes no other, for the length of a block."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        try:
            yield
        finally:
            connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
