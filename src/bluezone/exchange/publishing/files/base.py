"""What is published, by name: `v1/batch/7` is served at /v1/batch/7, wherever it lies.

A file appears whole or not at all, and is durable when `create` or `replace` returns. A name that was created keeps its
bytes for ever, as caches do; only the few names that are meant to change are replaced. Any thread may ask.
"""

from __future__ import annotations

import enum
import hashlib
import threading
from abc import ABC, abstractmethod
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from bluezone.exchange.errors import ChangedError, ForkError

_CACHED_BYTES = 64 << 20
_INDEX = "v1/index"
_FOR_EVER = ("v1/batch/", "v1/rollup/", "v1/config/", "v1/keys/")
"""What keeps its bytes, but for signatures under other keys."""


class Whatever(enum.Enum):
    """What may be replaced."""

    IS_THERE = 0


@dataclass(frozen=True, slots=True)
class PublicFile:
    """A file's bytes and its strong ETag."""

    data: bytes
    etag: str


class PublishedFiles(Protocol):
    """What publishing does with files; whoever may not publish is refused (publishing/leading.py)."""

    def create(self, name: str, data: bytes) -> None: ...
    def replace(self, name: str, data: bytes) -> None: ...
    def delete(self, name: str) -> None: ...
    def read(self, name: str) -> PublicFile | None: ...
    def read_anew(self, name: str) -> PublicFile | None: ...
    def names(self, folder: str) -> list[str]: ...


class PublicFiles(ABC):
    """Writes published files durably and reads them back through a bounded cache."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._cache: OrderedDict[str, PublicFile] = OrderedDict()
        self._cached_bytes = 0
        self._changes = 0
        self._changing: set[str] = set()

    def create(self, name: str, data: bytes) -> None:
        """Publishes a new file; the same one again is no error. Raises ForkError if other bytes have the name."""
        if not self._put_new(name, data) and self._load(name) != data:
            raise ForkError(f"{name} is published already, with other bytes")

    def replace(self, name: str, data: bytes, *, instead_of: bytes | Whatever | None = Whatever.IS_THERE) -> None:
        """Puts a file in place of whatever has the name, or of exactly these bytes; None is nothing there. Raises
        ChangedError where something else is, and leaves that as it is."""
        with self._change_of(name):
            if not self._put(name, data, instead_of):
                raise ChangedError(f"somebody else has written {name} meanwhile")

    def delete(self, name: str) -> None:
        """Deletes a file; no error if there is none."""
        with self._change_of(name):
            self._remove(name)

    def read(self, name: str) -> PublicFile | None:
        """The file, or None. Names are made by the listeners from numbers and fixed words only."""
        cached = self.cached(name)
        if cached is not None:
            return cached
        seen = self._changes
        data = self._load(name)
        if data is None:
            return None
        file = PublicFile(data, f'"{hashlib.sha256(data).hexdigest()}"')
        self._remember(name, file, seen)
        return file

    def read_anew(self, name: str) -> PublicFile | None:
        """The file as it lies there now, whatever is in memory: somebody else may have written it."""
        self._forget(name)
        return self.read(name)

    def cached(self, name: str) -> PublicFile | None:
        """The file if it is in memory: never waits."""
        with self._lock:
            found = self._cache.get(name)
            if found is not None:
                self._cache.move_to_end(name)
            return found

    def forget_what_changes(self) -> None:
        """Drops from memory what another process may have replaced where it lies."""
        with self._lock:
            self._changes += 1
            self._drop_what_changes()

    def forget_all(self) -> None:
        """Drops everything from memory: after keys were stolen, files for ever are signed anew."""
        with self._lock:
            self._changes += 1
            for name in list(self._cache):
                self._drop(name)

    @abstractmethod
    def tidy(self) -> None:
        """Erases what others began to write and did not finish, where that leaves anything."""

    @abstractmethod
    def names(self, folder: str) -> list[str]:
        """The file names in a folder of the published tree, sorted."""

    @abstractmethod
    def _put_new(self, name: str, data: bytes) -> bool:
        """Whole, and only where nothing has the name; False where something has."""

    @abstractmethod
    def _put(self, name: str, data: bytes, instead_of: bytes | Whatever | None) -> bool:
        """Whole, and only where exactly this has the name; compared and put in one step. False where it has not."""

    @abstractmethod
    def _load(self, name: str) -> bytes | None: ...

    @abstractmethod
    def _remove(self, name: str) -> None: ...

    @contextmanager
    def _change_of(self, name: str) -> Iterator[None]:
        """Meanwhile the file is read from where it lies: it is found there before the folder's own list is on disk,
        and whoever has seen the new one must not be given the old one again."""
        with self._lock:
            self._changing.add(name)
        self._forget(name)
        try:
            yield
        finally:
            with self._lock:
                self._changing.discard(name)
            self._forget(name)

    def _remember(self, name: str, file: PublicFile, seen: int) -> None:
        with self._lock:
            if seen != self._changes or name in self._changing:
                return  # it may have been replaced since it was read
            self._drop(name)
            if name == _INDEX:  # what it tells of is as new, or newer, where another process has written it
                self._drop_what_changes()
            self._cache[name] = file
            self._cached_bytes += len(file.data)
            while self._cached_bytes > _CACHED_BYTES:
                self._drop(next(iter(self._cache)))

    def _forget(self, name: str) -> None:
        with self._lock:
            self._changes += 1
            self._drop(name)

    def _drop_what_changes(self) -> None:
        for name in [name for name in self._cache if not name.startswith(_FOR_EVER)]:
            self._drop(name)

    def _drop(self, name: str) -> None:
        dropped = self._cache.pop(name, None)
        if dropped is not None:
            self._cached_bytes -= len(dropped.data)
