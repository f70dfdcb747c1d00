"""What is over is erased: in the store, in its journal, and among the files. Whatever becomes of publishing."""

from __future__ import annotations

import sqlalchemy as sa

from bluezone.exchange.publishing.index import listed_files
from bluezone.exchange.publishing.press import Press
from bluezone.exchange.retention import erase_files, erase_from_store
from bluezone.exchange.store.mingling import forget_arrival


class Clearing:
    """Erases, and knows when it did the last time."""

    def __init__(self, press: Press) -> None:
        self._press = press
        self.forgotten_s = 0
        """When what is over was erased the last time."""
        self.keeps_erased = False
        """Whether the journal still holds what was erased, because somebody reads the store."""

    async def clean_up(self) -> None:
        """Erases what is over, in the store and among the files."""
        await self.forget(self._press.now_s)  # before a bucket is asked, which may fail
        files, log = self._press.files, self._press.log
        listed = listed_files(log, self._press.now_s)
        await self._press.aside(lambda: erase_files(files, listed, is_logged=lambda *one: log.find(*one) is not None))

    async def forget(self, now_s: int) -> None:
        """Erases what is over by this time in the store, and what holds the order of arrival."""

        def work(connection: sa.Connection) -> None:
            erase_from_store(connection, now_s)
            forget_arrival(connection)

        await self._press.writer.do(work)
        self.forgotten_s = now_s
        await self.empty_journal()

    async def empty_journal(self) -> None:
        """Has what was erased leave the journal, too; beside a reader of the store that has to be tried again."""
        self.keeps_erased = not await self._press.aside(self._press.store.forget_order)
