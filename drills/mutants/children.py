"""Children of a process, each with one fault: made while there is room for another, gathered when they have ended."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from drills.mutants.running import end_group, verdict_of


@dataclass(frozen=True, slots=True)
class _Child:
    told: dict[str, Any]
    scratch: Path
    began: float


class Children:
    """As many at once as there are jobs; what became of each is told when it has ended."""

    def __init__(self, jobs: int, tell: Callable[[dict[str, Any]], None]) -> None:
        self._jobs = jobs
        self._tell = tell
        self._running: dict[int, _Child] = {}
        self.found_by: list[str] = []
        """What noticed a fault, in the words of the verdict."""

    def begin(self, told: dict[str, Any]) -> Path | None:
        """Makes one: in the child the folder that is its own, in the parent nothing."""
        while len(self._running) >= self._jobs:
            self._gather()
        scratch = Path(tempfile.mkdtemp(prefix="bluezone-mutant-"))
        leader = os.fork()
        if leader == 0:
            return scratch
        self._running[leader] = _Child(told, scratch, time.perf_counter())
        return None

    def gather_all(self) -> None:
        """Waits until the last has ended."""
        while self._running:
            self._gather()

    def _gather(self) -> None:
        leader, status = os.wait()
        if (child := self._running.pop(leader, None)) is None:
            return
        end_group(leader)
        verdict, by = verdict_of(status, child.scratch)
        shutil.rmtree(child.scratch, ignore_errors=True)
        if verdict == "killed":
            self.found_by.append(by)
        self._tell({**child.told, "verdict": verdict, "by": by, "seconds": time.perf_counter() - child.began})
