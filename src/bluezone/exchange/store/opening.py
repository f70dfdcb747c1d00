"""Opening the store: SQLite for one machine, PostgreSQL for more; the rest of the room sees no difference.

SQLite runs with a write-ahead log and synchronous=FULL: what is acknowledged is on disk. Deleted rows are overwritten.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.pool import QueuePool

from bluezone.exchange.errors import OtherVersionError, StoreError
from bluezone.exchange.store.at_once import Question, Told
from bluezone.exchange.store.clearing import clear_erased
from bluezone.exchange.store.holding import Hold
from bluezone.exchange.store.turns import begin_turn

_MIGRATIONS = Path(__file__).parent / "migrations"
_BUSY_S = 30
_TRIES, _PAUSE_S = 25, 0.01
_NOTICES_A_CUT: dict[str, object] = {
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 5,
    "keepalives_count": 2,
    "tcp_user_timeout": 15_000,
}
"""A quarter of a minute without a sign of the database's machine, and the line counts as cut: calls are told to come
back then, and do not wait for what the system would wait for by itself."""
_SERVER_NOTICES_A_CUT = (
    "SELECT set_config('tcp_keepalives_idle', '10', false), set_config('tcp_keepalives_interval', '5', false),"
    " set_config('tcp_keepalives_count', '4', false), set_config('tcp_user_timeout', '30000', false)"
)
"""Half a minute without a sign of ours, and the server lets go of a line, and of what is locked on it, also where an
answer was on its way. By itself it keeps one that was cut for two hours, or for a quarter of one, and a network that
fails often would use up what lines it has."""
_PREPARES_NOTHING = {"prepare_threshold": None}
"""The driver has the server forget all that was prepared whenever a transaction of its own breaks; what calls ask is
prepared by us (at_once.py)."""
_LATER = "the store was written by a later version: start that one"


class Store:
    """An opened store whose tables are up to date."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine
        self._hold = Hold(engine)
        self._taking_turns: list[sa.Connection] = []
        """Lines that are kept from one turn to the next, which spares asking the pool's question whether they are
        still there: one that is not fails at its first word, and the next turn has another."""

    @contextmanager
    def transaction(self) -> Iterator[sa.Connection]:
        """Opens a transaction: all or nothing, on disk when the block ends."""
        with self.engine.begin() as connection:
            yield connection

    @contextmanager
    def turn(self) -> Iterator[sa.Connection]:
        """Opens a transaction in which nobody else writes, whatever process they are."""
        with self.asking_turn() as (connection, _):
            yield connection

    @contextmanager
    def asking_turn(self, questions: Sequence[Question] = ()) -> Iterator[tuple[sa.Connection, list[Told]]]:
        """Opens such a transaction, and has these answered as soon as nobody else writes."""
        try:
            connection = self._taking_turns.pop()
        except IndexError:
            connection = self.engine.connect()
        try:
            with connection.begin():
                yield connection, begin_turn(connection, questions)
        except BaseException:
            connection.close()  # the pool asks whether it is still there before anybody has it again
            raise
        if self.is_shared:
            self._taking_turns.append(connection)
        else:
            connection.close()

    @property
    def is_shared(self) -> bool:
        """Whether several processes may serve on this store at once."""
        return self.engine.dialect.name == "postgresql"

    @property
    def synchronous(self) -> str:
        """How durable a commit is, in the words of the database itself."""
        with self.engine.connect() as connection:
            if self.engine.dialect.name == "sqlite":
                level = connection.exec_driver_sql("PRAGMA synchronous").scalar_one()
                return ("OFF", "NORMAL", "FULL", "EXTRA")[level]
            return str(connection.exec_driver_sql("SHOW synchronous_commit").scalar_one()).upper()

    def forget_order(self) -> bool:
        """Empties SQLite's write-ahead log, which would otherwise still hold the order in which seeds arrived and what
        was erased; and PostgreSQL's rows that were written anew (mingling.py) or erased, which it keeps until it is
        told. Whether that is done: while somebody reads SQLite's file, or looks at PostgreSQL's tables as they were, it
        cannot be, and nobody waits for them.
        """
        if self.engine.dialect.name == "postgresql":
            return clear_erased(self.engine)
        return any(self._emptied() for _ in range(_TRIES))

    def _emptied(self) -> bool:
        """One try, which fails at once beside a reader or while the writer writes: its turn is over in milliseconds."""
        with self.engine.connect() as connection:
            driver: Any = connection.connection.driver_connection
            connection.rollback()
            driver.execute("PRAGMA busy_timeout=0").close()
            try:
                ((is_busy, *_),) = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            except sqlite3.OperationalError:
                is_busy = 1
            finally:
                driver.execute(f"PRAGMA busy_timeout={_BUSY_S * 1000}").close()
        if is_busy:
            time.sleep(_PAUSE_S)
        return not is_busy

    def hold(self, *, alone: bool = False) -> None:
        """Tells others that an exchange uses the store from now on; with `alone` that nobody else may. Asked again,
        makes sure of it. Raises StoreError where somebody is alone with it, or `alone` is asked beside somebody."""
        self._hold.keep(alone=alone)

    def close(self) -> None:
        self._hold.release()
        while self._taking_turns:
            self._taking_turns.pop().close()
        self.engine.dispose()


