"""A name that retention erased stands in no file of a portal's folder, while it is served and afterwards."""

from __future__ import annotations

import contextlib
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.exchange.exchanges import DAY_MS, NOON_MS
from tests.support.exchange.served import set_clock
from tests.support.portal.forked_commands import forked_commands
from tests.support.portal.served_portal import demo_portal, empty_portal, served_portal
from tests.support.portal.staff_pages import Visitor

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
NAME = "Zyxwv Bimatten"
TRIES_EVERY_S, PATIENCE_S = 20, 20
"""How often a running portal tries to empty its journal, by SECURITY.md; and what a busy machine is given for it."""


def found_in(data: Path) -> dict[str, int]:
    """Never while this process has the store open: closing a file gives up all locks that a process has on it."""
    counts = {path.name: path.read_bytes().count(NAME.encode()) for path in data.glob("portal.db*")}
    return {name: count for name, count in counts.items() if count}


def test_an_erased_name_is_in_no_file(tmp_path: Path) -> None:
    data, clock = demo_portal(tmp_path / "portal"), str(set_clock(tmp_path, NOON_MS + 800 * DAY_MS))
    with served_portal(data, "--clock", clock) as portal:
        with contextlib.closing(Visitor(portal)) as lan:
            assert "Today" in lan.signs_in("lan")  # pages leave connections open behind them
            lan.sees("/cases")
        writer = sqlite3.connect(data / "portal.db")
        writer.execute("UPDATE cases_person SET full_name = ? || ' ' || id", (NAME,))
        writer.commit()
        writer.close()
        before = found_in(data)

        reader = sqlite3.connect(data / "portal.db")
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM cases_person").fetchone()
        with forked_commands(data) as commands:
            beside = commands.run("portal", "retention", "--data", data, "--clock", clock)
            reader.close()
            alone = commands.run("portal", "retention", "--data", data, "--clock", clock)
        running = found_in(data)
    after = found_in(data)

    assert before
    assert (1, True) == (beside.status, "somebody reads the store" in beside.complained), beside.said
    assert 0 == alone.status, alone.complained
    assert ({}, {}) == (running, after)


LOOKS_ON = "import sqlite3, sys; store = sqlite3.connect(sys.argv[1]); store.execute('SELECT 1 FROM places_unit')"


@contextlib.contextmanager
def somebody_at(store: Path) -> Iterator[None]:
    """A process of its own that has the store open for the length of a block, and reads nothing any more."""
    command = [sys.executable, "-c", f"{LOOKS_ON}.fetchone(); print('open', flush=True); sys.stdin.read()", str(store)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as looking:
        assert looking.stdin is not None
        assert looking.stdout is not None
        assert "open" == looking.stdout.readline().strip()
        yield
        looking.stdin.close()


def test_a_portal_leaves_no_erased_name_in_its_journal_by_itself_and_at_its_end(tmp_path: Path) -> None:
    """Though somebody else has the store open, who reads nothing: SQLite alone would leave the journal as it is."""
    data = empty_portal(tmp_path / "portal")
    with somebody_at(data / "portal.db"):
        with served_portal(data):
            first = erase_one_that_was_written_in(data)
            until = time.monotonic() + TRIES_EVERY_S + PATIENCE_S
            while (running := found_in(data)) and time.monotonic() < until:
                time.sleep(0.2)
            second = erase_one_that_was_written_in(data)
        after = found_in(data)

    assert first
    assert second
    assert ({}, {}) == (running, after)


def erase_one_that_was_written_in(data: Path) -> dict[str, int]:
    """Where the name stands all the same."""
    with contextlib.closing(sqlite3.connect(data / "portal.db", timeout=60)) as writer:
        writer.execute("PRAGMA secure_delete = ON")
        for name in (f"'{NAME}'", "'Phường Mới'"):
            writer.execute(f"UPDATE places_unit SET name = {name} WHERE id = (SELECT min(id) FROM places_unit)")
            writer.commit()
    return found_in(data)
