"""A PostgreSQL and its standby, as an operator sets one up: a copy over the wire that follows its database from then
on. Both live as long as whoever asked."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import NamedTuple

import psycopg
import pytest

from bluezone.lab.throwaway_postgresql import postgresql_binaries, running_cluster, running_postgresql


class Pair(NamedTuple):
    """Their addresses, and how the standby is ended before its time."""

    database: str
    standby: str
    end_standby: Callable[[], None]

    def hold(self) -> None:
        """Has the standby take over nothing, whatever reaches it."""
        _say(self.standby, "SELECT pg_wal_replay_pause()")

    def let_go(self) -> None:
        """Has it follow again."""
        _say(self.standby, "SELECT pg_wal_replay_resume()")


@contextlib.contextmanager
def database_with_a_standby() -> Iterator[Pair]:
    """Runs both; skips, with the reason, where no server is installed."""
    if postgresql_binaries() is None:
        pytest.skip("PostgreSQL is not installed on this machine")
    with running_postgresql(durable=False) as database:
        copied = ["pg_basebackup", "-D", "db", "-R", "-c", "fast", "--no-sync", "-d", database]
        with running_cluster(copied, durable=False) as (standby, end):
            yield Pair(database, standby, end)


def _say(address: str, words: str) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(words)
