"""A write that means nothing, for whoever wants to see that writes get through.

It goes the way of all writes: through the one writer, in a turn. On PostgreSQL it is a mark. SQLite's own file stays as
it is while its turn is held: the journal holds the order in which seeds came, and a row every quarter of a minute would
be a clock beside it (SECURITY.md, "A store on SQLite"). A file beside it, on the same disk, is flushed instead, and
never has a name.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import sqlalchemy as sa

from bluezone.exchange.errors import StoreError
from bluezone.exchange.store import Store, Writer
from bluezone.exchange.store.log import mark, set_mark

_BEAT = "beat"
_BYTES = bytes(4_096)


class Heartbeat:
    """The beat of one process of an exchange."""

    def __init__(self, store: Store, writer: Writer, data: Path) -> None:
        self._store, self._writer, self._data = store, writer, data
        self.is_refused = False
        """Whether the last one was."""

    async def beat(self) -> None:
        """Writes once; over when it is on disk. Raises what the store says."""
        try:
            await self._writer.do(_turn_the_mark if self._store.is_shared else self._flush_beside)
        except Exception:
            self.is_refused = True
            raise
        self.is_refused = False

    def wait_for_a_turn(self) -> None:
        """Takes a turn to write on another line than the writer's; for threads. Raises what the store says."""
        with self._store.turn():
            pass

    def _flush_beside(self, _in_turn: sa.Connection) -> None:
        try:
            with tempfile.TemporaryFile(dir=self._data, buffering=0) as file:
                file.write(_BYTES)
                os.fsync(file.fileno())
        except OSError as error:  # a refusal, which breaks no other work of the group
            raise StoreError(f"nothing can be written beside the store ({error.strerror})") from error


def _turn_the_mark(connection: sa.Connection) -> None:
    set_mark(connection, _BEAT, 1 - (mark(connection, _BEAT) or 0))
