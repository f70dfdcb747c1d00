"""The order of publishing, which is what makes it safe to be killed at any moment (docs/decisions/0007-exchange.md).

1. Close the window: one transaction fixes all that the file depends on.
2. Make the file, write it under a temporary name, fsync, rename.
3. Record its leaf, call the window published and erase the dummy marks: one transaction.
4. After a day's last window its roll-up, in the same way. When nothing more is due: tiles, head, index.

Whatever was cut off is done again from its own step, with the same bytes; nothing is listed before it can be fetched.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import sqlalchemy as sa
import structlog

from bluezone.exchange.errors import BusyError, ForkError, KeyringError, RequestError
from bluezone.exchange.keyring import Keyring
from bluezone.exchange.ports import DAY_S, Clock, Entropy
from bluezone.exchange.publishing.catching_up import take_up_what_was_published
from bluezone.exchange.publishing.configurations import (
    configuration_in_force,
    publish_configuration,
    require_next_configuration,
    sign_next_configuration,
    take_up_configuration,
)
from bluezone.exchange.publishing.files import PublicFiles
from bluezone.exchange.publishing.following import Seen, look
from bluezone.exchange.publishing.hours import Hours
from bluezone.exchange.publishing.index import LISTED_DAYS, listed_files
from bluezone.exchange.publishing.leading import Leading
from bluezone.exchange.publishing.logbook import Logbook
from bluezone.exchange.publishing.press import Press
from bluezone.exchange.publishing.revocations import (
    log_unlogged_revocation,
    logged_revocation,
    publish_revocation,
    renew_signatures,
    require_next_revocation,
    require_signed_revocation,
)
from bluezone.exchange.publishing.signers import publish_key_list
from bluezone.exchange.publishing.witnesses import Heads, Proposal
from bluezone.exchange.retention import ERASED_KINDS, erase_files, erase_from_store
from bluezone.exchange.store import Store, Writer
from bluezone.exchange.store.mingling import forget_arrival
from bluezone.protocol.config import Configuration
from bluezone.protocol.index import REISSUE_S, Cosignature, Published
from bluezone.protocol.signature import Kind

_log = structlog.get_logger()
_HEADROOM_S = 60
"""The head is signed anew this long before it has to be."""
_HOLDER_BYTES = 8
_TRIES, _PAUSE_S = 200, 0.1
"""So long does whoever asks for publication wait for another process that publishes: longer than any lease."""


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
        name: str = "",
        doubts_clock: Callable[[], bool] = lambda: False,
    ) -> None:
        self._doubts_clock = doubts_clock
        self._files = files
        self.leading = Leading(store=store, writer=writer, holder=entropy(_HOLDER_BYTES), name=name)
        self._press = Press(
            store=store,
            writer=writer,
            files=files,
            leading=self.leading,
            keyring=keyring,
            clock=clock,
            entropy=entropy,
        )
        self._hours = Hours(self._press)
        self._heads = Heads(self._press)
        self._turn = asyncio.Lock()
        self._broke_off = False
        self.configuration = Configuration(sequence=1, issued_s=0)
        self.forgotten_s = 0
        """When what is over was erased the last time."""
        self.keeps_erased = False
        """Whether the journal still holds what was erased, because somebody reads the store."""

    @property
    def log(self) -> Logbook:
        return self._press.log

    @property
    def closed_until_s(self) -> int:
        """The end of the newest closed window: nothing is staged for an hour before it any more."""
        return self._hours.closed_until_s

    @property
    def proposal(self) -> Proposal:
        """The newest head, for witnesses."""
        return self._heads.proposal

    @property
    def index_issued_s(self) -> int:
        """When the index was signed anew the last time: it waits for witnesses where the key list requires them."""
        return self._heads.index_issued_s

    def published(self, now_s: int) -> list[Published]:
        """What the index lists, and the newest revocation although it may be older: the next one follows it."""
        listed = listed_files(self.log, now_s)
        newest = self.log.newest(Kind.REVOCATION)
        return [*listed, *([newest] if newest is not None and newest not in listed else [])]

    def offers(self, kind: Kind, sequence: int) -> bool:
        """Whether a file of this number is there to be asked for: it is in the log and not erased."""
        file = self.log.find(kind, sequence)
        erased_before_s = self._press.now_s - LISTED_DAYS * DAY_S
        return file is not None and (kind not in ERASED_KINDS or file.window_end_s >= erased_before_s)

    async def start(self) -> None:
        """Publishes the first key list and configuration if there are none, and finishes what a crash cut off; where
        another process publishes, takes up what it has published."""
        press = self._press
        await press.aside(press.store.hold)
        await take_up_what_was_published(press, self._hours)
        for _ in range(_TRIES):
            if await self.leading.claim(is_busy=True) is not None:
                await self._start_publishing()
                return
            await self._follow()
            if self.log.newest(Kind.CONFIG) is not None:
                return
            await asyncio.sleep(_PAUSE_S)  # the very first start, of several processes at once
        raise BusyError("another process has begun to publish, and does not come to an end")

    async def _start_publishing(self) -> None:
        press = self._press
        async with self._turn:
            unfinished = await self._hours.take_up()
            await self._let_go_unless_it_can()
            await press.aside(press.files.tidy)
            await press.aside(press.files.create, "v1/root", press.keyring.root.value)
            await publish_key_list(press)
            self.configuration = await take_up_configuration(press)
            for window in unfinished:
                await self._hours.publish(window)
            await self._hours.publish_rollups()
            await log_unlogged_revocation(press)
            self._heads.index_issued_s = await self.last_signed_s() or 0
            await self._heads.propose()
            await self.leading.say_idle()

    def _require_newest_keys(self) -> None:
        """Raises KeyringError where a later key list than ours is published: another process has it."""
        newest, ours = self.log.newest(Kind.KEYS), self._press.keyring.key_list.sequence
        if newest is not None and newest.sequence > ours and self._press.store.is_shared:
            raise KeyringError(
                f"key list {newest.sequence} is in force and list {ours} lies here: install it here, too"
            )

    async def _let_go_unless_it_can(self) -> None:
        """Lets another process publish where this one has older keys, or a place that others do not publish into."""
        try:
            self._require_newest_keys()
            if self._press.store.is_shared:
                await self._press.aside(self._press.require_what_was_published)
        except (KeyringError, ForkError):
            await self.leading.release()
            raise

    async def last_signed_s(self) -> int | None:
        """The time of the newest index that lies where we publish; None where there is none that is ours."""
        return await self._press.aside(self._press.last_signed_s)

    async def stop(self) -> None:
        """Returns once what was begun in the press's thread is done; the next process may publish."""
        await self._press.stop()
        try:
            await self.leading.release()
        except Exception as error:  # noqa: BLE001 - a store that is away ends the lease by itself
            _log.error("the lease was not released", error=type(error).__name__)

    async def let_another_publish(self) -> None:
        """Ends the lease. Not in the middle of a turn: whoever ordered it waits for it, and the next tick comes."""
        if not self._turn.locked():
            await self.leading.release()

    def forget_what_changes(self) -> None:
        """Has whatever is replaced in its place read anew: another process has replaced some of it."""
        self._files.forget_what_changes()

    async def follow(self) -> Seen | None:
        """Takes note of what other processes have published; what the store says besides. On SQLite there is none."""
        return await self._follow() if self._press.store.is_shared else None

    async def _follow(self) -> Seen:
        known = self.log.size
        seen = await asyncio.to_thread(look, self._press.store, known)
        self.leading.saw(seen.leader)
        if not self.leading.is_ours and not self._turn.locked() and known == self.log.size:
            await self._take_note(seen)
        return seen

    async def _take_note(self, seen: Seen) -> None:
        self._files.forget_what_changes()
        if any(leaf.published.kind is Kind.KEYS for leaf in seen.leaves):
            self._files.forget_all()
        for leaf in seen.leaves:
            self.log.append(leaf)
        self._hours.closed_until_s = seen.closed_until_s
        if seen.leader is not None:
            self._heads.take_up(seen.leader, seen.cosignatures)
        newest = self.log.newest(Kind.CONFIG)
        if newest is not None and newest.sequence != self.configuration.sequence:
            await self._take_up_configuration(newest)

    async def _take_up_configuration(self, newest: Published) -> None:
        """Reads the configuration in force. Where that cannot be done, as before a list with its signers is installed
        here, the former one stays until the next look; what else others have told is heard all the while."""
        keys = self._press.keyring.key_list
        try:
            found = await asyncio.to_thread(configuration_in_force, self._files, newest, keys)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with it, a rest must be heard
            _log.error("the configuration in force could not be read", error=type(error).__name__)
            return
        if self.log.newest(Kind.CONFIG) is newest:  # else our own turn has begun meanwhile
            self.configuration = found

    async def publish_by_itself(self) -> list[Published]:
        """Publishes what is due, where this process is the one that publishes or nobody else is."""
        if self._press.store.is_shared:
            await self._press.aside(self._press.store.hold)
            if not self.leading.is_ours:
                self._require_newest_keys()
                if not self.leading.may_be_claimed or await self.leading.claim() is None:
                    return []
                self._broke_off = True  # whatever the one before left
            if not self._is_something_due:
                return []
        return await self.publish_due()

    @property
    def _is_something_due(self) -> bool:
        newest, ours = self.log.newest(Kind.KEYS), self._press.keyring.key_list.sequence
        return (
            self._broke_off
            or newest is None
            or newest.sequence < ours
            or self._hours.next_due() is not None
            or self._is_head_due
        )

    @property
    def _is_head_due(self) -> bool:
        is_due_s = self.proposal.issued_s + REISSUE_S - _HEADROOM_S
        return self._press.now_s >= is_due_s or self._heads.are_of_the_future

    async def publish_due(self) -> list[Published]:
        """Publishes a new key list, and every window whose hour is over, in order. Does nothing when none is."""
        async with self._one_turn() as finished:
            published = [*finished, *await publish_key_list(self._press)]
            while (span := self._hours.next_due()) is not None:
                window = await self._hours.close(span, self.configuration)
                published += [await self._hours.publish(window), *await self._hours.publish_rollups()]
            if published or self._is_head_due:
                await self._heads.propose()
            if published:
                await self._clean_up()
        return published

    async def forget(self) -> None:
        """Erases what is over in the store, and what holds the order of arrival; whatever becomes of publishing."""
        now_s = self._press.now_s

        def work(connection: sa.Connection) -> None:
            erase_from_store(connection, now_s)
            forget_arrival(connection)

        await self._press.writer.do(work)
        self.forgotten_s = now_s
        await self.empty_journal()

    async def empty_journal(self) -> None:
        """Has what was erased leave the journal, too; beside a reader of the store that has to be tried again."""
        self.keeps_erased = not await self._press.aside(self._press.store.forget_order)

    async def publish_configuration(self, configuration: Configuration) -> Published:
        """Publishes the next configuration, of whatever sequence. Raises RequestError if no phone would take it."""
        self._require_believed_clock()
        async with self._one_turn():
            return await self._put_in_force(*sign_next_configuration(self._press, configuration, self.configuration))

    async def publish_signed_configuration(self, file: bytes) -> Published:
        """Publishes one that persons signed elsewhere. Raises RequestError unless phones would take it as the next."""
        self._require_believed_clock()
        async with self._one_turn():
            return await self._put_in_force(require_next_configuration(self._press, file, self.configuration), file)

    async def _put_in_force(self, configuration: Configuration, file: bytes) -> Published:
        published = await publish_configuration(self._press, configuration.sequence, file)
        self.configuration = configuration
        await self._heads.propose()
        return published

    async def publish_revocation(self, file: bytes) -> Published:
        """A revocation that two persons signed elsewhere; the same one again is no error, and under other signatures
        takes the former's place. Raises RequestError unless it holds and follows the last."""
        self._require_believed_clock()
        async with self._one_turn():
            keys = self._press.keyring.key_list
            known = logged_revocation(file, self.log, keys)
            if known is not None:
                await self._press.aside(renew_signatures, self._press.files, known, file, keys, self._press.now_s)
                return known
            revocation = require_next_revocation(file, self.log, keys)
            require_signed_revocation(file, keys, self._press.now_s)
            published = await publish_revocation(self._press, revocation, file)
            await self._heads.propose()
            return published

    async def witness(self, cosignature: Cosignature) -> int:
        """Adds a witness's signature to the newest head; how many it has. Raises RequestError if it does not hold."""
        self._require_believed_clock()
        async with self._one_turn():
            return await self._heads.witness(cosignature)

    def _require_believed_clock(self) -> None:
        """Raises BusyError while the clock is in doubt (leaps.py): whoever hands something in did not vouch for it."""
        if self._doubts_clock():
            raise BusyError("the clock leapt: nothing is signed before it is set right, or somebody says that it is")

    @asynccontextmanager
    async def _one_turn(self) -> AsyncIterator[list[Published]]:
        """One thing after another, over all processes. After a turn that broke off, here or in the process that
        published before, what it left half done is finished first: that list."""
        async with self._turn:
            await self._press.aside(self._press.store.hold)
            is_new = await self._claim()
            self._broke_off |= is_new  # asked after the wait: who published by itself may have taken over in it
            finished = await self._finish() if self._broke_off else []
            self._broke_off = True
            try:
                yield finished
            except RequestError:
                self._broke_off = False  # a refusal has begun nothing
                raise
            finally:
                await self._say_idle()
            self._broke_off = False

    async def _claim(self) -> bool:
        """Waits until no other process publishes. Tells whether one did before us. Raises BusyError."""
        self._require_newest_keys()
        for _ in range(_TRIES):
            is_new = await self.leading.claim(from_idle=True, is_busy=True)
            if is_new is not None:
                return is_new
            await asyncio.sleep(_PAUSE_S)
        raise BusyError("another process publishes, and does not come to an end")

    async def _say_idle(self) -> None:
        try:
            await self.leading.say_idle()
        except Exception as error:  # noqa: BLE001 - what the turn itself came to is what counts; the lease ends by itself
            _log.warning("the turn of publishing is not ours any more", error=type(error).__name__)

    async def _finish(self) -> list[Published]:
        unfinished = await self._hours.take_up()
        await self._let_go_unless_it_can()
        await self._press.aside(self._press.files.tidy)
        finished = [await self._hours.publish(window) for window in unfinished]
        self.configuration = await take_up_configuration(self._press)
        finished += [*await self._hours.publish_rollups(), *await log_unlogged_revocation(self._press)]
        if self.leading.present is not None and self._press.store.is_shared:
            seen = await asyncio.to_thread(look, self._press.store, self.log.size)
            if seen.leader is not None:
                self._heads.take_up(seen.leader, seen.cosignatures)
        if finished or not self._press.store.is_shared or not self._heads.is_of_this_log:
            await self._heads.propose()
        else:
            await self._press.aside(self._press.refuse_to_fork)
            await self._heads.publish_index()
        return finished

    async def _clean_up(self) -> None:
        """Erases what is over, in the store and among the files."""
        await self.forget()  # before a bucket is asked, which may fail
        files, listed, log = self._press.files, listed_files(self.log, self._press.now_s), self.log
        await self._press.aside(lambda: erase_files(files, listed, is_logged=lambda *one: log.find(*one) is not None))
