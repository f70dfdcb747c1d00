"""The published files as a directory that mirrors the addresses: `public/v1/batch/7` is served at /v1/batch/7.

Any web server, object store or CDN can serve a copy of it. A file appears whole or not at all, and is on disk when
`write` returns.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

from bluezone.exchange.durable_files import replace_file

_CACHED_BYTES = 64 << 20


@dataclass(frozen=True, slots=True)
class PublicFile:
    """A file's bytes and its strong ETag."""

    data: bytes
    etag: str


class PublicFiles:
    """Writes published files durably and reads them back through a bounded cache."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._cache: OrderedDict[str, PublicFile] = OrderedDict()
        self._cached_bytes = 0

    def write(self, name: str, data: bytes) -> None:
        """Puts a file at `v1/…`, whole and on disk."""
        path = self._root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, data)
        self._forget(name)

    def read(self, name: str) -> PublicFile | None:
        """The file, or None. Names are made by the listeners from numbers and fixed words only."""
        cached = self._cache.get(name)
        if cached is not None:
            self._cache.move_to_end(name)
            return cached
        try:
            data = (self._root / name).read_bytes()
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
            return None
        file = PublicFile(data, f'"{hashlib.sha256(data).hexdigest()}"')
        self._remember(name, file)
        return file

    def delete(self, name: str) -> None:
        (self._root / name).unlink(missing_ok=True)
        self._forget(name)

    def names(self, folder: str) -> list[str]:
        """The file names in a folder of the published tree."""
        try:
            return sorted(path.name for path in (self._root / folder).iterdir() if not path.name.startswith("."))
        except FileNotFoundError:
            return []

    def _remember(self, name: str, file: PublicFile) -> None:
        self._cache[name] = file
        self._cached_bytes += len(file.data)
        while self._cached_bytes > _CACHED_BYTES:
            _, dropped = self._cache.popitem(last=False)
            self._cached_bytes -= len(dropped.data)

    def _forget(self, name: str) -> None:
        dropped = self._cache.pop(name, None)
        if dropped is not None:
            self._cached_bytes -= len(dropped.data)
