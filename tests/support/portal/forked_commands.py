"""Commands of `bluezone` one after the other, each in a fork of a process that has Django loaded: a start takes a
second and a fork a hundredth of it. Each may be killed (SIGKILL) at its n-th step: a file that is made, renamed,
linked or removed, or a statement to the database.

Run as a program: the first argument is the folder that Django is set up on; a line of JSON is a call, and an answer.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from tests.support.forking import Forked, fork
from tests.support.portal.served_portal import BARE

_FILES = ("os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir", "shutil.copyfile")
_NEVER = 1 << 30


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended."""

    status: int
    said: str
    complained: str
    steps: int


class Commands:
    """The process that forks."""

    def __init__(self, process: Forked) -> None:
        self._process = process

    def run(self, *words: str | Path, killed_at: int = _NEVER) -> Ended:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"words": [str(word) for word in words], "killed_at": killed_at}) + "\n")
        self._process.stdin.flush()
        return Ended(**json.loads(self._process.stdout.readline()))


@contextlib.contextmanager
def forked_commands(data: Path, database: str | None = None) -> Iterator[Commands]:
    """Commands on a portal that Django has been set up on here."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    words = (data, *([database] if database else []))
    process = fork(*words, program="tests.support.portal.forked_commands", environment=BARE, **pipes)
    try:
        assert process.stdout is not None
        assert "ready\n" == process.stdout.readline()
        yield Commands(process)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        process.wait(timeout=60)
        process.stdout.close()


def main() -> None:
    """Answers each line until there are no more."""
    from bluezone.joining.portal.opening import Place, look_into_portal

    look_into_portal(Place(Path(sys.argv[1]), *sys.argv[2:]))
    _load_what_commands_load()
    _answer("ready")
    for line in sys.stdin:
        call = json.loads(line)
        _answer(json.dumps(_forked(call["words"], call["killed_at"])))


def _load_what_commands_load() -> None:
    """Before anybody forks: each would load the commands, and the changes of every room's tables, for itself."""
    from django.db.migrations.loader import MigrationLoader

    for group in ("portal", "upgrade", "rollback", "doctor"):
        importlib.import_module(f"bluezone.cli.{group}")
    importlib.import_module("bluezone.cli.__main__")
    MigrationLoader(None)
    gc.freeze()


def _answer(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _forked(words: list[str], killed_at: int) -> dict[str, Any]:
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        told = _ran(words, killed_at)
        os.write(writing, json.dumps(told).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as answer:
        told = answer.read()
    _, status = os.waitpid(child, 0)
    killed = {"status": -os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0}
    return {"said": "", "complained": "", "steps": 0} | (json.loads(told) if told else killed)


def _ran(words: list[str], killed_at: int) -> dict[str, Any]:
    steps = _count_steps(killed_at)
    said, complained = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(complained):
        try:
            status = (_undo if words[0] == "undo" else _command)(words)
        except SystemExit as end:
            status = int(end.code or 0)
    return {"status": status, "said": said.getvalue(), "complained": complained.getvalue(), "steps": next(steps) - 1}


def _command(words: list[str]) -> int:
    from bluezone.cli.__main__ import main as run

    return run(words)


def _undo(words: list[str]) -> int:
    """Takes the tables back to a change: what an earlier version would have left."""
    from django.core.management import call_command
    from django.db import connections

    call_command("migrate", *words[1:], verbosity=0)
    connections.close_all()
    return 0


def _count_steps(killed_at: int) -> Any:
    from django.db import connection

    steps = count(1)

    def step() -> None:
        if next(steps) >= killed_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def heard(event: str, _told: tuple[Any, ...]) -> None:
        if event in _FILES:
            step()

    def asked(execute: Any, *told: Any) -> Any:
        step()
        return execute(*told)

    sys.addaudithook(heard)
    connection.execute_wrappers.append(asked)
    return steps


if __name__ == "__main__":
    main()
