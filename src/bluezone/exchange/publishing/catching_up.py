"""What a process of an exchange takes up of others before it serves."""

from __future__ import annotations

import asyncio
from typing import Final

from bluezone.exchange.errors import ForkError
from bluezone.exchange.publishing.hours import Hours
from bluezone.exchange.publishing.press import Press

TRIES: Final = 20
PAUSE_S: Final = 0.1
"""Two seconds in all: between a file of another process and its leaf lies one commit."""


async def take_up_what_was_published(press: Press, hours: Hours) -> None:
    """Reads the log, and requires that it continues what lies where we publish. Beside a process that publishes the
    files may be newer than the log that was read before them: then it is read again. Raises ForkError."""
    for tries_left in reversed(range(TRIES if press.store.is_shared else 1)):
        await hours.take_up()
        try:
            await press.aside(press.require_what_was_published)
        except ForkError:
            if not tries_left:
                raise
            await asyncio.sleep(PAUSE_S)
        else:
            return
