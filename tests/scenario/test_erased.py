"""A name that retention erased stands in no file of a portal's folder, while it is served and afterwards."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import pytest

from tests.support.exchange.exchanges import DAY_MS, NOON_MS
from tests.support.exchange.served import set_clock
from tests.support.portal.forked_commands import forked_commands
from tests.support.portal.served_portal import demo_portal, served_portal
from tests.support.portal.staff_pages import Visitor

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
NAME = "Zyxwv Bimatten"


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
