"""Every store that the exchange promises: SQLite always, PostgreSQL where the machine has it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from bluezone.lab.throwaway_postgresql import postgresql_binaries, running_postgresql


@contextlib.contextmanager
def store_address(name: str, folder: Path) -> Iterator[str]:
    """The address of an empty store; skips, with the reason, where there is no PostgreSQL."""
    if name == "sqlite":
        yield f"sqlite:///{folder / 'exchange.db'}"
        return
    if postgresql_binaries() is None:
        pytest.skip("PostgreSQL is not installed on this machine")
    with running_postgresql(durable=False) as url:
        yield url
