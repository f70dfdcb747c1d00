"""The published files as a folder that mirrors the addresses. Any web server can serve it, or a copy of it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bluezone.exchange.durable_files import create_file, replace_file
from bluezone.exchange.publishing.files.base import PublicFiles


class FolderFiles(PublicFiles):
    """Temporary name, fsync, rename or link, fsync of the folder."""

    def __init__(self, root: Path) -> None:
        super().__init__()
        self._root = root

    def names(self, folder: str) -> list[str]:
        """The file names in a folder of the published tree, sorted."""
        try:
            entries = list((self._root / folder).iterdir())
        except FileNotFoundError:
            return []
        return sorted(path.name for path in entries if path.is_file() and not path.name.startswith("."))

    def _put_new(self, name: str, data: bytes) -> bool:
        with self._alone():
            try:
                create_file(self._room_for(name), data)
            except FileExistsError:
                return False
            return True

    def _put(self, name: str, data: bytes) -> None:
        with self._alone():
            replace_file(self._room_for(name), data)

    def _load(self, name: str) -> bytes | None:
        try:
            return (self._root / name).read_bytes()
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
            return None

    def _remove(self, name: str) -> None:
        (self._root / name).unlink(missing_ok=True)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One writer at a time: unfinished files have names of their own, which two writers would share."""
        self._root.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self._root, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _room_for(self, name: str) -> Path:
        path = self._root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path
