"""A PostgreSQL that lives as long as a measurement, from the machine's own binaries, with durable commits."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import psycopg

from bluezone.joining.refusal import RefusedError

_START_S = 20.0
_ANSWER_S = 10


@contextlib.contextmanager
def throwaway_postgresql(store: str, store_url: str | None) -> Iterator[str | None]:
    """Finds the address to measure: None for SQLite, the given PostgreSQL, or one started here and removed."""
    if store == "sqlite":
        yield None
        return
    if store_url:
        _require_answer(store_url)
        yield store_url
        return
    with running_postgresql() as url:
        yield url


def _require_answer(store_url: str) -> None:
    """Asks whether there is a database at all, before anything is measured. Raises RefusedError."""
    try:
        psycopg.connect(store_url, connect_timeout=_ANSWER_S).close()
    except psycopg.Error as error:
        first, *_ = str(error).strip().splitlines() or [type(error).__name__]
        raise RefusedError(f"there is no PostgreSQL to measure at that address: {first}") from error


@contextlib.contextmanager
def running_postgresql(*, durable: bool = True) -> Iterator[str]:
    """Runs a cluster in a temporary folder. As root it runs as the user postgres, who must reach the folder. Whoever
    began it ends it: a fork that lets go of its copy of this leaves it running."""
    initdb = ["initdb", "-D", "db", "-U", "x", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
    with running_cluster(initdb, durable=durable) as (url, _):
        yield url


@contextlib.contextmanager
def running_cluster(filled_by: Sequence[str], *, durable: bool = True) -> Iterator[tuple[str, Callable[[], None]]]:
    """Runs the cluster that a program of PostgreSQL's makes in the folder `db`: its address, and what ends it before
    its time. Raises RefusedError where none is installed."""
    ours = os.getpid()
    binaries = postgresql_binaries()
    if binaries is None:
        raise RefusedError("PostgreSQL is not installed on this machine")
    folder = tempfile.mkdtemp(prefix="bluezone-pg-", dir="/tmp")
    whose: dict[str, Any] = {"cwd": folder}
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
        whose |= {"user": "postgres", "group": "postgres", "extra_groups": []}
    try:
        program, *words = filled_by
        subprocess.run([str(binaries / program), *words], check=True, capture_output=True, **whose)  # noqa: S603 - programs of the machine's own PostgreSQL, no outside input
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        options = ["-D", f"{folder}/db", "-p", str(port), "-h", "127.0.0.1", "-k", folder]
        fsync = "on" if durable else "off"
        process = subprocess.Popen(  # noqa: S603 - programs of the machine's own PostgreSQL, no outside input
            [str(binaries / "postgres"), *options, "-c", f"fsync={fsync}", "-c", "shared_buffers=256MB"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **whose,
        )
        try:
            _await_ready(binaries, port)
            yield f"postgresql://x@127.0.0.1:{port}/postgres", lambda: _end(process)
        finally:
            if os.getpid() == ours:
                _end(process)
    finally:
        if os.getpid() == ours:
            shutil.rmtree(folder, ignore_errors=True)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGINT)
    process.wait()


def postgresql_binaries() -> Path | None:
    """Finds the newest server's folder of programs, or None."""
    found = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if (path / "postgres").exists()]
    return max(found, key=lambda path: int(path.parent.name), default=None)


def _await_ready(binaries: Path, port: int) -> None:
    end = time.monotonic() + _START_S
    while time.monotonic() < end:
        ready = subprocess.run(  # noqa: S603 - programs of the machine's own PostgreSQL, no outside input
            [binaries / "pg_isready", "-h", "127.0.0.1", "-p", str(port)], capture_output=True, check=False
        )
        if ready.returncode == 0:
            return
        time.sleep(0.05)
    raise RefusedError("PostgreSQL did not start")
