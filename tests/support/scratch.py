"""Where tests write: into memory where there is room, else onto the disk. Nothing of it must last."""

from __future__ import annotations

import contextlib
import fcntl
import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

MEMORY = Path("/dev/shm")
ROOM_BYTES = 8 << 30
"""Several times what a whole run leaves at once (docs/tests.md)."""
_PREFIX, _LOCK = "bz-tests-", "lock"  # short: the path of a socket has room for 107 letters
_LIMIT = Path("/sys/fs/cgroup/memory.max")


@contextlib.contextmanager
def writing_into_memory(memory: Path = MEMORY) -> Iterator[Path | None]:
    """Has everybody in this process and below it write into a folder in memory that is gone afterwards; None, and they
    write where they would, if TMPDIR says where, if there is little room, or if no program may be begun there.

    A killed run cannot clean up, so each one clears away first what the dead have left: a folder whose lock nobody
    holds.
    """
    if memory.is_dir() and os.access(memory, os.W_OK):
        for left in memory.glob(f"{_PREFIX}*"):
            _remove_if_abandoned(left)
    if os.environ.get("TMPDIR") or room_in(memory) < ROOM_BYTES:
        yield None
        return
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=memory))
    try:
        folder.chmod(0o1777)  # as /tmp is: servers of tests run as somebody else
        with _locked(folder), _told(folder):
            yield folder
    finally:
        _remove(folder)


def room_in(memory: Path) -> int:
    """How many bytes may be written there before either it or the machine's memory is full; none where it is missing,
    another's, or no place for programs, as in most containers."""
    if not memory.is_dir() or not os.access(memory, os.W_OK):
        return 0
    disk = os.statvfs(memory)
    return 0 if disk.f_flag & os.ST_NOEXEC else min(disk.f_bavail * disk.f_frsize, _memory_left(), _limit())


def _memory_left() -> int:
    """What the machine says that programs may still take; as much as one likes where it says nothing."""
    with contextlib.suppress(OSError):
        for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) << 10
    return 1 << 62


def _limit() -> int:
    """What a container may take at all; "max" is no limit."""
    with contextlib.suppress(OSError, ValueError):
        return int(_LIMIT.read_text(encoding="ascii"))
    return 1 << 62


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Held by whoever is forked from here, too. It has its name only once it is held: nobody finds it free."""
    unnamed = folder / f"{_LOCK}.new"
    with unnamed.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        unnamed.rename(folder / _LOCK)
        yield


@contextlib.contextmanager
def _told(folder: Path) -> Iterator[None]:
    os.environ["TMPDIR"], tempfile.tempdir = str(folder), None
    try:
        yield
    finally:
        os.environ.pop("TMPDIR", None)
        tempfile.tempdir = None


def _remove_if_abandoned(left: Path) -> None:
    with contextlib.suppress(OSError), (left / _LOCK).open("r+") as lock:  # another's, or another run was quicker
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        _remove(left)


def _remove(folder: Path) -> None:
    """Takes away what may be taken away; never what somebody has mounted there."""
    command = ["rm", "-rf", "--one-file-system", str(folder)]
    subprocess.run(command, check=False, stderr=subprocess.DEVNULL)
