"""Whether this process is the one that publishes, and under which term (store/leading.py).

Everything that is written for publishing goes through here: into the store only where the term still goes on, within
the same transaction; and a file only in place of what was seen there while the term went on. So a process that was
frozen past its lease, and wakes, finishes nothing: whatever its next step is, it is refused.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import TypeVar

import sqlalchemy as sa

from bluezone.exchange.errors import ChangedError, DeposedError
from bluezone.exchange.publishing.files import PublicFile, PublicFiles
from bluezone.exchange.store import Store, Writer
from bluezone.exchange.store import leading as stored
from bluezone.exchange.store.leading import Leader

T = TypeVar("T")
RENEWED_EVERY_S = 5.0
"""A third of the lease."""
_ATTEMPTS = 5


class Leading:
    """The claim of one process to publish."""

    def __init__(self, *, store: Store, writer: Writer, holder: bytes, name: str) -> None:
        self._store = store
        self._writer = writer
        self._holder = holder
        self._name = name
        self._term: int | None = None
        self._is_busy = False
        self.present: Leader | None = None
        """Who publishes, as it was read last."""

    @property
    def is_ours(self) -> bool:
        """Whether this process publishes, as far as it knows."""
        return self._term is not None

    @property
    def has_no_rivals(self) -> bool:
        """Whether no other process can publish: SQLite's store is kept to one."""
        return not self._store.is_shared

    @property
    def may_be_claimed(self) -> bool:
        """Whether the one that publishes has been silent for too long, or there is none."""
        return self.present is None or self.present.holder == self._holder or self.present.is_silent

    async def claim(self, *, from_idle: bool = False, is_busy: bool = False) -> bool | None:
        """Makes this process the one that publishes: True where it was not before, False where it goes on, None where
        another one publishes. On SQLite there is no other. `is_busy` keeps others from taking over from idle."""
        before = self._term

        def work(connection: sa.Connection) -> Leader | None:
            by_force = not self._store.is_shared
            found = stored.claim(connection, self._holder, self._name, from_idle=from_idle, by_force=by_force)
            if found is not None and is_busy:
                stored.renew(connection, found.term, self._holder, is_busy=True)
            return found

        if before is not None and not self._store.is_shared:
            return False
        taken = await self._writer.do(work)
        if taken is None:
            self._term = None
            return None
        self.present, self._term, self._is_busy = taken, taken.term, is_busy
        return taken.term != before

    def saw(self, present: Leader | None) -> None:
        """Takes note of who publishes. What was read before our own term began says nothing about it."""
        if self._term is not None and (present is None or present.term < self._term):
            return
        self.present = present
        if self._term is not None and present is not None and present.term > self._term:
            self._term = None

    async def say_idle(self) -> None:
        """Tells other processes that they may take over. Raises DeposedError."""
        self._is_busy = False
        await self.renew()

    async def renew(self) -> None:
        """Goes on with the lease. Raises DeposedError."""
        term, is_busy = self._term, self._is_busy
        if term is not None and self._store.is_shared:
            with self._noticing():
                await self._writer.do(lambda connection: stored.renew(connection, term, self._holder, is_busy=is_busy))

    async def release(self) -> None:
        """Ends the lease where it is ours and there may be others, so that the next one need not wait."""
        term = self._term
        if term is not None and self._store.is_shared:
            self._term = None
            with contextlib.suppress(DeposedError):
                await self._writer.do(lambda connection: stored.release(connection, term, self._holder))

    async def write(self, work: Callable[[sa.Connection], T]) -> T:
        """Does the work in a writer's turn, where the term still goes on. Raises DeposedError, with nothing written."""
        term = self._required_term()

        def fenced(connection: sa.Connection) -> T:
            stored.require_term(connection, term, self._holder)
            return work(connection)

        with self._noticing():
            return await self._writer.do(fenced)

    def require(self) -> None:
        """Requires that the term goes on; for threads. Raises DeposedError."""
        term = self._required_term()
        if self._store.is_shared:
            with self._noticing(), self._store.transaction() as connection:
                stored.require_term(connection, term, self._holder)

    @contextlib.contextmanager
    def _noticing(self) -> Iterator[None]:
        try:
            yield
        except DeposedError:
            self._term = None
            raise

    @property
    def since_s(self) -> int:
        """Since when the one that publishes does, by the database's clock; 0 where there is none."""
        return 0 if self.present is None else self.present.since_ms // 1000

    def _required_term(self) -> int:
        if self._term is None:
            raise DeposedError("another process publishes")
        return self._term


class FencedFiles:
    """The published files, for whoever publishes: written only while the term goes on."""

    def __init__(self, files: PublicFiles, leading: Leading) -> None:
        self._files = files
        self._leading = leading

    def create(self, name: str, data: bytes) -> None:
        """Publishes a new file; the same one again is no error. Raises ForkError, DeposedError."""
        self._leading.require()
        self._files.create(name, data)

    def replace(self, name: str, data: bytes) -> None:
        """Puts a file in place of what lies there. First that is read, then the term made sure of, then it is replaced
        if it is still what was read: whoever has taken over meanwhile has either not written it yet, and will find
        ours, or the replacement is refused. Where nobody can take over it is replaced without a condition, which not
        every bucket knows. Raises DeposedError, ChangedError."""
        for attempt in range(1, _ATTEMPTS + 1):
            present = self._files.read_anew(name)
            self._leading.require()
            if present is not None and present.data == data:
                return
            if self._leading.has_no_rivals:
                self._files.replace(name, data)
                return
            try:
                self._files.replace(name, data, instead_of=None if present is None else present.data)
            except ChangedError:
                if attempt == _ATTEMPTS:
                    raise
            else:
                return

    def delete(self, name: str) -> None:
        """Deletes a file; no error if there is none. Raises DeposedError."""
        self._leading.require()
        self._files.delete(name)

    def read(self, name: str) -> PublicFile | None:
        """The file, or None."""
        return self._files.read(name)

    def read_anew(self, name: str) -> PublicFile | None:
        """The file as it lies there now."""
        return self._files.read_anew(name)

    def names(self, folder: str) -> list[str]:
        """The file names in a folder of the published tree, sorted."""
        return self._files.names(folder)

    def tidy(self) -> None:
        """Erases what others began to write and did not finish."""
        self._leading.require()
        self._files.tidy()
