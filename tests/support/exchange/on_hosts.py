"""Three processes of an exchange, their database, their bucket and whoever calls them, each on a machine of its own
(tests/support/hosts.py): a line that is cut there is silent, and a machine can lose its power."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bluezone.lab.throwaway_postgresql import postgresql_binaries
from tests.support.exchange import served
from tests.support.exchange.buckets import begin_bucket_server, environment, ports_of_a_bucket_server
from tests.support.exchange.surroundings import COUNT, Place, Surroundings
from tests.support.hosts import Network

EXCHANGES = tuple(f"exchange{number}" for number in range(COUNT))
CALLER = "caller"
HOSTS = (*EXCHANGES, "database", "bucket", CALLER)
_START_S = 60
_SLOWEST, _SLOW = 96, 512
"""Kilobits in a second: an index takes a second or two then."""


class OnHosts(Surroundings):
    """Each on its machine. The present thread stands on the caller's."""

    def __init__(self, folder: Path, network: Network, bucket_ports: list[int]) -> None:
        self.folder, self.network, self._bucket_ports = folder, network, bucket_ports
        self._database = tempfile.mkdtemp(prefix="bluezone-pg-")
        self._bucket = folder / "s3"
        self._bucket.mkdir()
        self.address = f"postgresql://x@{network.address('database')}:5432/postgres"
        self.has_bucket = True
        self._servers: dict[str, subprocess.Popen[bytes]] = {}
        self._make_database()
        self.begin_database()
        self.begin_bucket()

    def close(self) -> None:
        for host in self._servers:
            self.kill_all_on(host)
        shutil.rmtree(self._database, ignore_errors=True)

    # What runs where.

    def begin(self, number: int) -> served.Served:
        host = EXCHANGES[number]
        here = self.network.address(host)
        options = ["--store", self.address, "--public-files", "s3://country/processes"]
        options += ["--host", here, "--internal-host", here]
        begin = self.network.beginning_at(host)
        return served.start(self.folder, *options, around=environment(self._endpoint), begin=begin)

    def begin_bucket(self) -> None:
        with self.network.at("bucket"):
            here = self.network.address("bucket")
            self._servers["bucket"], self._endpoint = begin_bucket_server(self._bucket, here, self._bucket_ports)

    def begin_database(self) -> None:
        """Also after it was killed: what it had committed it reads out of its journal."""
        here = self.network.address("database")
        options = ["-D", f"{self._database}/db", "-h", here, "-k", self._database]
        options += ["-c", "fsync=off", "-c", "shared_buffers=64MB"]  # no disk loses its power here
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        with self.network.at("database"):
            command = [_program("postgres"), *options]
            self._servers["database"] = subprocess.Popen(command, cwd=self._database, **quiet, **_as_postgres())
            _await_answer(self.address)

    def _make_database(self) -> None:
        if os.geteuid() == 0:
            shutil.chown(self._database, "postgres", "postgres")
        made = [_program("initdb"), "-D", f"{self._database}/db", "-U", "x", "-A", "trust", "-E", "UTF8"]
        made += ["--locale=C.UTF-8", "--no-sync"]
        subprocess.run(made, cwd=self._database, check=True, capture_output=True, **_as_postgres())
        with Path(self._database, "db", "pg_hba.conf").open("a") as lets_in:
            lets_in.write("host all all samenet trust\n")

    # What is done to it.

    def kill_all_on(self, host: str) -> None:
        """kill -9, whatever runs there."""
        self.network.kill(host)
        if host in self._servers:
            self._servers[host].wait()

    def cut(self, number: int, place: Place) -> None:
        self.network.cut(EXCHANGES[number], place)

    def mend(self, number: int, place: Place) -> None:
        self.network.mend(EXCHANGES[number], place)

    def slow_down_the_bucket(self, how: float) -> None:
        self.network.slow_down("bucket", round(_SLOW - how * (_SLOW - _SLOWEST)))

    def speed_up_the_bucket(self) -> None:
        self.network.speed_up("bucket")


@contextlib.contextmanager
def on_hosts(folder: Path) -> Iterator[OnHosts]:
    """For as long as a block, within which the present thread is on the caller's machine."""
    if postgresql_binaries() is None:
        pytest.skip("PostgreSQL is not installed on this machine")
    ports = ports_of_a_bucket_server()
    with Network(*HOSTS) as network, network.at(CALLER):
        found = OnHosts(folder, network, ports)
        try:
            yield found
        finally:
            found.close()


def _program(name: str) -> str:
    binaries = postgresql_binaries()
    assert binaries is not None
    return str(binaries / name)


def _as_postgres() -> dict[str, Any]:
    """PostgreSQL does not run as root."""
    return {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}


def _await_answer(address: str) -> None:
    ends = time.monotonic() + _START_S
    while True:
        try:
            psycopg.connect(address, connect_timeout=5).close()
        except psycopg.OperationalError:
            if time.monotonic() > ends:
                raise
            time.sleep(0.05)
        else:
            return
