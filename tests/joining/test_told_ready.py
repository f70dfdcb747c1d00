"""Both services before a supervisor: ready is said when calls are answered and not before, alive once a write got
through, and stopping at the end."""

from __future__ import annotations

import contextlib
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from bluezone.joining.clocks import write_clock
from tests.support.exchange.exchanges import NOON_MS
from tests.support.forking import Forked, fork
from tests.support.portal.served_portal import BARE, empty_portal
from tests.support.ports import free_port
from tests.support.supervising import hears, hears_until, listening

pytestmark = [pytest.mark.slow, pytest.mark.every_run]
ADDRESSES = {"exchange": "/v1/index", "portal": "/ready"}
WATCHED = {"WATCHDOG_USEC": "4000000"}


@contextlib.contextmanager
def _begun(service: str, data: Path, port: int, notify: Path) -> Iterator[Forked]:
    words: list[str | Path] = [service, "serve", "--data", data, "--port", str(port)]
    if service == "exchange":
        write_clock(data / "clock", NOON_MS)
        words += ["--internal-port", "0", "--clock", data / "clock"]
    environment = BARE | WATCHED | {"NOTIFY_SOCKET": str(notify)}
    process = fork(*words, environment=environment, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize("service", ADDRESSES)
def test_ready_is_said_once_a_call_is_answered_and_alive_once_a_write_got_through(tmp_path: Path, service: str) -> None:
    data, notify, port = tmp_path / "data", tmp_path / "notify", free_port()
    if service == "portal":
        empty_portal(data)
    with listening(str(notify)) as line, _begun(service, data, port, notify) as running:
        first = hears(line)
        answered = httpx.get(f"http://127.0.0.1:{port}{ADDRESSES[service]}", trust_env=False, timeout=60).status_code
        then = hears_until(line, "STATUS=writes get through")
        running.send_signal(signal.SIGTERM)
        last = hears_until(line, "STOPPING=1")
        status = running.wait(timeout=60)

    assert ("READY=1", 200) == (first, answered)
    assert ["WATCHDOG=1", "STATUS=writes get through"] == then
    assert {"WATCHDOG=1", "STOPPING=1"} >= set(last)
    assert 0 == status
    if service == "portal":
        assert beats_of(data / "portal.db") > 0


def beats_of(store: Path) -> int:
    with contextlib.closing(sqlite3.connect(store)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])
