"""`bluezone …` as an application for Android starts it, which kills itself, the application or both at one line of
their pipe where a plan says so. Run by forking.py."""

from __future__ import annotations

import itertools
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

from bluezone.cli.__main__ import run
from bluezone.radio.pipe import Pipe, write_order
from tests.support.citizen.compiled_pages import share_compiled_pages

PLAN, APPLICATION, KILLED = "plan.json", "application.pid", "killed.json"
"""In the folder that BLUEZONE_KILLS names: what one engine takes with it to do, to whom, and what it has done."""
LOG = "engines.log"
"""What all engines of a phone said for people."""
ENGINE, BOTH = "engine", "both"


def obey(folder: Path) -> None:
    """Takes the plan, if there is one: at which order or event, before it, in the middle or after it, and whom."""
    plan = folder / PLAN
    try:
        wanted = json.loads(plan.read_text())
    except FileNotFoundError:
        return
    plan.unlink()
    (_die_at_order if wanted["way"] == "order" else _die_at_event)(folder, wanted)


def _die_at_order(folder: Path, wanted: dict[str, Any]) -> None:
    count, say = itertools.count(1), Pipe.order

    def order(pipe: Pipe, *words: Any) -> None:
        if next(count) != wanted["at"]:
            say(pipe, *words)
            return
        line = write_order(*words)
        cut = {"before": 0, "half": len(line) // 2, "after": len(line)}[wanted["when"]]
        pipe._writer.write(line[:cut])
        _kill(folder, wanted)
        pipe._writer.write(line[cut:])

    Pipe.order = order  # type: ignore[method-assign]


def _die_at_event(folder: Path, wanted: dict[str, Any]) -> None:
    count, take = itertools.count(1), Pipe._hand_on

    def hand_on(pipe: Pipe, line: bytes) -> None:
        is_it = next(count) == wanted["at"]
        if is_it and wanted["when"] == "before":
            _kill(folder, wanted)
        take(pipe, line)
        if is_it and wanted["when"] != "before":
            _kill(folder, wanted)

    Pipe._hand_on = hand_on  # type: ignore[method-assign]


def _kill(folder: Path, wanted: dict[str, Any]) -> None:
    whom = wanted["whom"]
    (folder / KILLED).write_text(json.dumps(wanted))
    if whom != ENGINE:
        os.kill(int((folder / APPLICATION).read_text()), signal.SIGKILL)
    if whom in {ENGINE, BOTH}:
        os.kill(os.getpid(), signal.SIGKILL)


class _Noted:
    """What an engine says for people goes to the application, which passes most of it over, and into a file."""

    def __init__(self, stream: Any, folder: Path) -> None:
        self._stream, self._log = stream, (folder / LOG).open("a", encoding="utf-8")

    def write(self, text: str) -> int:
        self._log.write(text)
        self._log.flush()
        return int(self._stream.write(text))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


if __name__ == "__main__":
    sys.stderr = _Noted(sys.stderr, Path(os.environ["BLUEZONE_KILLS"]))  # type: ignore[assignment]
    share_compiled_pages(Path(os.environ["BLUEZONE_KILLS"], "compiled"))
    obey(Path(os.environ["BLUEZONE_KILLS"]))
    run()
