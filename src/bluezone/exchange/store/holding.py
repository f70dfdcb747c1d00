"""Who uses a database, however many data directories name it.

SQLite's file lies in a data directory, and that is kept to one service by a lock of its own (service.py). A database on
a server can be named from anywhere. Any number of processes may serve on it together; but what is done while nobody
serves (an upgrade, a restore) must be alone with it, and so was every service of a version before 0002: beside one that
knows nothing of terms (leading.py) nobody may publish.
"""

from __future__ import annotations

import sqlalchemy as sa

from bluezone.exchange.errors import StoreError

_NAME = 0x626C7565_7A6F6E65
"""Of the lock, among others that a database may know: "bluezone" in bytes."""
_LOCK_NOT_AVAILABLE = "55P03"
PATIENCE_MS = 5_000
"""So long may the server take to notice that the one before was killed; that its whole machine is gone takes it longer
(opening.py)."""


class Hold:
    """A lock that lasts as long as one connection: together with others, or alone."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._connection: sa.Connection | None = None

    def keep(self, *, alone: bool = False) -> None:
        """Takes the lock, or makes sure of it: a server that was restarted has forgotten it. Raises StoreError."""
        if self._engine.dialect.name != "postgresql" or self._is_kept():
            return
        connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        try:
            connection.exec_driver_sql(f"SET lock_timeout = {PATIENCE_MS}")
            take = sa.func.pg_advisory_lock if alone else sa.func.pg_advisory_lock_shared
            connection.execute(sa.select(take(_NAME)))
        except sa.exc.DBAPIError as error:
            connection.invalidate()
            connection.close()
            if getattr(error.orig, "sqlstate", None) != _LOCK_NOT_AVAILABLE:
                raise
            raise StoreError("another exchange uses this database") from error
        self._connection = connection

    def release(self) -> None:
        if self._connection is not None:
            self._connection.invalidate()  # the lock is the session's: the pool must not keep it
            self._connection.close()
            self._connection = None

    def _is_kept(self) -> bool:
        if self._connection is None:
            return False
        try:
            self._connection.exec_driver_sql("SELECT 1")
        except sa.exc.DBAPIError:
            self.release()
            return False
        return True
