"""A portal in its own process, as operators run it, with the demonstration's office in it."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bluezone.joining.clocks import drill_clock, system_clock
from bluezone.joining.portal.demo_logins import LOGINS_FILE, code_now
from bluezone.portal.operations.preparing import STORE_FILE
from tests.support.amounts import FULL
from tests.support.exchange.exchanges import NOON_MS
from tests.support.exchange.served import set_clock
from tests.support.forking import WHOLE_PASSWORDS, Forked, fork, forked
from tests.support.made_once import made_once
from tests.support.portal.half_minutes import new_code

COUNT_EVERYBODY = ("followup.days", "sampling.days", "tracing.levels")
COUNTED_EVERY = dt.timedelta(hours=6)
"""Works of the portal that do, and how often (tests/portal/operations/test_clock.py)."""
READY = re.compile(r"portal ready: (https?://\S+)")
BARE = {name: value for name, value in os.environ.items() if not name.startswith(("BLUEZONE_PORTAL_", "DJANGO_"))}
"""The environment without what the tests themselves run with."""
SIGNING_IN_TAKES_LONG = BARE | {WHOLE_PASSWORDS: "1"}
"""Of a portal at which it takes as long as at the product's."""


@dataclass(frozen=True, slots=True)
class ServedPortal:
    """A running portal, and how its people sign in."""

    origin: str
    data: Path

    def roles(self) -> dict[str, str]:
        """Of everybody of the demonstration, by their sign-in names."""
        return {line[0]: line[1] for line in self._lines()}

    def password(self, name: str) -> str:
        return self._line(name)[2]

    def phrase(self, name: str) -> str:
        return " ".join(self._line(name)[4:])

    def app_code(self, name: str) -> str:
        return new_code(self._line(name)[3], lambda: code_now(self.data, name))

    def _line(self, name: str) -> list[str]:
        return next(line for line in self._lines() if line[0] == name)

    def _lines(self) -> list[list[str]]:
        lines = (self.data / LOGINS_FILE).read_text(encoding="utf-8").splitlines()
        return [line.split() for line in lines[1:]]


def portal_command(what: str, data: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """One `bluezone portal` command, to its end."""
    return forked("portal", *what.split(), "--data", data, *options, environment=BARE, timeout=250)


def empty_portal(data: Path) -> Path:
    """A portal that `migrate` has made ready and nobody has entered: tables, and the whole country's units."""
    return _copied(made_once("empty-portal", _migrate), data)


def demo_portal(data: Path) -> Path:
    """A portal in which the demonstration's office began to work at the tests' noon."""
    return _copied(made_once("demo-portal", _fill), data)


def _migrate(folder: Path) -> None:
    _run("migrate", folder)


def _fill(folder: Path) -> None:
    """The units alone take seconds, so they are copied, too."""
    empty_portal(folder / "data")
    _run("demo-data", folder)
    _has_counted(folder / "data" / STORE_FILE, NOON_MS)


def begins_as_one_that_has_counted(data: Path, *options: str) -> None:
    """Of a portal that is about to be served, whatever its clock says: what counts everybody is due in six hours, as
    where a portal was served before. In a drill it begins as it is, and so does one whose store does not open."""
    store = data / STORE_FILE
    if FULL or not store.exists():
        return
    clock = drill_clock(Path(options[options.index("--clock") + 1])) if "--clock" in options else system_clock
    with contextlib.suppress(sqlite3.DatabaseError):
        _has_counted(store, clock())


def _has_counted(store: Path, now_ms: int) -> None:
    """As an office's portal that has run until now: what counts everybody anew, each in a process of its own, is not
    due at once, but six hours later. Each of the many portals of a run would begin with all of it."""
    now = dt.datetime.fromtimestamp(now_ms / 1000, dt.UTC).replace(tzinfo=None)
    with contextlib.closing(sqlite3.connect(store, timeout=60)) as connection, connection:
        connection.executemany(
            "INSERT OR REPLACE INTO operations_workrecord"
            " (name, next_at, began_at, ended_at, holder, done, failure, failures) VALUES (?, ?, ?, ?, '', 0, '', 0)",
            [(name, str(now + COUNTED_EVERY), str(now), str(now)) for name in COUNT_EVERYBODY],
        )


def _run(command: str, folder: Path) -> None:
    """Ended commands leave nothing open."""
    made = portal_command(command, folder / "data", "--clock", str(set_clock(folder, NOON_MS)))
    assert 0 == made.returncode, made.stderr


def _copied(folder: Path, data: Path) -> Path:
    return Path(shutil.copytree(folder / "data", data))


@contextlib.contextmanager
def served_portal(
    data: Path,
    *options: str,
    heard: list[str] | None = None,
    environment: Mapping[str, str] = BARE,
    begin: Callable[..., Forked] = fork,
    has_counted: bool = True,
) -> Iterator[ServedPortal]:
    """A portal on a free port for the length of a block; what it said meanwhile stands in `heard` afterwards."""
    if has_counted:
        begins_as_one_that_has_counted(data, *options)
    words = ("portal", "serve", "--data", str(data), "--port", "0", *options, "--end-with-stdin")
    process = begin(*words, environment=environment, stdin=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdin is not None
    assert process.stderr is not None
    try:
        said = ""
        for line in process.stderr:
            if (ready := READY.search(line)) is not None:
                yield ServedPortal(ready[1], data)
                return
            said += line
        raise AssertionError(f"the portal did not start: {said}")
    finally:
        process.stdin.close()
        process.wait(timeout=120)
        if heard is not None:
            heard.extend(process.stderr)
        process.stderr.close()
