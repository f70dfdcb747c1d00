"""Folders of drills: a private one that is gone afterwards, or the owner's; and whatever one process does at a time."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pwd
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bluezone.joining.refusal import RefusedError

_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it, readable by us alone
_MEMORY_WANTED_BYTES = 2 << 30
_SAID_OF_MEMORY, _CONTAINERS_LIMIT = Path("/proc/meminfo"), Path("/sys/fs/cgroup/memory.max")
_NO_LIMIT = 1 << 62
_PREFIX, _LOCK, _IN_USE = "bluezone-drill-", "lock", "in-use"


@contextlib.contextmanager
def working_folder(wanted_bytes: int = _MEMORY_WANTED_BYTES) -> Iterator[Path]:
    """Makes a private folder that is gone afterwards; in memory where there is so much room, since nothing in it must
    last.

    A killed process cannot clean up, so each one clears away what the dead have left: a folder whose lock nobody holds.
    """
    for left in (one for parent in (_MEMORY, _on_disk()) for one in parent.glob(f"{_PREFIX}*")):
        _remove_if_abandoned(left)
    parent = _MEMORY if _room_in_memory() >= wanted_bytes else _on_disk()
    with tempfile.TemporaryDirectory(prefix=_PREFIX, dir=parent, ignore_cleanup_errors=True) as name:
        folder = Path(name)
        unnamed = folder / f"{_LOCK}.new"
        with unnamed.open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            unnamed.rename(folder / _LOCK)  # which nobody finds before it is held
            yield folder


@contextlib.contextmanager
def lasting_folder(folder: Path) -> Iterator[Path]:
    """Opens the owner's folder, for one process at a time. Raises RefusedError while another has it."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / _LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise RefusedError(f"another process works in {folder}") from error
        yield folder


def work_in(folder: Path) -> None:
    """Works in the folder beside others until this process ends. Raises RefusedError while somebody has it alone."""
    _lock_of_work(folder, fcntl.LOCK_SH, "an upgrade or a rollback is under way here; try again once it has ended")


@contextlib.contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Keeps everybody out who works in the folder, and waits for nobody: raises RefusedError while somebody does, and
    for any account but the folder's own, which could not open what another one wrote."""
    require_own(folder)
    descriptor = _lock_of_work(folder, fcntl.LOCK_EX, f"somebody works in {folder}: stop the service first")
    try:
        yield
    finally:
        os.close(descriptor)


def require_own(folder: Path) -> None:
    """Requires that this process runs under the account to which the folder belongs. Raises RefusedError."""
    owner = folder.stat().st_uid if folder.exists() else os.geteuid()
    if owner != os.geteuid():
        raise RefusedError(f"{folder} belongs to another account: run this as that one (sudo -u {_name_of(owner)} …)")


def _name_of(account: int) -> str:
    try:
        return pwd.getpwuid(account).pw_name
    except KeyError:
        return f"#{account}"


def _lock_of_work(folder: Path, kind: int, otherwise: str) -> int:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(folder / _IN_USE, os.O_RDWR | os.O_CREAT, 0o600)
    if os.geteuid() == 0:  # or the service's own account could not open what root made
        of_folder = folder.stat()
        os.fchown(descriptor, of_folder.st_uid, of_folder.st_gid)
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(descriptor)
        raise RefusedError(otherwise) from error
    return descriptor


@contextlib.contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Waits until nobody else works in the folder, which is made where there is none, readable by its owner alone."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)  # which lets the next one in


def _on_disk() -> Path:
    return Path(tempfile.gettempdir())


def _room_in_memory() -> int:
    """How many bytes may be written there before either it or the machine's memory is full; none where it is missing,
    another's, or no program may be begun there, as in most containers."""
    if not _MEMORY.is_dir() or not os.access(_MEMORY, os.W_OK):
        return 0
    room = os.statvfs(_MEMORY)
    return 0 if room.f_flag & os.ST_NOEXEC else min(room.f_bavail * room.f_frsize, _memory_left(), _limit())


def _memory_left() -> int:
    """What the machine says that programs may still take; as much as one likes where it says nothing."""
    with contextlib.suppress(OSError):
        for line in _SAID_OF_MEMORY.read_text(encoding="ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) << 10
    return _NO_LIMIT


def _limit() -> int:
    """What a container may take at all; "max" is no limit."""
    with contextlib.suppress(OSError, ValueError):
        return int(_CONTAINERS_LIMIT.read_text(encoding="ascii"))
    return _NO_LIMIT


def _remove_if_abandoned(folder: Path) -> None:
    try:
        with (folder / _LOCK).open("r") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
    except OSError:
        return  # somebody's, or not ours to touch


def require_replaceable(path: Path) -> None:
    """Raises RefusedError where something that is no file has this name: a copy takes the place of what is there, and
    root would have made a file of /dev/null."""
    if path.exists() and not path.is_file():
        raise RefusedError(f"{path} is no file, and what is written would take its place")
