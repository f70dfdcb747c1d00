"""The published files as a folder that mirrors the addresses. Any web server can serve it, or a copy of it."""

from __future__ import annotations

import contextlib
import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bluezone.exchange.durable_files import sync_folder, written_beside
from bluezone.exchange.errors import StoreError
from bluezone.exchange.publishing.files.base import PublicFile, PublicFiles, Whatever

_TRIES, _PAUSE_S = 500, 0.02
"""Ten seconds. Names are given in microseconds; whoever takes longer is frozen."""
_Stamp = tuple[int, int, int]


class FolderFiles(PublicFiles):
    """Temporary name, fsync, rename or link, fsync of the folder. Several processes may write and read it at once."""

    def __init__(self, root: Path) -> None:
        super().__init__()
        self._root = root
        self._stamps: dict[str, _Stamp] = {}
        """Of files as they were when they were read: a few words for each name that there ever was."""

    def cached(self, name: str) -> PublicFile | None:
        """The file if it is in memory and lies there as it was read: never waits."""
        found = super().cached(name)
        return found if found is not None and self._stamps.get(name) == self._stamp(name) else None

    def names(self, folder: str) -> list[str]:
        """The file names in a folder of the published tree, sorted."""
        try:
            entries = list((self._root / folder).iterdir())
        except FileNotFoundError:
            return []
        return sorted(path.name for path in entries if path.is_file() and not path.name.startswith("."))

    def tidy(self) -> None:
        """Erases what others began to write and did not finish. Who still does is told that it came to nothing."""
        for path in self._root.rglob(".*.new"):
            path.unlink(missing_ok=True)

    def _put_new(self, name: str, data: bytes) -> bool:
        path = self._room_for(name)
        unfinished = written_beside(path, data, whose=_mine())
        try:
            with self._alone(), _unless_tidied():
                os.link(unfinished, path)  # a rename would overwrite
        except FileExistsError:
            return False
        finally:
            unfinished.unlink(missing_ok=True)
        sync_folder(path.parent)
        return True

    def _put(self, name: str, data: bytes, instead_of: bytes | Whatever | None) -> bool:
        path = self._room_for(name)
        unfinished = written_beside(path, data, whose=_mine())
        try:
            with self._alone(), _unless_tidied():
                if not isinstance(instead_of, Whatever) and self._load(name) != instead_of:
                    return False
                unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
        sync_folder(path.parent)
        return True

    def _load(self, name: str) -> bytes | None:
        stamp = self._stamp(name)
        try:
            data = (self._root / name).read_bytes()
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
            return None
        if stamp is not None:
            self._stamps[name] = stamp  # of before: what is replaced while it is read is read once more
        return data

    def _remove(self, name: str) -> None:
        (self._root / name).unlink(missing_ok=True)

    def _stamp(self, name: str) -> _Stamp | None:
        try:
            found = (self._root / name).stat()
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns, found.st_size

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One gives names at a time, whichever process it is: what is compared stays so until it is replaced. Nothing
        slow happens meanwhile, so that a process is hardly ever frozen in here; where one is, others go without.
        Raises StoreError."""
        descriptor = os.open(self._root, os.O_RDONLY | os.O_DIRECTORY)
        try:
            _lock(descriptor)
            yield
        finally:
            os.close(descriptor)

    def _room_for(self, name: str) -> Path:
        path = self._root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path


def _mine() -> str:
    return f".{os.getpid()}-{threading.get_ident()}"


def _lock(descriptor: int) -> None:
    for _ in range(_TRIES):
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        time.sleep(_PAUSE_S)
    raise StoreError("another process holds the folder of published files and does not let go of it")


@contextmanager
def _unless_tidied() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise StoreError("whoever publishes now has erased a file that was being written") from error
