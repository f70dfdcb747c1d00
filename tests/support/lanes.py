"""The fast lane: tests that need nothing but this process, known by what they reach for and not by a list.

A test is `inside` if neither its file nor anything of tests/ that the file imports names one of MEANS, if it uses none
of FIXTURES, if nobody called it slow, and if it does not throw bytes at parsers by the hundred (tests/fuzz). While one
runs, it is watched whether it keeps to this process.
"""

from __future__ import annotations

import ast
import contextlib
import functools
import json
import os
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.sources import PACKAGE, PROJECT

MEANS = (
    "asyncio.create_subprocess_exec",
    "asyncio.start_server",
    "asyncio.start_unix_server",
    "bluezone.cli",
    "bluezone.doors.door",
    "bluezone.exchange",
    "bluezone.joining",
    "bluezone.lab",
    "bluezone.radio.room",
    "http.server",
    "multiprocessing",
    "playwright",
    "psycopg",
    "socket",
    "subprocess",
)
"""Whatever starts a process, opens a line or drives a browser; of our rooms those that do, the service that keeps
a store on disk, and the laboratory, whose libraries ask the machine what it has."""
_ROOTS = {name.partition(".")[0] for name in MEANS} | {"tests"}
"""Beginnings of names that say anything here."""
FIXTURES = frozenset({"bucket_server", "db", "kept", "transactional_db"})
"""Set-ups that leave this process, or take seconds."""
_FUZZ = PROJECT / "tests" / "fuzz"
_READ_BEFORE = PROJECT / ".pytest_cache" / "imports.json"
"""What files import, as they were read when they had the length and the moment that stand beside it."""


def is_inside(item: pytest.Item) -> bool:
    return (
        _keeps_inside(item.path)
        and not any(item.get_closest_marker(name) for name in ("slow", "django_db"))
        and FIXTURES.isdisjoint(fixtures_of(item))
    )


def fixtures_of(item: pytest.Item) -> set[str]:
    """Without what only has the name of one, and is an example's."""
    example: Any = getattr(item, "callspec", None)
    return set(getattr(item, "fixturenames", ())) - set(example.params if example else ())


@functools.cache
def _keeps_inside(path: Path) -> bool:
    return _FUZZ not in path.parents and not means_of(path)


@functools.cache
def means_of(path: Path) -> frozenset[str]:
    """What a file of tests, with all of tests/ that it imports, could reach out with; of our own modules those count
    that it names and that start processes themselves."""
    seen, waiting = {path}, [path]
    found: set[str] = set()
    while waiting:
        names = _imports(waiting.pop())
        found |= {means for means in MEANS for name in names if name == means or name.startswith(f"{means}.")}
        found |= {"subprocess" for name in names if _starts_processes(name)}
        files = {file for name in names if (file := _file_of(name)) is not None} - seen
        seen |= files
        waiting += files
    return frozenset(found)


@functools.cache
def _imports(path: Path) -> frozenset[str]:
    """What a file of tests imports; a file that is as it was in an earlier run is not read again."""
    about = path.stat()
    state, before = [about.st_mtime_ns, about.st_size], _known().get(str(path))
    if before is not None and before[0] == state:
        return frozenset(before[1])
    names = frozenset(name for name in _named(path.read_text(encoding="utf-8")) if _could_count(name))
    _known()[str(path)] = [state, sorted(names)]
    return names


def keep_what_was_read() -> None:
    """Writes down what files import, for the next run; of several workers the last one's word stands."""
    written = _READ_BEFORE.with_suffix(f".{os.getpid()}")
    written.parent.mkdir(exist_ok=True)
    files = {name: told for name, told in _known().items() if Path(name).is_file()}
    written.write_text(json.dumps({"roots": sorted(_ROOTS), "files": files}))
    written.replace(_READ_BEFORE)


@functools.cache
def _known() -> dict[str, list[Any]]:
    """By path; nothing, if it was written down when other names counted."""
    try:
        told = json.loads(_READ_BEFORE.read_text())
    except (OSError, ValueError):
        return {}
    return told["files"] if told["roots"] == sorted(_ROOTS) else {}


def _could_count(name: str) -> bool:
    return name.partition(".")[0] in _ROOTS


def _named(text: str) -> set[str]:
    """Every module that could be meant: of `from a import b`, a and a.b; and what is asked of one by its name."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            names.add(f"{node.value.id}.{node.attr}")
    return names


@functools.cache
def _file_of(name: str) -> Path | None:
    """Of a module below tests/."""
    if not name.startswith("tests."):
        return None
    path = PROJECT.joinpath(*name.split(".")).with_suffix(".py")
    return path if path.is_file() else None


@functools.cache
def _starts_processes(name: str) -> bool:
    """A module of the product."""
    path = PACKAGE.parent.joinpath(*name.split(".")).with_suffix(".py")
    return name.startswith("bluezone.") and path.is_file() and "\nimport subprocess" in path.read_text(encoding="utf-8")


class _Watch:
    """Hears of whatever starts a process or opens a line, from Python's own functions for it. An audit hook of the
    interpreter would hear of them, too, but it makes each `id()` of the run three times as slow."""

    def __init__(self) -> None:
        self.heard: list[str] | None = None
        self.is_set = False

    def listen(self) -> None:
        """Puts an ear at each of them; once a process."""
        self.is_set = True
        for owner, name, called in _REACHING:
            setattr(owner, name, self._overheard(getattr(owner, name), called, whose=isinstance(owner, type)))

    def _overheard(self, function: Callable[..., Any], called: str, *, whose: bool) -> Callable[..., Any]:
        """A method is heard with what it is given, without the object that it belongs to."""

        @functools.wraps(function)
        def reached(*given: Any, **named: Any) -> Any:
            if self.heard is not None:
                self.heard.append(f"{called}{given[1:] if whose else given!r}"[:200])
            return function(*given, **named)

        return reached


_REACHING: list[tuple[Any, str, str]] = [
    (os, "fork", "os.fork"),
    (os, "forkpty", "os.forkpty"),
    (os, "posix_spawn", "os.posix_spawn"),
    (os, "posix_spawnp", "os.posix_spawnp"),
    (os, "system", "os.system"),
    (socket.socket, "bind", "socket.bind"),
    (socket.socket, "connect", "socket.connect"),
    (socket.socket, "connect_ex", "socket.connect_ex"),
    (subprocess.Popen, "__init__", "subprocess.Popen"),
]
_WATCH = _Watch()


@contextlib.contextmanager
def watched() -> Iterator[list[str]]:
    """What is reached for until the end of the block, by anybody in this process."""
    if not _WATCH.is_set:
        _WATCH.listen()
    before, heard = _WATCH.heard, list[str]()
    _WATCH.heard = heard
    try:
        yield heard
    finally:
        _WATCH.heard = before
