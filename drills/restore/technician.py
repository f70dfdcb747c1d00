"""Whoever sits before the machine: types what the guide says, with this drill's folders in the place of the guide's."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from drills.machines.guide import Block, block_with, filled
from drills.surroundings import ROOT

GUIDE = ROOT / "docs" / "operating" / "restore.md"
_AS_POSTGRES = "runuser -u postgres -- "
_AS_SERVICE = re.compile(r"^runuser -u bluezone-(?:portal|exchange) -- ")
"""Accounts that this machine need not have: all of their lines are typed by whoever runs the drill."""


class StuckError(Exception):
    """A command of the guide that did not end well; the text says which, and what it said."""


@dataclass
class Technician:
    """One sitting, in one folder."""

    folder: Path
    words: Mapping[str, str]
    """What stands in the guide, and what stands there here."""
    environment: Mapping[str, str] = field(default_factory=dict)
    services: Mapping[str, Callable[[], None]] = field(default_factory=dict)
    """What is no unit of systemd here: what `systemctl` would do, done by the drill."""

    def follows(self, words: str, more: Mapping[str, str] | None = None) -> float:
        """Types the one block in which these words stand; how many seconds that took."""
        began = time.perf_counter()
        for command in block(words).commands:
            self.types(command, more)
        return time.perf_counter() - began

    def types(self, command: str, more: Mapping[str, str] | None = None) -> None:
        """Types one command. Raises StuckError where it does not end with 0."""
        if command in self.services:
            print(f"$ {command}", file=sys.stderr, flush=True)
            self.services[command]()
            return
        typed = filled(_AS_SERVICE.sub("", command), {**self.words, **(more or {})})
        if os.geteuid() != 0:
            typed = typed.removeprefix(_AS_POSTGRES)
        print(f"$ {typed}", file=sys.stderr, flush=True)
        ended = subprocess.run(
            ["bash", "-c", typed],
            cwd=self.folder,
            env={**os.environ, **self.environment},
            capture_output=True,
            text=True,
            check=False,
        )
        if ended.returncode:
            raise StuckError(f"{command} ended with {ended.returncode}: {(ended.stdout + ended.stderr)[-2_000:]}")


def block(words: str) -> Block:
    """The one block of the guide in which these words stand."""
    return block_with(GUIDE.read_text("utf-8"), words)
