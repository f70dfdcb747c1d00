"""Where and on what a drill ran: the commit and the machine."""

from __future__ import annotations

import os
import platform
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[1]


def commit() -> str:
    """The commit that is checked out, with a + where files differ from it."""
    return _git("rev-parse", "--short=9", "HEAD") + ("+" if _git("status", "--porcelain") else "")


def machine() -> dict[str, str | int]:
    """Model, cores and memory."""
    return {
        "model": _told("/proc/cpuinfo", "model name") or platform.machine(),
        "cores": os.cpu_count() or 1,
        "memory_gib": _memory_gib(),
    }


def _memory_gib() -> int:
    kibibytes = _told("/proc/meminfo", "MemTotal").removesuffix("kB").strip()
    return round(int(kibibytes or 0) / (1 << 20))


def _told(path: str, name: str) -> str:
    try:
        lines = Path(path).read_text().splitlines()
    except OSError:
        return ""
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(name)), "")


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
