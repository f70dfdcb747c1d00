"""Put before a program's own modules as `sitecustomize`, on the machine: each step of it that changes names in the
office's folders, opens one of their files or flushes a folder is written down, and at the step that was named it stands
still until the power is cut. Counted over all processes of a command, of which one runs at a time.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

_LOG, _WANTED, _REACHED = "/run/steps/log", Path("/run/steps/wanted"), "/run/steps/reached"
_STEPS = {"open", "os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir", "os.symlink", "sqlite3.connect"}
_WATCHED = ("/var/lib/bluezone-", "/opt/bluezone/current", "/opt/bluezone/.current")
_PREFIX = "/opt/bluezone"
"""Itself alone: under it lie the modules that every program opens."""


def heard(event: str, told: tuple[object, ...]) -> None:
    """Counts one of Python's own audit events, and perhaps goes no further."""
    if event in _STEPS and any(_is_watched(name) for name in told[:2]) and _noted(event, told) == _wanted:
        _made(_REACHED, "")
        while True:
            signal.pause()


def _is_watched(name: object) -> bool:
    path = os.fspath(name) if isinstance(name, str | os.PathLike) else ""
    return isinstance(path, str) and (path.startswith(_WATCHED) or path == _PREFIX)


def _noted(event: str, told: tuple[object, ...]) -> int:
    _made(_LOG, f"{event} {' '.join(str(one) for one in told[:2])}\n")
    return Path(_LOG).read_text(encoding="utf-8").count("\n")


def _made(path: str, text: str) -> None:
    with open(path, "a", encoding="utf-8") as file:  # noqa: PTH123 - pathlib is not loaded yet in every program
        file.write(text)


_wanted = int(_WANTED.read_text(encoding="utf-8"))
sys.addaudithook(heard)
