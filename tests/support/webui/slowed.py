"""A browser on a slower machine: all of its processes together get a part of this machine's processor.

`Emulation.setCPUThrottlingRate` slows a page's main thread alone; workers, in which codes are read, decoders of films
and the store go on as fast as before. A control group's quota slows whatever the browser starts.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

_OLD, _NEW = Path("/sys/fs/cgroup/cpu"), Path("/sys/fs/cgroup")
_PERIOD_US = 20_000
"""Shorter than the kernel's tenth of a second, so that a slow processor is not a fast one with long rests."""


@contextlib.contextmanager
def slowed(folder: Path, cores: float) -> Iterator[None]:
    """Has the browser with this folder, and whatever it starts, use so many cores together; afterwards all again.

    Raises OSError where this machine lets nobody make control groups (that takes root)."""
    group = _made(f"bluezone-slowed-{os.getpid()}", cores)
    try:
        _moved(processes_of(folder), group)
        yield
    finally:
        _moved(map(int, (group / "cgroup.procs").read_text().split()), group.parent)
        group.rmdir()


def processes_of(folder: Path) -> list[int]:
    """The processes of the browser that has this folder: the one whose command names it, and all that came of it."""
    parents, found = {}, set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                if f"--user-data-dir={folder}".encode() in (entry / "cmdline").read_bytes():
                    found.add(int(entry.name))
    while more := {child for child, parent in parents.items() if parent in found and child not in found}:
        found |= more
    return sorted(found)


def _made(name: str, cores: float) -> Path:
    quota = round(cores * _PERIOD_US)
    if (_OLD / "cpu.cfs_quota_us").exists():
        group = _OLD / name
        group.mkdir()
        (group / "cpu.cfs_period_us").write_text(str(_PERIOD_US))
        (group / "cpu.cfs_quota_us").write_text(str(quota))
        return group
    group = _NEW / name
    group.mkdir()
    (group / "cpu.max").write_text(f"{quota} {_PERIOD_US}")
    return group


def _moved(processes, group: Path) -> None:
    for process in processes:
        with contextlib.suppress(ProcessLookupError):
            (group / "cgroup.procs").write_text(str(process))
