"""The drill that loses a portal and an exchange: what it types is the guide, what it counts is what it finds."""

from __future__ import annotations

import re
import shlex
import sqlite3
from argparse import Namespace
from contextlib import closing
from pathlib import Path

import pytest

from bluezone.cli.__main__ import _parser
from bluezone.lab.throwaway_postgresql import postgresql_binaries
from drills.machines.guide import blocks_of
from drills.restore import drill
from drills.restore.drill import Figures, outcome_of
from drills.restore.rows import FILES, Store, compared
from drills.restore.technician import GUIDE, StuckError, Technician

pytestmark = pytest.mark.every_run

WELL = {"rows": 9, "lost": 0, "doubled": 0, "lost of before the moment": 0, "left of after it": 0}
WHOLE, LITTLE = Namespace(gigabytes=5.0, on=None), Namespace(gigabytes=0.01, on=None)
SERVICES = {
    "systemctl stop postgresql@17-main",
    "systemctl start postgresql@17-main",
    drill.START_EXCHANGE,
}


def typed() -> list[str]:
    return [command for block in blocks_of(GUIDE.read_text("utf-8")) for command in block.commands]


def as_anybody(command: str) -> str:
    """What is typed, whoever the page has type it."""
    return re.sub(r"^runuser -u bluezone-(portal|exchange) -- ", "", command)


def test_without_pgbackrest_it_says_so_and_starts_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    outcome = drill.DRILL.run(WHOLE)

    assert (False, {}) == (outcome.held, outcome.counts)
    assert {"not run": "no pgbackrest: scripts/system-packages drills"} == outcome.details


def test_every_command_of_ours_in_the_guide_is_one_that_there_is() -> None:
    ours = [one for one in map(as_anybody, typed()) if one.startswith("bluezone ")]

    for command in ours:
        words = shlex.split(command)[1:]
        assert _parser(words[0]).parse_args(words).run
    assert 12 < len(ours)


def test_what_a_new_machine_is_installed_without_are_lines_of_the_guide_for_installing() -> None:
    installing = blocks_of((GUIDE.parent / "install.md").read_text("utf-8"))
    (told,) = re.findall(r"but without the lines ([^:]+):", GUIDE.read_text("utf-8"))
    without = re.findall(r"`([^`]+)`", told)

    assert 3 == len(without)
    for words in without:
        assert any(words in command for block in installing for command in block.commands)


def test_the_drill_does_all_that_the_guide_asks_of_systemd_and_nothing_else() -> None:
    asked = {command for command in typed() if command.startswith("systemctl")}

    assert SERVICES == asked
    assert [] == [one for one in asked if one not in Path(drill.__file__).read_text("utf-8")]


def test_the_moment_that_the_drill_replaces_is_the_guides() -> None:
    (line,) = (command for command in typed() if "--type=time" in command)

    assert [drill._MOMENT] == re.findall(r'"--target=([^"]*)"', line)


def test_it_holds_where_all_is_there_once_and_nothing_of_after_the_moment() -> None:
    assert outcome_of(Figures(dict(WELL)), "", WHOLE).held


@pytest.mark.parametrize("name", ["lost", "doubled", "lost of before the moment", "left of after it"])
def test_it_does_not_hold_where_one_row_is_wrong_or_nobody_counted(name: str) -> None:
    assert not outcome_of(Figures({**WELL, name: 1}), "", WHOLE).held
    assert not outcome_of(Figures({what: count for what, count in WELL.items() if what != name}), "", WHOLE).held


def test_on_sqlite_alone_there_is_no_moment_to_go_back_to() -> None:
    asked = Namespace(gigabytes=5.0, on="sqlite")
    outcome = outcome_of(Figures({"rows": 9, "lost": 0, "doubled": 0}), "", asked)

    assert (True, "--on sqlite") == (outcome.held, outcome.part)
    assert not outcome_of(Figures({"rows": 9, "lost": 1, "doubled": 0}), "", asked).held


def test_whoever_gets_stuck_in_the_guide_is_told_where() -> None:
    outcome = outcome_of(Figures(dict(WELL)), "tar ended with 2", Namespace(gigabytes=1.0, on=None))

    assert (False, {"stuck": "tar ended with 2"}, "--gigabytes 1") == (outcome.held, outcome.details, outcome.part)


def test_a_command_that_fails_ends_the_sitting(tmp_path: Path) -> None:
    with pytest.raises(StuckError, match="ls NOWHERE ended with 2"):
        Technician(tmp_path, {"NOWHERE": str(tmp_path / "nowhere")}).types("ls NOWHERE")


def test_a_row_that_is_gone_changed_or_there_twice_is_seen(tmp_path: Path) -> None:
    store = Store(tmp_path / "portal.db", FILES)
    with closing(sqlite3.connect(tmp_path / "portal.db")) as connection:
        connection.execute(f"CREATE TABLE {FILES.table} (content, sha256, name, media_type, size, kept_at)")
    told = store.add(5)
    assert (0, 0) == compared(told, store.found())

    with closing(sqlite3.connect(tmp_path / "portal.db")) as connection, connection:
        connection.execute(f"DELETE FROM {FILES.table} WHERE rowid = 1")
        connection.execute(f"UPDATE {FILES.table} SET content = x'00' WHERE rowid = 2")
        connection.execute(f"INSERT INTO {FILES.table} SELECT * FROM {FILES.table} WHERE rowid = 3")

    assert (2, 1) == compared(told, store.found())


@pytest.mark.breadth
@pytest.mark.slow
def test_a_little_of_it_goes_all_the_way() -> None:
    outcome = drill.DRILL.run(LITTLE)
    if "not run" in outcome.details or postgresql_binaries() is None:
        pytest.skip(str(outcome.details))

    assert ({}, True) == (outcome.details, outcome.held)
    assert 100 < outcome.counts["rows"]
