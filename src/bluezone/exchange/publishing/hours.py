"""Hour after hour: windows are closed and go out as batches, and after a day's last one its roll-up.

Steps 1 to 4 of the order of publishing (publisher.py); how a window is closed and its file made stands in windows.py,
how a day is united in rollups.py.
"""

from __future__ import annotations

import sqlalchemy as sa

from bluezone.exchange.errors import ForkError
from bluezone.exchange.ports import DAY_S
from bluezone.exchange.publishing.index import LISTED_DAYS
from bluezone.exchange.publishing.logbook import Logbook
from bluezone.exchange.publishing.press import Press
from bluezone.exchange.publishing.revocations import revoked_batches
from bluezone.exchange.publishing.rollups import due_rollup, make_rollup, read_again
from bluezone.exchange.publishing.windows import NO_PREVIOUS, close_window, closed_until, due_window, make_file
from bluezone.exchange.store import entries as stored_entries
from bluezone.exchange.store import log as stored_log
from bluezone.exchange.store.entries import Window
from bluezone.protocol.config import Configuration
from bluezone.protocol.index import Published
from bluezone.protocol.signature import Kind


class Hours:
    """Up to when windows are closed, and the way to close and publish the next."""

    def __init__(self, press: Press) -> None:
        self._press = press
        self.closed_until_s = 0

    async def take_up(self) -> list[Window]:
        """Follows the store, also in what a failure left half done; the windows that are closed and not out."""

        def work(connection: sa.Connection) -> tuple[list[Window], int]:
            return stored_entries.unpublished_windows(connection), closed_until(connection, now_s)

        now_s = self._press.now_s
        # through the writer, and so after whatever was still on its way there
        unfinished, self.closed_until_s = await self._press.writer.do(work)
        # beside it: a long log on its way to a process that is frozen must not keep others from their turns
        self._press.log = await self._press.aside(self._read_log)
        return unfinished

    def next_due(self) -> tuple[int, int] | None:
        """(start, end) of the next window whose hour is over, or None."""
        return due_window(self.closed_until_s, self._press.now_s)

    async def close(self, span: tuple[int, int], configuration: Configuration) -> Window:
        """Closes a window in the store. If that fails, the next turn takes up what the store says."""

        def work(connection: sa.Connection) -> Window:
            window = close_window(connection, span, configuration, now_s=now_s, entropy=self._press.entropy)
            # In the writer's turn, so that no later upload of the same group is staged for a window that is closed.
            self.closed_until_s = window.end_s
            return window

        now_s = self._press.now_s
        return await self._press.leading.write(work)

    async def publish(self, window: Window) -> Published:
        """Puts a closed window out as the next batch."""
        previous = self._press.log.newest(Kind.BATCH)
        if (previous.sequence if previous else 0) != window.sequence - 1:
            raise ForkError(f"window {window.sequence} does not follow the newest published batch")
        identity = previous.identity if previous else NO_PREVIOUS
        file = await self._press.aside(self._make_file, window, identity)
        return await self._press.publish_file(
            Kind.BATCH,
            window.sequence,
            file,
            window_end_s=window.end_s,
            also=lambda connection: stored_entries.mark_published(connection, window),
        )

    async def publish_rollups(self) -> list[Published]:
        """Puts a roll-up out for every complete day that has none."""
        press, published = self._press, []
        since_s = max(0, self.closed_until_s - LISTED_DAYS * DAY_S)
        while (due := due_rollup(press.log, self.closed_until_s, since_s=since_s)) is not None:
            end_s, batches = due
            file = await press.aside(self._make_rollup, end_s, batches, press.log.newest(Kind.ROLLUP))
            sequence = press.log.next_sequence(Kind.ROLLUP)
            published.append(await press.publish_file(Kind.ROLLUP, sequence, file, window_end_s=end_s))
        return published

    def _read_log(self) -> Logbook:
        with self._press.store.transaction() as connection:
            return Logbook(stored_log.all_leaves(connection))

    def _make_file(self, window: Window, previous: bytes) -> bytes:
        with self._press.store.transaction() as connection:
            columns = stored_entries.entries_of_window(connection, window.end_s)
        return make_file(window, columns, previous, self._press.keyring.signer(Kind.BATCH, window.end_s))

    def _make_rollup(self, end_s: int, batches: list[Published], newest: Published | None) -> bytes:
        press, keyring = self._press, self._press.keyring
        revoked = revoked_batches(press.files, press.log.of_kind(Kind.REVOCATION, ends_after_s=end_s - DAY_S))
        standing = [listed for listed in batches if listed.sequence not in revoked]
        read = [read_again(press.files, listed, keyring.key_list) for listed in standing]
        return make_rollup(end_s, read, newest, keyring.signer(Kind.ROLLUP, end_s))