def open_store(address: str, *, may_change: bool = False) -> Store:
    """The store at an SQLAlchemy address: an empty one made, one of an earlier version changed if that was asked for.
    Raises StoreError in one line."""
    try:
        engine = engine_of(address)
    except sa.exc.ArgumentError as error:
        raise StoreError("the store's address cannot be understood") from error
    try:
        with engine.begin() as connection:
            _require_this_version(_changed_last(connection), may_change=may_change)
            bring_up_to_date(connection)
    except sa.exc.DBAPIError as error:
        engine.dispose()
        raise StoreError(f"the store cannot be opened ({type(error.orig).__name__})") from error
    except StoreError:
        engine.dispose()
        raise
    return Store(engine)


@dataclass(frozen=True, slots=True)
class ReadingStore:
    """A store that was opened to be looked at: as it is, whatever its version."""

    engine: sa.Engine
    changes_to_come: int
    """How many changes of the tables this version brings and the store does not have."""


def reading_store(address: str) -> ReadingStore:
    """The store at an address, to be looked at alone. Raises StoreError where there is none, or none that opens."""
    url = sa.make_url(address)
    if url.get_backend_name() == "sqlite":
        engine = sa.create_engine(f"sqlite:///file:{url.database}?mode=ro&uri=true", hide_parameters=True)
    else:
        engine = engine_of(address)
    try:
        with engine.connect() as connection:
            return ReadingStore(engine, changes_to_come(connection))
    except sa.exc.DBAPIError as error:
        engine.dispose()
        raise StoreError(f"the store cannot be opened ({type(error.orig).__name__})") from error
    except StoreError:
        engine.dispose()
        raise


def changes_to_come(connection: sa.Connection) -> int:
    """How many changes of the tables this version brings and the store does not have. Raises StoreError for a later
    version's."""
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - a service and its commands do without (bring_up_to_date)

    here = _changed_last(connection)
    _require_this_version(here, may_change=True)
    return len(list(ScriptDirectory(str(_MIGRATIONS)).iterate_revisions("head", here or "base")))


def engine_of(address: str) -> sa.Engine:
    """The engine of an address, with whatever its database is told at the start. Its errors name no value: what nobody
    foresaw is printed. Raises StoreError."""
    url = sa.make_url(address)
    if url.get_backend_name() == "sqlite":
        _keep_to_owner(url.database)
        engine = sa.create_engine(
            url,
            poolclass=QueuePool,
            pool_size=4,
            hide_parameters=True,
            connect_args={"check_same_thread": False, "timeout": _BUSY_S},
        )
        sa.event.listen(engine, "connect", _prepare_sqlite)
        sa.event.listen(engine, "begin", _begin_immediate)
        return engine
    if url.get_backend_name() == "postgresql":
        spoken = url.set(drivername="postgresql+psycopg")
        told = _NOTICES_A_CUT | _PREPARES_NOTHING
        engine = sa.create_engine(spoken, pool_size=4, pool_pre_ping=True, hide_parameters=True, connect_args=told)
        sa.event.listen(engine, "handle_error", _keep_to_its_first_line)
        sa.event.listen(engine, "connect", _have_the_server_notice_a_cut)
        return engine
    raise StoreError("a store is SQLite or PostgreSQL")


def _keep_to_its_first_line(context: sa.ExceptionContext) -> None:
    """Cuts an error of PostgreSQL's off where it goes on to the values that it refused."""
    for error in (context.sqlalchemy_exception, context.original_exception):
        if error is not None and error.args:
            error.args = (str(error.args[0]).partition("\n")[0], *error.args[1:])


def _keep_to_owner(database: str | None) -> None:
    """Closes the file to others: seeds under embargo lie in it; SQLite gives the log and its index its mode."""
    if not database or database == ":memory:":
        return
    try:
        os.close(os.open(database, os.O_RDWR | os.O_CREAT, 0o600))
        for path in (database, f"{database}-wal", f"{database}-shm"):
            with contextlib.suppress(FileNotFoundError):
                Path(path).chmod(0o600)
    except OSError as error:
        raise StoreError(f"the store cannot be opened ({error.strerror})") from error


def _have_the_server_notice_a_cut(connection: Any, _record: object) -> None:
    connection.execute(_SERVER_NOTICES_A_CUT).close()
    connection.commit()


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver must not open transactions of its own
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "secure_delete=ON",
        "cache_size=-65536",
        "temp_store=MEMORY",  # what is put aside for a moment is on no disk
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_immediate(connection: sa.Connection) -> None:
    # A transaction that starts as a reader and turns writer can fail half way when another process writes.
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _require_this_version(last: str | None, *, may_change: bool) -> None:
    newest = newest_change()
    if last is None or last == newest:
        return
    if last > newest:
        raise OtherVersionError(_LATER)
    if not may_change:
        raise OtherVersionError("the store is an earlier version's: run `bluezone upgrade --data DIR` first")


def bring_up_to_date(connection: sa.Connection) -> None:
    """Brings the tables up to date, within the caller's transaction. Alembic is a quarter of a start: it is loaded only
    where there is a change."""
    if _changed_last(connection) == newest_change():
        return

    from alembic import command  # noqa: PLC0415 - as said above
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def newest_change() -> str:
    """Names the change after which tables are up to date: the first word of the last file's name."""
    return max(path.name for path in (_MIGRATIONS / "versions").glob("[0-9]*.py")).partition("_")[0]


def _changed_last(connection: sa.Connection) -> str | None:
    """Reads which change the store has seen last; None of an empty one."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
