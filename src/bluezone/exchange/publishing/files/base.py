"""What is published, by name: `v1/batch/7` is served at /v1/batch/7, wherever it lies.

A file appears whole or not at all, and is durable when `create` or `replace` returns. A name that was created keeps its
bytes for ever, as caches do; only the few names that are meant to change are replaced. Any thread may ask.
"""

from __future__ import annotations

import hashlib
import threading
from abc import ABC, abstractmethod
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bluezone.exchange.errors import ForkError

_CACHED_BYTES = 64 << 20


@dataclass(frozen=True, slots=True)
class PublicFile:
    """A file's bytes and its strong ETag."""

    data: bytes
    etag: str


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

    def replace(self, name: str, data: bytes) -> None:
        """Puts a file in place of whatever had the name."""
        with self._change_of(name):
            self._put(name, data)

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

    @abstractmethod
    def names(self, folder: str) -> list[str]:
        """The file names in a folder of the published tree, sorted."""

    @abstractmethod
    def _put_new(self, name: str, data: bytes) -> bool:
        """Whole, and only where nothing has the name; False where something has."""

    @abstractmethod
    def _put(self, name: str, data: bytes) -> None: ...

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
            self._cache[name] = file
            self._cached_bytes += len(file.data)
            while self._cached_bytes > _CACHED_BYTES:
                self._drop(next(iter(self._cache)))

    def _forget(self, name: str) -> None:
        with self._lock:
            self._changes += 1
            self._drop(name)

    def _drop(self, name: str) -> None:
        dropped = self._cache.pop(name, None)
        if dropped is not None:
            self._cached_bytes -= len(dropped.data)
