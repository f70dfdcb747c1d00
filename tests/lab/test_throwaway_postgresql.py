"""A PostgreSQL that lives as long as whoever began it wants."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import psycopg
import pytest

from bluezone.joining.refusal import RefusedError
from bluezone.lab.throwaway_postgresql import postgresql_binaries, running_postgresql, throwaway_postgresql


@pytest.mark.skipif(postgresql_binaries() is None, reason="PostgreSQL is not installed on this machine")
def test_a_fork_that_lets_go_of_it_leaves_it_running() -> None:
    """As one does that clears what it would do at its end: Python's own forks of workers."""
    with contextlib.ExitStack() as running:
        address = running.enter_context(running_postgresql(durable=False))
        if not (child := os.fork()):
            try:
                running.close()
            finally:
                os._exit(0)
        os.waitpid(child, 0)

        with psycopg.connect(address) as connection:
            (folder,) = connection.execute("SHOW data_directory").fetchone() or ("",)
        assert Path(folder, "postmaster.pid").exists(), "it would end by itself within a minute"
    assert not Path(folder).exists()


@pytest.mark.parametrize("address", ["postgresql://nobody@127.0.0.1:9/nothing", "no address"])
def test_an_address_at_which_none_answers_is_refused_before_anything_is_measured(address: str) -> None:
    with (
        pytest.raises(RefusedError, match=r"^there is no PostgreSQL to measure at that address: [^\n]+$"),
        throwaway_postgresql("postgresql", address),
    ):
        pytest.fail("it was measured")
