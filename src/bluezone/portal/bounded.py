"""A process of its own for a stranger's file: little memory, little time, behind others at the processor.

Whatever a parser does with such a file, loop, crash or fill the memory, it does there and alone. `confine` is called by
the program before it reads anything, `run_bounded` by whoever wants to know. Never inside a transaction: SQLite has one
writer, and everybody would wait for the file (tests/architecture/test_decoding.py).
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys

_ENVIRONMENT = {"LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}
"""Nothing of ours: no key, no address, no data directory."""
_BEHIND = 5
"""Whoever signs in meanwhile has three times the processor (nice). No further behind: on a machine that is busy with
other things it would not come to its turn at all."""


def run_bounded(program: str, task: bytes, *, longest_s: float) -> bytes:
    """The program's answer. Raises subprocess.SubprocessError where it took too long, fell, or gave none."""
    done = subprocess.run(  # noqa: S603 - our own program; the file is its input and never an argument
        [sys.executable, "-m", program],
        input=task,
        env=_ENVIRONMENT | _of_a_training(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=True,
        timeout=longest_s,
    )
    return done.stdout


def _of_a_training() -> dict[str, str]:
    """What says that sheets bear the mark here, and that those with it are read: whoever learns opens their own."""
    from bluezone.documents.practice import VARIABLE  # noqa: PLC0415 - whoever is confined loads none of what it loads

    return {name: value for name, value in os.environ.items() if name == VARIABLE}


def confine(*, cpu_s: int, memory_bytes: int) -> None:
    """Bounds this process for the rest of its life."""
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(_BEHIND)


def confine_further(*, cpu_s: int) -> None:
    """Bounds the processor of this process, which was confined already, for what comes now."""
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s))
