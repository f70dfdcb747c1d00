"""The order of publishing, which is what makes it safe to be killed at any moment (docs/decisions/0007-exchange.md).

1. Close the window: one transaction fixes all that the file depends on.
2. Make the file, write it under a temporary name, fsync, rename.
3. Record its leaf, call the window published and erase the dummy marks: one transaction.
4. After a day's last window its roll-up, in the same way. When nothing more is due: tiles, head, index.

Whatever was cut off is done again from its own step, with the same bytes; nothing is listed before it can be fetched.
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import TypeVar

import msgspec
import sqlalchemy as sa

from bluezone.exchange.errors import ForkError, RequestError
from bluezone.exchange.keyring import Keyring
from bluezone.exchange.ports import DAY_S, Clock, Entropy
from bluezone.exchange.publishing.configurations import configuration_in_force, unlogged_configuration
from bluezone.exchange.publishing.files import PublicFiles
from bluezone.exchange.publishing.index import (
    LISTED_DAYS,
    listed_files,
    read_own_index,
    signed_head,
    signed_index,
)
from bluezone.exchange.publishing.logbook import Logbook, require_extends
from bluezone.exchange.publishing.placing import place_file
from bluezone.exchange.publishing.revocations import (
    forget_revoked,
    logged_revocation,
    require_next_revocation,
    revoked_batches,
    unlogged_revocation,
)
from bluezone.exchange.publishing.rollups import due_rollup, make_rollup, read_again
from bluezone.exchange.publishing.signers import sign_anew
from bluezone.exchange.publishing.windows import NO_PREVIOUS, close_window, closed_until, due_window, make_file
from bluezone.exchange.publishing.witnesses import Proposal
from bluezone.exchange.retention import ERASED_KINDS, erase_files, erase_from_store
from bluezone.exchange.store import Store, Writer
from bluezone.exchange.store import entries as stored_entries
from bluezone.exchange.store import log as stored_log
from bluezone.exchange.store.entries import Window
from bluezone.exchange.store.mingling import forget_arrival
from bluezone.protocol.config import Configuration, open_configuration, read_configuration, write_configuration
from bluezone.protocol.errors import PeerError
from bluezone.protocol.index import REISSUE_S, Cosignature, Published
from bluezone.protocol.revocation import Revocation
from bluezone.protocol.signature import KEY_ID_BYTES, SIGNATURE_BYTES, Kind, identity_of

T = TypeVar("T")
_HEADROOM_S = 60
"""The head is signed anew this long before it has to be."""


class Publisher:
    """Everything that is ever signed and published passes here, one thing after another."""

    def __init__(
        self,
        *,
        store: Store,
        writer: Writer,
        files: PublicFiles,
        keyring: Callable[[], Keyring],
        clock: Clock,
        entropy: Entropy,
    ) -> None:
        self._store = store
        self._writer = writer
        self._files = files
        self._keyring = keyring
        self._clock = clock
        self._entropy = entropy
        self._turn = asyncio.Lock()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="exchange-publisher")
        self._log = Logbook([])
        self._proposal = Proposal(b"", 0, 0)
        self._tiled = 0
        self._broke_off = False
        self._own_last_index = b""
        self.configuration = Configuration(sequence=1, issued_s=0)
        self.closed_until_s = 0
        self.forgotten_s = 0
        """When what is over was erased the last time."""

    @property
    def log(self) -> Logbook:
        return self._log

    def published(self, now_s: int) -> list[Published]:
        """What the index lists, and the newest revocation although it may be older: the next one follows it."""
        listed = listed_files(self._log, now_s)
        newest = self._log.newest(Kind.REVOCATION)
        return [*listed, *([newest] if newest is not None and newest not in listed else [])]

    def offers(self, kind: Kind, sequence: int) -> bool:
        """Whether a file of this number is there to be asked for: it is in the log and not erased."""
        file = self._log.find(kind, sequence)
        erased_before_s = self._clock() // 1000 - LISTED_DAYS * DAY_S
        return file is not None and (kind not in ERASED_KINDS or file.window_end_s >= erased_before_s)

    async def start(self) -> None:
        """Publishes the first key list and configuration if there are none, and finishes what a crash cut off."""
        await self._aside(self._store.hold)
        unfinished = await self._take_up()
        self._require_what_was_published()
        async with self._turn:
            keyring = self._keyring()
            await self._aside(self._files.create, "v1/root", keyring.root.value)
            await self._publish_key_list(keyring)
            await self._open_configuration()
            for window in unfinished:
                await self._publish_window(window)
            await self._publish_rollups()
            await self._log_unlogged_revocation()
            await self._propose_head()

    async def stop(self) -> None:
        """Once what was begun in its thread is done."""
        await asyncio.to_thread(self._thread.shutdown)

    async def publish_due(self) -> list[Published]:
        """A new key list, and every window whose hour is over, in order. Does nothing when none is."""
        async with self._one_turn() as finished:
            published = [*finished, *await self._publish_key_list(self._keyring())]
            while (span := due_window(self.closed_until_s, self._clock() // 1000)) is not None:
                published.append(await self._publish_window(await self._close(span)))
                published += await self._publish_rollups()
            if published:
                await self._propose_head()
                await self._clean_up()
            elif self._clock() // 1000 >= self._proposal.issued_s + REISSUE_S - _HEADROOM_S:
                await self._propose_head()
        return published

    async def forget(self) -> None:
        """Erases what is over in the store, and what holds the order of arrival; whatever becomes of publishing."""
        now_s = self._clock() // 1000

        def work(connection: sa.Connection) -> None:
            erase_from_store(connection, now_s)
            forget_arrival(connection)

        await self._writer.do(work)
        await self._aside(self._store.forget_order)
        self.forgotten_s = now_s

    async def publish_configuration(self, configuration: Configuration) -> Published:
        """The next configuration, whatever sequence it came with. Raises RequestError if no phone would take it."""
        async with self._one_turn():
            now_s, keyring = self._clock() // 1000, self._keyring()
            following = msgspec.structs.replace(configuration, sequence=self.configuration.sequence + 1, issued_s=now_s)
            file = write_configuration(following, keyring.signer(Kind.CONFIG, now_s))
            try:
                accepted = read_configuration(file, keyring.key_list)
            except PeerError as error:
                raise RequestError(str(error)) from error
            return await self._put_configuration_in_force(accepted, file)

    async def publish_signed_configuration(self, file: bytes) -> Published:
        """One that persons signed elsewhere. Raises RequestError unless phones would take it as the next one."""
        async with self._one_turn():
            try:
                configuration = read_configuration(file, self._keyring().key_list)
            except PeerError as error:
                raise RequestError(str(error)) from error
            if configuration.sequence != self.configuration.sequence + 1:
                raise RequestError(f"configuration {self.configuration.sequence} is in force; propose the next one")
            return await self._put_configuration_in_force(configuration, file)

    async def _put_configuration_in_force(self, configuration: Configuration, file: bytes) -> Published:
        signatures = len(open_configuration(file, self._keyring().key_list).signers)
        published = await self._publish_file(Kind.CONFIG, configuration.sequence, file, signatures=signatures)
        self.configuration = configuration
        await self._propose_head()
        return published

    async def publish_revocation(self, file: bytes) -> Published:
        """A revocation that two persons signed elsewhere; the same one again is no error. Raises RequestError unless it
        holds and follows the last."""
        async with self._one_turn():
            keys = self._keyring().key_list
            known = logged_revocation(file, self._log, keys)
            if known is not None:
                return known
            published = await self._log_revocation(require_next_revocation(file, self._log, keys), file)
            await self._propose_head()
            return published

    async def _log_revocation(self, revocation: Revocation, file: bytes) -> Published:
        revoked = self._log.find(revocation.kind, revocation.revoked)
        return await self._publish_file(
            Kind.REVOCATION,
            revocation.sequence,
            file,
            window_end_s=self._clock() // 1000,
            signatures=self._keyring().key_list.signatures_for(Kind.REVOCATION),
            also=lambda connection: forget_revoked(connection, revoked),
        )

    async def _log_unlogged_revocation(self) -> list[Published]:
        """One that was written before a turn broke off."""
        found = await self._aside(unlogged_revocation, self._files, self._log, self._keyring().key_list)
        return [] if found is None else [await self._log_revocation(*found)]

    async def witness(self, cosignature: Cosignature) -> int:
        """Adds a witness's signature to the newest head; how many it has. Raises RequestError if it does not hold."""
        async with self._one_turn():
            self._proposal.add(cosignature, self._keyring().key_list)
            await self._publish_index()
            return len(self._proposal.cosignatures)

    @property
    def proposal(self) -> Proposal:
        """The newest head, for witnesses."""
        return self._proposal

    async def _aside(self, work: Callable[..., T], *arguments: object) -> T:
        """In a thread of its own: in the common one everybody's downloads would come first. What a turn that broke off
        had begun there is done before anything of the next."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, functools.partial(work, *arguments))

    @asynccontextmanager
    async def _one_turn(self) -> AsyncIterator[list[Published]]:
        """One thing after another. After a turn that broke off, what it left half done is finished first: that list."""
        async with self._turn:
            await self._aside(self._store.hold)
            finished = await self._finish() if self._broke_off else []
            self._broke_off = True
            try:
                yield finished
            except RequestError:
                self._broke_off = False  # a refusal has begun nothing
                raise
            self._broke_off = False

    async def _finish(self) -> list[Published]:
        finished = [await self._publish_window(window) for window in await self._take_up()]
        await self._open_configuration()
        finished += await self._publish_rollups()
        finished += await self._log_unlogged_revocation()
        await self._propose_head()
        return finished

    async def _take_up(self) -> list[Window]:
        """Follows the store, also in what a failure left half done; the windows that are closed and not out."""

        def work(connection: sa.Connection) -> tuple[Logbook, list[Window], int]:
            unfinished = stored_entries.unpublished_windows(connection)
            return Logbook(stored_log.all_leaves(connection)), unfinished, closed_until(connection, now_s)

        now_s = self._clock() // 1000
        # through the writer, and so after whatever was still on its way there
        self._log, unfinished, self.closed_until_s = await self._writer.do(work)
        return unfinished

    async def _close(self, span: tuple[int, int]) -> Window:
        def work(connection: sa.Connection) -> Window:
            window = close_window(connection, span, self.configuration, now_s=now_s, entropy=self._entropy)
            # In the writer's turn, so that no later upload of the same group is staged for a window that is closed.
            self.closed_until_s = window.end_s
            return window

        now_s = self._clock() // 1000
        return await self._writer.do(work)  # if it fails, the next turn takes up what the store says

    async def _publish_window(self, window: Window) -> Published:
        previous = self._log.newest(Kind.BATCH)
        if (previous.sequence if previous else 0) != window.sequence - 1:
            raise ForkError(f"window {window.sequence} does not follow the newest published batch")
        identity = previous.identity if previous else NO_PREVIOUS
        file = await self._aside(self._make_file, window, identity)
        return await self._publish_file(
            Kind.BATCH,
            window.sequence,
            file,
            window_end_s=window.end_s,
            also=lambda connection: stored_entries.mark_published(connection, window),
        )

    def _make_file(self, window: Window, previous: bytes) -> bytes:
        with self._store.transaction() as connection:
            columns = stored_entries.entries_of_window(connection, window.end_s)
        return make_file(window, columns, previous, self._keyring().signer(Kind.BATCH, window.end_s))

    async def _publish_file(
        self,
        kind: Kind,
        sequence: int,
        file: bytes,
        *,
        window_end_s: int = 0,
        signatures: int = 1,
        also: Callable[[sa.Connection], None] | None = None,
    ) -> Published:
        body = memoryview(file)[: -(1 + signatures * (KEY_ID_BYTES + SIGNATURE_BYTES))]
        published = Published(kind, sequence, identity_of(body), len(file), window_end_s)
        leaf = self._log.next_leaf(published)
        await self._aside(self._refuse_to_fork)
        await self._aside(place_file, self._files, published, file, self._keyring())

        def work(connection: sa.Connection) -> None:
            self._log.record(connection, leaf)
            if also is not None:
                also(connection)

        await self._writer.do(work)
        self._log.append(leaf)
        return published

    async def _publish_rollups(self) -> list[Published]:
        """A roll-up for every complete day that has none."""
        published = []
        since_s = max(0, self.closed_until_s - LISTED_DAYS * DAY_S)
        while (due := due_rollup(self._log, self.closed_until_s, since_s=since_s)) is not None:
            end_s, batches = due
            file = await self._aside(self._make_rollup, end_s, batches, self._log.newest(Kind.ROLLUP))
            sequence = self._log.next_sequence(Kind.ROLLUP)
            published.append(await self._publish_file(Kind.ROLLUP, sequence, file, window_end_s=end_s))
        return published

    def _make_rollup(self, end_s: int, batches: list[Published], newest: Published | None) -> bytes:
        keyring = self._keyring()
        revoked = revoked_batches(self._files, self._log.of_kind(Kind.REVOCATION, ends_after_s=end_s - DAY_S))
        standing = [listed for listed in batches if listed.sequence not in revoked]
        read = [read_again(self._files, listed, keyring.key_list) for listed in standing]
        return make_rollup(end_s, read, newest, keyring.signer(Kind.ROLLUP, end_s))

    async def _propose_head(self) -> None:
        """Signs the log as it is now, and publishes the index if no witness has to see it first."""
        now_s = max(self._clock() // 1000, self._proposal.issued_s)
        await self._aside(self._refuse_to_fork)
        await self._aside(self._log.write_tiles, self._files, self._tiled)
        self._tiled = self._log.size
        self._proposal = Proposal(signed_head(self._log, self._keyring(), now_s), now_s, self._log.size)
        await self._publish_index()

    async def _publish_index(self) -> None:
        keyring, proposal = self._keyring(), self._proposal
        if len(proposal.cosignatures) < keyring.key_list.required_witnesses or proposal.size != self._log.size:
            return
        now_s = max(self._clock() // 1000, proposal.issued_s)
        # first the index: a list that is found before the log names it would be refused
        index = signed_index(self._log, keyring, proposal.head, proposal.cosignatures, now_s)
        await self._aside(self._files.replace, "v1/index", index)
        self._own_last_index = index
        await self._aside(self._files.replace, "v1/newest-keys", keyring.key_list_file)

    async def _clean_up(self) -> None:
        """Erases what is over, in the store and among the files."""
        await self.forget()  # before a bucket is asked, which may fail
        await self._aside(erase_files, self._files, listed_files(self._log, self._clock() // 1000))

    def _refuse_to_fork(self) -> None:
        """An old copy of the store beside newer published files must not sign anything; nor one of two exchanges with
        one bucket, once the other has published: so this is asked anew each time, and of the bucket itself."""
        file = self._files.read_anew("v1/index")
        if file is not None and file.data != self._own_last_index:
            require_extends(self._log.hashes, read_own_index(file.data, self._files, self._keyring()))

    def _require_what_was_published(self) -> None:
        self._refuse_to_fork()
        newest = self._log.newest(Kind.KEYS)
        if newest is not None and self._files.read(newest.path[1:]) is None:
            raise ForkError("what was published before is not here: copy it to where this exchange publishes now")

    async def _publish_key_list(self, keyring: Keyring) -> list[Published]:
        """The list, if it is new; before it what only withdrawn keys had signed, since phones read that under it."""
        newest = self._log.newest(Kind.KEYS)
        if newest is not None and newest.sequence >= keyring.key_list.sequence:
            return []
        listed = listed_files(self._log, self._clock() // 1000)
        await self._aside(sign_anew, self._files, listed, keyring)
        return [await self._publish_file(Kind.KEYS, keyring.key_list.sequence, keyring.key_list_file)]

    async def _open_configuration(self) -> None:
        """Takes up the configuration in force, once one is in the log that was written and not logged, or the first."""
        logged, sequence = self._log.newest(Kind.CONFIG), self._log.next_sequence(Kind.CONFIG)
        file = await self._aside(unlogged_configuration, self._files, sequence, self._keyring().key_list)
        if file is None and logged is None:
            now_s = self._clock() // 1000
            first = Configuration(sequence=sequence, issued_s=now_s)
            file = write_configuration(first, self._keyring().signer(Kind.CONFIG, now_s))
        if file is not None:
            signatures = len(open_configuration(file, self._keyring().key_list).signers)
            logged = await self._publish_file(Kind.CONFIG, sequence, file, signatures=signatures)
        self.configuration = await self._aside(configuration_in_force, self._files, logged, self._keyring().key_list)
