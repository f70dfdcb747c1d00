"""The order of publishing, which is what makes it safe to be killed at any moment (docs/decisions/0007-exchange.md).

1. Close the window: one transaction fixes all that the file depends on.
2. Make the file, write it under a temporary name, fsync, rename.
3. Record its leaf, call the window published and erase the dummy marks: one transaction.
4. After a day's last window its roll-up, in the same way. When nothing more is due: tiles, head, index.

Whatever was cut off is done again from its own step, with the same bytes; nothing is listed before it can be fetched.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import structlog

from bluezone.exchange.errors import BusyError
from bluezone.exchange.keyring import Keyring
from bluezone.exchange.ports import DAY_S, Clock, Entropy
from bluezone.exchange.publishing.catching_up import take_up_what_was_published
from bluezone.exchange.publishing.clearing import Clearing
from bluezone.exchange.publishing.files import PublicFiles
from bluezone.exchange.publishing.handed_in import HandedIn
from bluezone.exchange.publishing.hours import Hours
from bluezone.exchange.publishing.index import LISTED_DAYS, listed_files
from bluezone.exchange.publishing.leading import Leading
from bluezone.exchange.publishing.logbook import Logbook
from bluezone.exchange.publishing.press import Press
from bluezone.exchange.publishing.signers import publish_key_list
from bluezone.exchange.publishing.standing import Standing
from bluezone.exchange.publishing.taking_note import Follower
from bluezone.exchange.publishing.turns import PAUSE_S, TRIES, Turns
from bluezone.exchange.publishing.witnesses import Heads, Proposal
from bluezone.exchange.retention import ERASED_KINDS
from bluezone.exchange.store import Store, Writer
from bluezone.protocol.config import Configuration
from bluezone.protocol.index import REISSUE_S, Published
from bluezone.protocol.signature import Kind

_log = structlog.get_logger()
_HEADROOM_S = 60
"""The head is signed anew this long before it has to be."""
_HOLDER_BYTES = 8


class Publisher:
    """Publishes what is due. What is handed in, what others publish and what is erased is the business of its parts;
    whatever is signed passes through one turn after another."""

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
        doubts_clock: Callable[[int], bool] = lambda _: False,
    ) -> None:
        self.leading = Leading(store=store, writer=writer, holder=entropy(_HOLDER_BYTES), name=name)
        press = Press(
            store=store,
            writer=writer,
            files=files,
            leading=self.leading,
            keyring=keyring,
            clock=clock,
            entropy=entropy,
        )
        first = Configuration(sequence=1, issued_s=0)
        self.standing = Standing(press, self.leading, Hours(press), Heads(press), first)
        self.turns = Turns(self.standing, doubts_clock)
        self.follower = Follower(self.standing, self.turns, files)
        self.handed_in = HandedIn(self.standing, self.turns)
        self.clearing = Clearing(press)
        self._press = press

    @property
    def log(self) -> Logbook:
        return self._press.log

    @property
    def configuration(self) -> Configuration:
        """The one in force."""
        return self.standing.configuration

    @property
    def closed_until_s(self) -> int:
        """The end of the newest closed window: nothing is staged for an hour before it any more."""
        return self.standing.hours.closed_until_s

    @property
    def proposal(self) -> Proposal:
        """The newest head, for witnesses."""
        return self.standing.heads.proposal

    @property
    def index_issued_s(self) -> int:
        """When the index was signed anew the last time: it waits for witnesses where the key list requires them."""
        return self.standing.heads.index_issued_s

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
        async with self.turns.one_moment():
            await take_up_what_was_published(press, self.standing.hours)
        for _ in range(TRIES):
            if await self.leading.claim(is_busy=True) is not None:
                await self.turns.begin()
                return
            await self.follower.look()
            if self.log.newest(Kind.CONFIG) is not None:
                return
            await asyncio.sleep(PAUSE_S)  # the very first start, of several processes at once
        raise BusyError("another process has begun to publish, and does not come to an end")

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

    async def publish_by_itself(self, doubts: Callable[[int], bool] | None = None) -> list[Published]:
        """Publishes what is due, where this process is the one that publishes or nobody else is; `doubts` judges its
        clock. Raises BusyError while that is in doubt."""
        if self.standing.is_shared:
            await self._press.aside(self._press.store.hold)
            if not self.leading.is_ours:
                self.standing.require_newest_keys()
                if not self.leading.may_be_claimed or await self.leading.claim() is None:
                    return []
                self.turns.broke_off = True  # whatever the one before left
            if not self._is_something_due:
                return []
        return await self.publish_due(doubts)

    async def publish_due(self, doubts: Callable[[int], bool] | None = None) -> list[Published]:
        """Publishes a new key list, and every window whose hour is over, in order. Does nothing when none is. Raises
        BusyError while the clock is in doubt."""
        hours = self.standing.hours
        async with self.turns.one_turn(doubts) as finished:
            published = [*finished, *await publish_key_list(self._press)]
            while hours.next_due() is not None:
                self.turns.look_again(doubts)
                if (span := hours.next_due()) is None:
                    break  # the clock was set back by a little
                window = await hours.close(span, self.configuration)
                published += [await hours.publish(window), *await hours.publish_rollups()]
            if published or self._is_head_due:
                await self.standing.heads.propose()
            if published:
                await self.clearing.clean_up()
        return published

    @property
    def _is_something_due(self) -> bool:
        newest, ours = self.log.newest(Kind.KEYS), self._press.keyring.key_list.sequence
        return (
            self.turns.broke_off
            or newest is None
            or newest.sequence < ours
            or self.standing.hours.next_due() is not None
            or self._is_head_due
        )

    @property
    def _is_head_due(self) -> bool:
        is_due_s = self.proposal.issued_s + REISSUE_S - _HEADROOM_S
        return self._press.now_s >= is_due_s or self.standing.heads.are_of_the_future
