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
_PREFIX, _LOCK, _IN_USE = "bluezone-drill-", "lock", "in-use"


@contextlib.contextmanager
def working_folder() -> Iterator[Path]:
    """Makes a private folder that is gone afterwards; in memory where there is room, since nothing in it must last.

    A killed process cannot clean up, so each one clears away what the dead have left: a folder whose lock nobody holds.
    """
    parent = _roomy_parent()
    for left in parent.glob(f"{_PREFIX}*"):
        _remove_if_abandoned(left)
    with tempfile.TemporaryDirectory(prefix=_PREFIX, dir=parent) as name:
        folder = Path(name)
        with (folder / _LOCK).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
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


def _roomy_parent() -> Path:
    if _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK):
        room = os.statvfs(_MEMORY)
        if room.f_bavail * room.f_frsize >= _MEMORY_WANTED_BYTES:
            return _MEMORY
    return Path(tempfile.gettempdir())


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
