"""A PostgreSQL and its standby, as an operator sets one up: a copy over the wire that follows its database from then
on. Both live as long as whoever asked."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import psycopg

from bluezone.lab.throwaway_postgresql import postgresql_binaries, running_postgresql
from tests.support.ports import free_port

_STARTS_WITHIN_S = 20.0


class Pair(NamedTuple):
    """Their addresses, and how the standby is ended before its time."""

    database: str
    standby: str
    end_standby: Callable[[], None]

    def hold(self) -> None:
        """Has the standby take over nothing, whatever reaches it."""
        _say(self.standby, "SELECT pg_wal_replay_pause()")

    def let_go(self) -> None:
        """Has it follow again."""
        _say(self.standby, "SELECT pg_wal_replay_resume()")


@contextlib.contextmanager
def database_with_a_standby() -> Iterator[Pair]:
    """Runs both; the standby's folder is gone afterwards."""
    binaries = postgresql_binaries()
    assert binaries is not None, "asked where a server is installed"
    with running_postgresql(durable=False) as database, _folder() as (folder, user):
        copy = [binaries / "pg_basebackup", "-D", folder / "db", "-R", "-c", "fast", "--no-sync", "-d", database]
        subprocess.run(copy, check=True, capture_output=True, cwd=folder, **user)
        port = free_port()
        options = ["-D", folder / "db", "-p", str(port), "-h", "127.0.0.1", "-k", folder, "-c", "fsync=off"]
        process = subprocess.Popen(
            [binaries / "postgres", *options],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            **user,
        )

        def end() -> None:
            process.send_signal(signal.SIGINT)
            process.wait()

        try:
            address = f"postgresql://x@127.0.0.1:{port}/postgres"
            _await(address)
            yield Pair(database, address, end)
        finally:
            end()


@contextlib.contextmanager
def _folder() -> Iterator[tuple[Path, dict[str, Any]]]:
    """A folder of whoever may run a server: nobody does as root."""
    folder = Path(tempfile.mkdtemp(prefix="bluezone-pg-", dir="/tmp"))
    user: dict[str, Any] = {}
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
        user = {"user": "postgres", "group": "postgres", "extra_groups": []}
    try:
        yield folder, user
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _await(address: str) -> None:
    end = time.monotonic() + _STARTS_WITHIN_S
    while True:
        try:
            return _say(address, "SELECT 1")
        except psycopg.OperationalError:
            assert time.monotonic() < end, "the standby did not start"
            time.sleep(0.05)


def _say(address: str, words: str) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(words)
