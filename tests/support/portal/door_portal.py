"""A portal in its own process with posts at doors in it, and what its store says of them."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nacl.public import PrivateKey, SealedBox

from tests.support.exchange.served import set_clock
from tests.support.forking import Forked, fork
from tests.support.portal.doorposts import PRIVATE
from tests.support.portal.served_portal import (
    BARE,
    READY,
    begins_as_one_that_has_counted,
    empty_portal,
    served_portal,
)


class DoorOffice:
    """Whoever makes posts and codes: one process for as long as its portal stands, since each start loads Django."""

    def __init__(self, data: Path) -> None:
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        self._process = fork(data, program="tests.support.portal.door_office", environment=BARE, **pipes)

    def does(self, act: str, *names: str) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([act, *names]) + "\n")
        self._process.stdin.flush()
        said = self._process.stdout.readline()
        assert said, self._process.communicate()[1]
        return json.loads(said)

    def leave(self) -> None:
        _, complaints = self._process.communicate(timeout=60)
        assert 0 == self._process.returncode, complaints


@contextlib.contextmanager
def door_office(data: Path) -> Iterator[DoorOffice]:
    office = DoorOffice(data)
    try:
        yield office
    finally:
        office.leave()


@dataclass
class DoorPortal:
    """Where it is, its posts by the names of their places, and its store."""

    origin: str
    data: Path
    office: DoorOffice
    posts: dict[str, int] = field(default_factory=dict)
    clock: Path | None = None

    def post(self, name: str) -> int:
        if name not in self.posts:
            self.posts |= self.office.does("make", name)
        return self.posts[name]

    def code(self, name: str) -> str:
        return str(self.office.does("code", str(self.post(name))))

    def link(self, name: str, path: str = "/door/") -> str:
        """What the code on an enrolment sheet says."""
        return f"{self.origin}{path}#E-{self.code(name)}"

    def badges(self, name: str, count: int) -> list[str]:
        """What the codes of badges of a place say."""
        return list(self.office.does("badges", str(self.post(name)), str(count)))

    def stands_among(self, name: str, count: int) -> None:
        """Has so many devices be in force at another post, so that each is told to rest by their number."""
        self.office.does("crowd", str(self.post(name)), str(count))

    def passes(self, time_ms: int) -> None:
        """Lets time pass for a portal that goes by a drill clock."""
        assert self.clock is not None
        set_clock(self.clock.parent, int.from_bytes(self.clock.read_bytes(), "little", signed=True) + time_ms)

    def revoke(self, name: str) -> None:
        self.office.does("revoke", str(self.post(name)))

    def declared(self, name: str) -> str:
        """Somebody declares, and it arrives; the proof that their phone shows."""
        return str(self.office.does("declare", name))

    def rows(self, name: str) -> list[dict[str, Any]]:
        """Every row of a post, with what its sealed box holds."""
        columns = ("number", "way", "party", "of", "sealed", "is_corrected", "keeper_id", "alert", "hour")
        with contextlib.closing(sqlite3.connect(self.data / "portal.db", timeout=30)) as store:
            found = store.execute(
                f"SELECT {', '.join(columns)} FROM posts_doorrow WHERE post_id = ? ORDER BY id", (self.post(name),)
            ).fetchall()
        return [{**dict(zip(columns, one, strict=True)), "typed": _opened(one[4])} for one in found]

    def count(self, name: str) -> int:
        with contextlib.closing(sqlite3.connect(self.data / "portal.db", timeout=30)) as store:
            return int(
                store.execute("SELECT count(*) FROM posts_doorrow WHERE post_id = ?", (self.post(name),)).fetchone()[0]
            )


@contextlib.contextmanager
def door_portal(folder: Path, *names: str) -> Iterator[DoorPortal]:
    """With a post for each of these names, at this machine's time: the browser's clock is the machine's, too."""
    data = empty_portal(folder / "data")
    with door_office(data) as office:
        posts = office.does("make", *names)
        with served_portal(data) as running:
            yield DoorPortal(running.origin, data, office, posts)


@contextlib.contextmanager
def door_portal_by_drill_clock(folder: Path, *names: str) -> Iterator[DoorPortal]:
    """The same, by a clock that stands until `DoorPortal.passes` moves it."""
    data = empty_portal(folder / "data")
    now_ms = int(time.time() * 1000)  # noqa: TID251 - the browser has the system's clock
    clock = set_clock(folder, now_ms)
    with door_office(data) as office:
        posts = office.does("make", *names)
        with served_portal(data, "--clock", str(clock)) as running:
            yield DoorPortal(running.origin, data, office, posts, clock)


@contextlib.contextmanager
def killable_door_portal(folder: Path, *names: str) -> Iterator[KillableDoorPortal]:
    """The same, in a process that can be killed and started again at the same address."""
    data = empty_portal(folder / "data")
    with door_office(data) as office:
        portal = KillableDoorPortal("", data, office, office.does("make", *names))
        begins_as_one_that_has_counted(data)
        portal.start()
        try:
            yield portal
        finally:
            portal.kill()


class KillableDoorPortal(DoorPortal):
    """A door's portal that dies at any moment, as power ends."""

    _process: Forked | None = None

    def start(self) -> None:
        port = self.origin.rpartition(":")[2] or "0"
        words = ("portal", "serve", "--data", self.data, "--port", port)
        self._process = fork(*words, environment=BARE, stderr=subprocess.PIPE, new_session=True)
        assert self._process.stderr is not None
        for line in self._process.stderr:
            if (ready := READY.search(line)) is not None:
                self.origin = ready[1]
                return
        raise AssertionError("the portal did not start")

    def kill(self) -> None:
        """With every process that it started."""
        assert self._process is not None
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(timeout=30)
        assert self._process.stderr is not None
        self._process.stderr.close()


def _opened(sealed: bytes) -> dict[str, Any]:
    return dict(json.loads(SealedBox(PrivateKey(PRIVATE)).decrypt(bytes(sealed)))) if sealed else {}
