"""Files that are whole and on disk, or not there: secrets that only their owner may read, and files that are replaced.

The one place of this room where a rename is made to last.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from bluezone.exchange.errors import KeyringError

_HANDED_OVER = 0o440


def write_secret(path: Path, value: bytes) -> None:
    """Writes a new file that nobody else may read. Never overwrites."""
    create_file(path, value, mode=0o600)


def create_file(path: Path, value: bytes, *, mode: int = 0o666) -> None:
    """Whole and on disk before this returns, or not there. Raises FileExistsError rather than overwrite."""
    unfinished = written_beside(path, value, mode=mode)
    try:
        os.link(unfinished, path)  # a rename would overwrite
    finally:
        unfinished.unlink()
    sync_folder(path.parent)


def replace_file(path: Path, value: bytes, *, mode: int = 0o666) -> None:
    """Puts a file in place of whatever was there: temporary name, fsync, rename, fsync of the folder."""
    written_beside(path, value, mode=mode).replace(path)
    sync_folder(path.parent)


@contextlib.contextmanager
def replaced_file(path: Path, *, mode: int = 0o666) -> Iterator[IO[bytes]]:
    """Puts a file in place that is written piece by piece; where that fails, whatever was there stays."""
    unfinished = path.with_name(f".{path.name}.new")
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    unfinished.replace(path)
    sync_folder(path.parent)


def read_secret(path: Path, size: int) -> bytes:
    """Raises KeyringError if the file is missing, has another size, or others may read it."""
    try:
        found = path.stat()
        value = path.read_bytes()
    except FileNotFoundError as error:
        raise KeyringError(f"the key file {path.name} is missing") from error
    if is_open_to_others(found):
        raise KeyringError(f"the key file {path.name} is open to others; its mode must be 0600")
    if len(value) != size:
        raise KeyringError(f"the key file {path.name} holds {len(value)} bytes, not {size}")
    return value


def is_open_to_others(found: os.stat_result) -> bool:
    """systemd hands a service a key (`LoadCredential=`) as root's own, with a list that names the service's account: of
    such a file the group's bits say how far that list reaches, and the group is root's."""
    handed_over = found.st_uid == found.st_gid == 0 and stat.S_IMODE(found.st_mode) == _HANDED_OVER
    return bool(found.st_mode & 0o077) and not handed_over


def sync_folder(folder: Path) -> None:
    """The folder's own list of names, on disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def written_beside(path: Path, value: bytes, *, mode: int = 0o666, whose: str = "") -> Path:
    """Writes a file to disk under a name of its own; a half-written one of a start that was killed gives way. Where
    several write at once, each says `whose` it is."""
    unfinished = path.with_name(f".{path.name}{whose}.new")
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(value)
        file.flush()
        os.fsync(file.fileno())
    return unfinished
