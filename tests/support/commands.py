"""Runs `bluezone …` in this process and keeps what it printed."""

from __future__ import annotations

import contextlib
import io
import json
from dataclasses import dataclass
from typing import Any

from bluezone.cli.__main__ import main


@dataclass(frozen=True)
class Finished:
    """How a command ended."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


def bluezone(*arguments: object) -> Finished:
    """The command's exit status and output. An exception that would be a traceback comes through."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            status = main([str(argument) for argument in arguments])
        except SystemExit as left:
            status = left.code if isinstance(left.code, int) else 1
    return Finished(status, out.getvalue(), err.getvalue())


def refused(finished: Finished, *, status: int = 1) -> str:
    """The one line that a command that did nothing leaves on stderr, behind steps of an upgrade that were begun."""
    assert status == finished.status
    assert "" == finished.out
    said = "".join(line for line in finished.err.splitlines(keepends=True) if not line.startswith("upgrade: "))
    assert 1 == said.count("\n")
    assert "Traceback" not in said
    return said.strip()
