"""What every kind of file is published with: the store's writer, the folder or bucket, the keys, and the log.

Rule 1: a file gets its place first and its leaf after; `publish_file` is the only way into the log.
Rule 2: what waits for a disk or a bucket is done in the press's own thread. In the common one everybody's downloads
would come first; and what a turn that broke off had begun there is done before anything of the next.
Rule 3: nothing within a turn looks at the clock but the turn itself (turns.py).
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import sqlalchemy as sa

from bluezone.exchange.errors import ForkError
from bluezone.exchange.keyring import Keyring
from bluezone.exchange.ports import Clock, Entropy
from bluezone.exchange.publishing.files import PublicFiles
from bluezone.exchange.publishing.index import read_own_index
from bluezone.exchange.publishing.leading import FencedFiles, Leading
from bluezone.exchange.publishing.logbook import Logbook, require_extends
from bluezone.exchange.publishing.placing import place_file
from bluezone.exchange.store import Store, Writer
from bluezone.protocol.errors import PeerError
from bluezone.protocol.index import Published
from bluezone.protocol.signature import KEY_ID_BYTES, SIGNATURE_BYTES, Kind, identity_of

T = TypeVar("T")


class Press:
    """Puts one file after another out. Made by the publisher, in whose turn everything here is called."""

    def __init__(
        self,
        *,
        store: Store,
        writer: Writer,
        files: PublicFiles,
        leading: Leading,
        keyring: Callable[[], Keyring],
        clock: Clock,
        entropy: Entropy,
    ) -> None:
        self.store = store
        self.writer = writer
        self.leading = leading
        self.files = FencedFiles(files, leading)
        self.entropy = entropy
        self.log = Logbook([])
        self.own_last_index = b""
        """What we put at `v1/index` ourselves; anything else there was published by somebody else, or before."""
        self._keyring = keyring
        self._clock = clock
        self._moment_s: int | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="exchange-publisher")

    @property
    def keyring(self) -> Keyring:
        """The keys as they are now: a new list may have been installed since the last look."""
        return self._keyring()

    @property
    def now_s(self) -> int:
        """The moment of the turn under way; between turns, what the clock says."""
        return self.clock_s if self._moment_s is None else self._moment_s

    @property
    def clock_s(self) -> int:
        """What the clock says, whether anybody believes it or not."""
        return self._clock() // 1000

    def go_on_at(self, now_s: int) -> None:
        """Has the turn under way go on by a later moment that was believed."""
        self._moment_s = now_s

    @contextlib.contextmanager
    def at(self, now_s: int) -> Iterator[None]:
        """Has a turn's moment be now, until it goes on at a later one: whatever the clock does meanwhile, all is signed
        and erased by a time that was believed."""
        self._moment_s = now_s
        try:
            yield
        finally:
            self._moment_s = None

    async def stop(self) -> None:
        """Returns once what was begun in the thread is done."""
        await asyncio.to_thread(self._thread.shutdown)

    async def aside(self, work: Callable[..., T], *arguments: object) -> T:
        """Runs work in the press's own thread."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, functools.partial(work, *arguments))

    async def publish_file(
        self,
        kind: Kind,
        sequence: int,
        file: bytes,
        *,
        window_end_s: int = 0,
        signatures: int = 1,
        also: Callable[[sa.Connection], None] | None = None,
    ) -> Published:
        """Gives the file its place and its leaf; `also` is written with the leaf, in one transaction."""
        body = memoryview(file)[: -(1 + signatures * (KEY_ID_BYTES + SIGNATURE_BYTES))]
        published = Published(kind, sequence, identity_of(body), len(file), window_end_s)
        leaf = self.log.next_leaf(published)
        await self.aside(self.refuse_to_fork)
        await self.aside(place_file, self.files, published, file, self.keyring)

        def work(connection: sa.Connection) -> None:
            self.log.record(connection, leaf)
            if also is not None:
                also(connection)

        await self.leading.write(work)
        self.log.append(leaf)
        return published

    def last_signed_s(self) -> int | None:
        """When the published index was signed; None without one that we can read."""
        file = self.files.read_anew("v1/index")
        try:
            return None if file is None else read_own_index(file.data, self.files, self.keyring).index.issued_s
        except PeerError:
            return None

    def refuse_to_fork(self) -> None:
        """An old copy of the store beside newer published files must not sign anything; nor one of two exchanges with
        one bucket, once the other has published: so this is asked anew each time, and of the bucket itself."""
        file = self.files.read_anew("v1/index")
        if file is not None and file.data != self.own_last_index:
            require_extends(self.log.hashes, read_own_index(file.data, self.files, self.keyring))

    def require_what_was_published(self) -> None:
        """Raises ForkError unless this log continues what lies where we publish, and that is there."""
        self.refuse_to_fork()
        newest = [self.log.newest(kind) for kind in self._looked_for]
        if any(one is not None and self.files.read(one.path[1:]) is None for one in newest):
            raise ForkError("what was published before is not here: copy it to where this exchange publishes now")

    @property
    def _looked_for(self) -> tuple[Kind, ...]:
        """Kinds whose newest file has to be there. Each of several processes might have a folder of its own, by
        mistake: what another published is not in it."""
        return (Kind.KEYS, Kind.CONFIG, Kind.BATCH) if self.store.is_shared else (Kind.KEYS,)
