"""Whose turn it is: one thing after another is published, over all processes that share a store.

A turn has one moment, and none while the clock is in doubt (leaps.py): it is judged before others are waited for, and
anew afterwards, and nothing else in the turn looks at the clock. One that takes hours up goes on by a moment for each,
judged as the first was: what was staged while it lasted belongs to an hour that is not over yet.

A turn that breaks off, in this process or in the one that published before, leaves something half done. The next one
finishes that before it begins anything (docs/decisions/0007-exchange.md).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import structlog

from bluezone.exchange.errors import BusyError, ForkError, KeyringError, RequestError
from bluezone.exchange.publishing.configurations import take_up_configuration
from bluezone.exchange.publishing.following import look
from bluezone.exchange.publishing.revocations import log_unlogged_revocation
from bluezone.exchange.publishing.signers import publish_key_list
from bluezone.exchange.publishing.standing import Standing
from bluezone.protocol.index import Published

_log = structlog.get_logger()
TRIES, PAUSE_S = 200, 0.1
"""So long does whoever asks for publication wait for another process that publishes: longer than any lease."""


class Turns:
    """Lets one at a time publish, here and over all processes."""

    def __init__(self, standing: Standing, doubts_clock: Callable[[int], bool]) -> None:
        self._standing = standing
        self._doubts_clock = doubts_clock
        self._lock = asyncio.Lock()
        self.broke_off = False
        """Whether something may be half done, of this process or of the one that published before."""

    @property
    def is_taken(self) -> bool:
        """Whether somebody of this process has the turn, or waits for another process to end its own."""
        return self._lock.locked()

    async def begin(self) -> None:
        """The first turn of a process that claimed the lease: publishes what there has to be before anything else, and
        finishes what a crash cut off."""
        standing, press = self._standing, self._standing.press
        async with self._lock, self.one_moment():
            unfinished = await standing.hours.take_up()
            await self._let_go_unless_it_can()
            await press.aside(press.files.tidy)
            await press.aside(press.files.create, "v1/root", press.keyring.root.value)
            await publish_key_list(press)
            standing.configuration = await take_up_configuration(press)
            for window in unfinished:
                await standing.hours.publish(window)
            await standing.hours.publish_rollups()
            await log_unlogged_revocation(press)
            signed_s = await press.aside(press.last_signed_s)
            standing.heads.index_issued_s = signed_s or 0
            await standing.heads.propose()
            await standing.leading.say_idle()

    @asynccontextmanager
    async def one_turn(self, doubts: Callable[[int], bool] | None = None) -> AsyncIterator[list[Published]]:
        """One thing after another, over all processes. After a turn that broke off, here or in the process that
        published before, what it left half done is finished first: that list. `doubts` judges the clock for whoever
        knows more of it. Raises BusyError while it is in doubt."""
        async with self._lock:
            self._believed_s(doubts)  # whoever doubts its own clock keeps nobody else from publishing
            await self._standing.press.aside(self._standing.press.store.hold)
            is_new = await self._claim()
            self.broke_off |= is_new  # asked after the wait: who published by itself may have taken over in it
            try:
                async with self.one_moment(doubts):
                    finished = await self._finish() if self.broke_off else []
                    self.broke_off = True
                    try:
                        yield finished
                    except RequestError:
                        self.broke_off = False  # a refusal has begun nothing
                        raise
            finally:
                await self._say_idle()
            self.broke_off = False

    async def let_another_publish(self) -> None:
        """Ends the lease. Not in the middle of a turn: whoever ordered it waits for it, and the next tick comes."""
        if not self.is_taken:
            await self._standing.leading.release()

    @asynccontextmanager
    async def one_moment(self, doubts: Callable[[int], bool] | None = None) -> AsyncIterator[None]:
        """What a turn is done by. Raises BusyError while the clock is in doubt."""
        with self._standing.press.at(self._believed_s(doubts)):
            yield

    def look_again(self, doubts: Callable[[int], bool] | None = None) -> None:
        """Has the turn under way go on by what the clock says now. Raises BusyError while that is in doubt."""
        self._standing.press.go_on_at(self._believed_s(doubts))

    def _believed_s(self, doubts: Callable[[int], bool] | None) -> int:
        """What the clock says. Raises BusyError while that is in doubt."""
        now_s = self._standing.press.clock_s
        if (doubts or self._doubts_clock)(now_s):
            raise BusyError("the clock leapt: nothing is signed before it is set right, or somebody says that it is")
        return now_s

    async def _claim(self) -> bool:
        """Waits until no other process publishes. Tells whether one did before us. Raises BusyError."""
        self._standing.require_newest_keys()
        for _ in range(TRIES):
            is_new = await self._standing.leading.claim(from_idle=True, is_busy=True)
            if is_new is not None:
                return is_new
            await asyncio.sleep(PAUSE_S)
        raise BusyError("another process publishes, and does not come to an end")

    async def _finish(self) -> list[Published]:
        standing, press = self._standing, self._standing.press
        unfinished = await standing.hours.take_up()
        await self._let_go_unless_it_can()
        await press.aside(press.files.tidy)
        finished = [await standing.hours.publish(window) for window in unfinished]
        standing.configuration = await take_up_configuration(press)
        finished += [*await standing.hours.publish_rollups(), *await log_unlogged_revocation(press)]
        if standing.leading.present is not None and standing.is_shared:
            seen = await asyncio.to_thread(look, press.store, standing.log.size)
            if seen.leader is not None:
                standing.heads.take_up(seen.leader, seen.cosignatures)
        if finished or not standing.is_shared or not standing.heads.is_of_this_log:
            await standing.heads.propose()
        else:
            await press.aside(press.refuse_to_fork)
            await standing.heads.publish_index()
        return finished

    async def _let_go_unless_it_can(self) -> None:
        """Lets another process publish where this one has older keys, or a place that others do not publish into."""
        standing = self._standing
        try:
            standing.require_newest_keys()
            if standing.is_shared:
                await standing.press.aside(standing.press.require_what_was_published)
        except (KeyringError, ForkError):
            await standing.leading.release()
            raise

    async def _say_idle(self) -> None:
        try:
            await self._standing.leading.say_idle()
        except Exception as error:  # noqa: BLE001 - what the turn itself came to is what counts; the lease ends by itself
            _log.warning("the turn of publishing is not ours any more", error=type(error).__name__)
