"""Files of strangers and colleagues, looked into by the tests' own process: one of their own takes a second to start.

What goes over the pipe is the same, bytes for bytes. Tests about the process itself, and about files that mean harm,
carry the mark `own_process`.
"""

from __future__ import annotations

import importlib
import subprocess

import msgspec
import pytest

from bluezone.portal.directives.services import attachments
from bluezone.portal.papers import examination, examiner


def examine_here(monkeypatch: pytest.MonkeyPatch) -> None:
    for asking in (examination, attachments):
        monkeypatch.setattr(asking, "run_bounded", _run_here)
    monkeypatch.setattr(examiner, "confine_further", lambda **_bounds: None)


def _run_here(program: str, task: bytes, *, longest_s: float) -> bytes:
    """The program's answer. Where it would fall, whoever waits for it is told the same."""
    module = importlib.import_module(program)
    asked = msgspec.msgpack.decode(task, type=module.Task)
    try:
        return msgspec.msgpack.encode(module.answer(asked))
    except Exception as error:
        raise subprocess.CalledProcessError(1, program) from error
