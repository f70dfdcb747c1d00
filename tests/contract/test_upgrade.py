"""`bluezone upgrade` and `rollback` of a portal, on both databases: the data of before or those of after, whatever
fails and whenever it is killed; and no other command changes an earlier version's store. Stores of real releases:
test_portal_previous_release.py.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import random
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bluezone.cli import portal as portal_commands
from bluezone.cli.__main__ import NO_OTHER_TRY
from bluezone.joining.folders import alone_in
from bluezone.joining.portal.opening import Place
from bluezone.joining.upgrading.taking_back import roll_back_portal
from bluezone.joining.upgrading.versions import note_version, this_version, version_of_data
from bluezone.portal.operations.tables import TURN
from bluezone.vietnam.days import WEEK
from tests.contract.test_portal_previous_release import GROWS, KINDS, Rows, Store
from tests.support.amounts import FULL, UPGRADE_KILLS, within_time
from tests.support.exchange.databases import store_address
from tests.support.made_once import made_once
from tests.support.portal.forked_commands import Commands, forked_commands
from tests.support.portal.served_portal import demo_portal, portal_command
from tests.support.sources import PROJECT

pytestmark = [pytest.mark.slow, pytest.mark.timeout(280), pytest.mark.in_turn(of=6)]
EARLIER = ("posts", "0001" if FULL else "0008")
"""Tables as they were before the door posts' ninth change, in a drill before their second, and before whatever stands
on it: a table comes, its rows are made of what each post says, and a column comes."""
OLD = "0.0.1"
HOURS_OF_BEFORE = "UPDATE posts_post SET opens = '05:00:00', closes = '18:00:00'"
"""Where each door says when it is open, as earlier versions did."""
NEEDS_NO_STORE = {"restore", "backup"}
"""Commands that copy a store as it is, whatever its version, or make one."""


@dataclass
class Earlier:
    """A portal with an earlier version's store, and commands on it."""

    data: Path
    options: tuple[str, ...]
    store: Store
    commands: Commands

    @property
    def is_file(self) -> bool:
        return not self.options

    def run(self, *words: str | Path, killed_at: int = 1 << 30):
        return self.commands.run(*words, "--data", self.data, *self.options, killed_at=killed_at)


def made_earlier(folder: Path) -> None:
    data = demo_portal(folder / "data")
    with forked_commands(data) as commands:
        assert 0 == commands.run("undo", *EARLIER).status
    _say_hours(Store(file=data / "portal.db"))


@contextlib.contextmanager
def an_earlier_portal(kind: str, folder: Path) -> Iterator[Earlier]:
    data = folder / "data"
    shutil.copytree(made_once("earlier-portal", made_earlier) / "data", data)
    if kind == "sqlite":
        trial = _trial_folder(data)
        with forked_commands(trial) as commands:
            shutil.rmtree(data / "upgrade")
            yield Earlier(data, (), Store(file=data / "portal.db"), commands)
        return
    (data / "portal.db").unlink()
    with store_address(kind, folder) as address:
        assert 0 == portal_command("demo-data", data, "--database", address).returncode
        with forked_commands(data, address) as commands:
            assert 0 == commands.run("undo", *EARLIER).status
            _say_hours(Store(address))
            yield Earlier(data, ("--database", address), Store(address), commands)


def _say_hours(store: Store) -> None:
    with store.open() as connection:
        connection.execute(HOURS_OF_BEFORE)
        connection.commit()


def _trial_folder(data: Path) -> Path:
    """The folder in which an upgrade on SQLite tries itself: Django is set up on it once for all commands."""
    trial = data / "upgrade" / "next"
    trial.mkdir(parents=True, mode=0o700)
    for key in data.glob("*.key"):
        shutil.copy2(key, trial)
    return trial


@pytest.fixture(params=[kind if kind == "sqlite" else pytest.param(kind, marks=pytest.mark.breadth) for kind in KINDS])
def earlier(request, tmp_path) -> Iterator[Earlier]:
    with an_earlier_portal(request.param, tmp_path) as made:
        yield made


def of_before(rows: Rows) -> Rows:
    """Without what the program notes of itself."""
    return {table: found for table, found in rows.items() if table not in GROWS}


def stands_there(before: Rows, after: Rows) -> bool:
    """Whether each row of before stands there, in the columns of before."""
    kept = of_before(before)
    return all(table in after and len(rows) == len(after[table][1]) for table, (_, rows) in kept.items())


def compared(before: Rows, after: Rows) -> tuple[int, int]:
    """How many rows of before stand there no more, and how many too many."""
    more = [
        len(after[table][1]) - len(rows) if table in after else -len(rows)
        for table, (_, rows) in of_before(before).items()
    ]
    return -sum(one for one in more if one < 0), sum(one for one in more if one > 0)


def changes(rows: Rows) -> int:
    return len(rows["django_migrations"][1])


STEPS = {
    True: (
        "copying the store",
        "changing the tables",
        "counting the rows, and asking the doctor",
        "reading all of the changed store",
        "keeping the data of before, and putting the new ones in their place",
    ),
    False: (
        "dumping the store, for the way back",
        "changing the tables",
        "counting the rows, and asking the doctor",
    ),
}
"""Of an upgrade of a file, and of one on PostgreSQL."""


def _steps_of(complained: str) -> tuple[str, ...]:
    return tuple(re.findall(r"^upgrade: (.+?)(?: \(changes: \d+\))?$", complained, re.MULTILINE))


@pytest.mark.every_run
def test_a_try_changes_nothing_an_upgrade_all_and_a_rollback_brings_back_every_row(earlier):
    before = earlier.store.rows()

    tried = earlier.run("upgrade", "--check-only", "--json")
    untouched = earlier.store.rows()
    done = earlier.run("upgrade", "--json")
    after = earlier.store.rows()
    again = earlier.run("upgrade")
    back = earlier.run("rollback", "--json")

    assert (0, 0, 0, 0) == tuple(one.status for one in (tried, done, again, back)), (tried, done, again, back)
    assert before == untouched
    assert json.loads(tried.said)["changes"] == json.loads(done.said)["changes"] == changes(after) - changes(before) > 0
    assert (False, True) == (json.loads(tried.said)["is_kept"], json.loads(done.said)["is_kept"])
    assert stands_there(before, after)
    assert len(WEEK) * len(before["posts_post"][1]) == len(after["posts_openday"][1]) > 0
    assert "already" in again.said
    assert STEPS[earlier.is_file] == _steps_of(done.complained)
    assert STEPS[earlier.is_file][: earlier.is_file] == _steps_of(again.complained)
    assert before == earlier.store.rows()
    assert earlier.store.columns().keys() == before.keys()
    assert 1 == earlier.run("rollback").status


@pytest.mark.every_run
def test_an_upgrade_whose_check_fails_leaves_the_data_of_before(earlier):
    with earlier.store.open() as store:
        store.execute("UPDATE audit_head SET number = number + 1")
        store.commit()
    before = earlier.store.rows()

    refused = earlier.run("upgrade")

    *steps, why = refused.complained.splitlines()
    assert (1, STEPS[earlier.is_file][: len(steps)]) == (refused.status, _steps_of("\n".join(steps))), refused
    assert "audit: The audit does not end" in why
    assert before == earlier.store.rows()
    assert 1 == earlier.run("rollback").status


@pytest.mark.every_run
def test_a_change_that_loses_a_row_is_refused_and_the_row_stands(tmp_path):
    with an_earlier_portal("sqlite", tmp_path) as earlier:
        with earlier.store.open() as store:
            store.execute("INSERT INTO django_session VALUES ('one', '', '2027-01-01')")
            lost = "AFTER INSERT ON django_migrations BEGIN DELETE FROM django_session; END"
            store.execute(f"CREATE TRIGGER loses_a_row {lost}")
            store.commit()
        before = earlier.store.rows()

        refused = earlier.run("upgrade")

        assert "table django_session had 1 rows and would have 0" in refused.complained, refused
        assert before == earlier.store.rows()


@pytest.mark.breadth
def test_numbers_whose_key_was_given_up_keep_nobody_from_an_upgrade_and_those_under_a_wrong_key_do(tmp_path):
    with an_earlier_portal("sqlite", tmp_path) as earlier:
        key = earlier.data / "identity-numbers.key"
        with earlier.store.open() as store:
            kept = "identity_hash = '12:of another key', identity_sealed = zeroblob(60)"
            store.execute(f"UPDATE cases_person SET {kept} WHERE id = (SELECT min(id) FROM cases_person)")
            store.commit()

        refused = earlier.run("upgrade")
        (earlier.data / "identity-numbers.given-up").write_text(hashlib.sha256(key.read_bytes()).hexdigest())
        done = earlier.run("upgrade")

    assert (1, 0) == (refused.status, done.status), (refused, done)
    assert "identity-numbers: Numbers of cards are kept under another key" in refused.complained


@pytest.mark.breadth
def test_what_was_done_since_is_undone_and_the_guide_says_how_to_read_it(tmp_path):
    with an_earlier_portal("sqlite", tmp_path) as earlier:
        assert 0 == earlier.run("upgrade").status
    with earlier.store.open() as store:
        store.execute(
            "INSERT INTO audit_entry (number, at, actor_name, act, kind, path, detail, previous_hash, hash)"
            " SELECT max(number) + 1, '2999-01-01 00:00:00', 'A', 'done.since', 'write', '', '{}', '', 'since'"
            " FROM audit_entry"
        )
        store.commit()
    with forked_commands(earlier.data) as commands:
        back = json.loads(commands.run("rollback", "--json", "--data", earlier.data).said)
    guide = (PROJECT / "docs" / "operating" / "upgrade.md").read_text("utf-8")
    (asked,) = re.findall(r"SELECT at, act FROM [^\"]+", guide)

    with contextlib.closing(sqlite3.connect(earlier.data / "upgrade" / back["aside"])) as since:
        found = since.execute(asked.replace("WHEN", back["upgraded_at"])).fetchall()

    assert ["done.since"] == [act for _, act in found]
    with earlier.store.open() as store:
        assert not store.execute("SELECT 1 FROM audit_entry WHERE act = 'done.since'").fetchall()


@pytest.mark.breadth
def test_an_upgrade_that_fails_leaves_the_way_back_of_the_one_before(tmp_path):
    """A mend that comes within the week, and fails too."""
    with an_earlier_portal("postgresql", tmp_path) as earlier:
        assert 0 == earlier.run("upgrade").status
        kept = kept_files(earlier.data)
        assert 0 == earlier.commands.run("undo", *EARLIER).status
        with earlier.store.open() as store:
            store.execute("UPDATE audit_head SET number = number + 1")
            store.commit()

        refused = earlier.run("upgrade")

        assert (1, {"before.sql", "note.json"}) == (refused.status, set(kept)), refused
        assert kept == kept_files(earlier.data)


def kept_files(data: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (data / "upgrade").iterdir()}


@pytest.mark.every_run
def test_an_upgrade_that_is_killed_at_any_step_ends_in_the_old_or_the_new(
    earlier, tmp_path, record_property: Callable[[str, object], None]
):
    """Each next one finds what the killed one left."""
    note_version(earlier.data, OLD)
    before = earlier.store.rows()
    whole = earlier.run("upgrade")
    new = changes(earlier.store.rows())
    assert 0 == earlier.run("rollback").status
    chance = random.Random(5)
    ends, kills, lost, doubled = {"old": 0, "new": 0}, 0, 0, 0
    for step in within_time(_spread(whole.steps, UPGRADE_KILLS, chance), least=3):
        killed = earlier.run("upgrade", killed_at=step)
        found = earlier.store.rows()
        fewer, more = compared(before, found)
        lost, doubled = lost + fewer, doubled + more
        assert -9 == killed.status, (step, killed)
        assert before == found or (changes(found) == new and stands_there(before, found)), step
        assert (OLD if before == found else this_version()) == version_of_data(earlier.data, changes(found)), step
        if before != found:
            assert 0 == earlier.run("rollback").status, step
        ends["old" if before == found else "new"] += 1
        kills += 1

    assert before == earlier.store.rows()
    assert 0 == earlier.run("upgrade").status
    assert new == changes(earlier.store.rows())
    assert ends["old"]
    assert (0, 0) == (lost, doubled)
    for name, number in (("kills of an upgrade", kills), ("lost", lost), ("doubled", doubled)):
        record_property(f"counted {name}", number)


@pytest.mark.breadth
def test_a_rollback_that_is_killed_is_ended_by_the_next(earlier):
    """At its last steps, in which the version, the data and the note change."""
    note_version(earlier.data, OLD)
    before = earlier.store.rows()
    for _ in range(2):  # the first one makes what later ones find
        assert 0 == earlier.run("upgrade").status
        steps = earlier.run("rollback").steps
    ended, put_back = dict[int, tuple[object, ...]](), set()
    for step in range(steps - 4, steps + 1):
        assert 0 == earlier.run("upgrade").status
        killed = earlier.run("rollback", killed_at=step)
        is_back = earlier.store.rows() == before
        put_back.add(is_back)
        tried = json.loads(earlier.run("upgrade", "--check-only", "--json").said)
        assert (OLD if is_back else this_version()) == tried["before"], step
        again = earlier.run("rollback")
        is_told = "Going back" in again.complained  # unless nothing more is undone
        ended[step] = (killed.status, again.status, is_told != is_back, earlier.store.rows() == before)
        assert (1, "no upgrade is kept") == nothing_left(earlier), step

    assert dict.fromkeys(ended, (-9, 0, True, True)) == ended
    assert {True, False} == put_back


def nothing_left(earlier: Earlier) -> tuple[int, str]:
    """What a rollback after the one that ended says."""
    refused = earlier.run("rollback")
    return refused.status, refused.complained.removeprefix("bluezone: ")[:18]


@pytest.mark.breadth
def test_no_portal_begins_on_postgresql_until_a_rollback_is_over(tmp_path, monkeypatch):
    """PostgreSQL's own programs are asked what the lock says while they run."""
    programs, asked = tmp_path / "programs", tmp_path / "asked"
    programs.mkdir()
    with an_earlier_portal("postgresql", tmp_path) as earlier:
        assert 0 == earlier.run("upgrade").status
        _, address = earlier.options
        for name in ("pg_dump", "psql"):
            watched(programs / name, shutil.which(name), shutil.which("psql"), asked)
        monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")

        roll_back_portal(Place(earlier.data, address), at="2026-11-28T00:00:00+00:00")

    assert "pg_dump f\npsql f\n" == asked.read_text()


def watched(program: Path, real: str | None, psql: str | None, asked: Path) -> None:
    question = f"SELECT pg_try_advisory_lock({TURN})"
    program.write_text(
        f'#!/bin/sh\necho "{program.name} $({psql} --no-psqlrc -At -c \'{question}\')" >> {asked}\nexec {real} "$@"\n'
    )
    program.chmod(0o700)


def _spread(steps: int, kills: int, chance: random.Random) -> list[int]:
    """The last steps, in which data change places, and others drawn from all."""
    last = [steps - one for one in range(min(kills // 3, 12))]
    steps_killed = [*last, *(chance.randint(2, steps) for _ in range(kills - len(last)))]
    chance.shuffle(steps_killed)  # where time is over before the end, there were some of either
    return steps_killed


def required(parser: argparse.ArgumentParser, folder: Path) -> list[str]:
    """Words that satisfy a parser: what they say does not matter, for nothing of it is looked at."""
    words = []
    for group in parser._mutually_exclusive_groups:
        if group.required:
            words += _said(group._group_actions[0], folder)
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            name, below = next(iter(action.choices.items()))
            words += [name, *required(below, folder)]
        elif (action.required and action.option_strings and action.dest != "data") or _is_place(action):
            words += _said(action, folder)
    return words


def _is_place(action: argparse.Action) -> bool:
    return not action.option_strings and action.nargs not in {"?", "*", 0} and action.dest != "help"


def _said(action: argparse.Action, folder: Path) -> list[str]:
    (folder / "input").write_text("2020-08-12")
    texts = ("input", "1", "2020-08-12", "08", "http://127.0.0.1:1", "100")
    if action.dest == "regime":
        return ["--regime", "template"]
    value = next(iter(action.choices)) if action.choices else _fitting(action, folder, texts)
    return [*action.option_strings[:1], str(value)]


def _fitting(action: argparse.Action, folder: Path, texts: tuple[str, ...]) -> str:
    if action.type is Path:
        return str(folder / ("nowhere" if action.metavar == "DIR" else "input"))
    for text in texts:
        with contextlib.suppress(ValueError, TypeError, argparse.ArgumentTypeError, OSError):
            if callable(action.type):
                action.type(text)
            return text
    raise AssertionError(f"no word fits {action}")


def commands_of(group) -> dict[str, argparse.ArgumentParser]:
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers()
    group.register(commands)
    (whole,) = commands.choices.values()
    (below,) = (one for one in whole._actions if isinstance(one, argparse._SubParsersAction))
    return dict(below.choices)


def works_on_data(parser: argparse.ArgumentParser) -> bool:
    return any(action.dest == "data" for action in parser._actions) or any(
        works_on_data(below)
        for action in parser._actions
        if isinstance(action, argparse._SubParsersAction)
        for below in list(action.choices.values())[:1]
    )


def test_no_command_of_the_portal_but_migrate_changes_an_earlier_versions_store(tmp_path):
    data = tmp_path / "data"
    shutil.copytree(made_once("earlier-portal", made_earlier) / "data", data)
    before, store = Store(file=data / "portal.db").rows(), Store(file=data / "portal.db")
    found = {}
    names = {name: one for name, one in commands_of(portal_commands).items() if works_on_data(one)}
    with forked_commands(data) as commands:
        for name in names.keys() - NEEDS_NO_STORE - {"migrate"}:
            found[name] = commands.run("portal", name, *required(names[name], tmp_path), "--data", data)
        migrated = commands.run("portal", "migrate", "--data", data)

    said = {name: _BY_ITSELF.get(name, _ASKED) for name in found}
    ends = {name: NO_OTHER_TRY if name == "serve" else 1 for name in found}
    unlike = {name: one for name, one in found.items() if (one.status, one.complained) != (ends[name], said[name])}
    assert {} == unlike
    assert len(found) > 15
    assert 0 == migrated.status, migrated
    assert changes(store.rows()) > changes(before)


_BY_ITSELF = {"training": "bluezone: a training begins in an empty directory, and no portal ever becomes one\n"}
_ASKED = "bluezone: the store is an earlier version's: run `bluezone upgrade --data DIR` first\n"


def test_a_store_of_a_later_version_is_opened_by_no_command(tmp_path):
    data = tmp_path / "data"
    shutil.copytree(made_once("earlier-portal", made_earlier) / "data", data)
    store = Store(file=data / "portal.db")
    with store.open() as connection:
        connection.execute("INSERT INTO django_migrations VALUES (9999, 'cases', '0999_later', '2027-01-01')")
        connection.commit()
    with forked_commands(data) as commands:
        refused = [
            commands.run(*words, "--data", data) for words in (("portal", "verify-audit"), ("portal", "migrate"))
        ]
        served = commands.run("portal", "serve", "--data", data, "--port", "0")
        upgraded = commands.run("upgrade", "--data", data)
        doctor = commands.run("doctor", "--data", data, "--language", "en")

    later = "bluezone: the store was written by a later version: start that one\n"
    assert [(1, later)] * 2 == [(one.status, one.complained) for one in refused]
    assert (1, f"upgrade: copying the store\n{later}") == (upgraded.status, upgraded.complained)
    assert (NO_OTHER_TRY, later) == (served.status, served.complained)
    assert "The store was written by a later version." in doctor.said


@pytest.mark.breadth
def test_the_weekly_trial_of_a_copy_reads_one_that_was_written_before_an_upgrade(tmp_path):
    data, aside, copy, key = (tmp_path / name for name in ("data", "aside", "copy", "key"))
    shutil.copytree(made_once("earlier-portal", made_earlier) / "data", data)
    unit = (PROJECT / "deploy" / "systemd" / "bluezone-portal-restore-check.service").read_text("utf-8")
    places = {"/newest": copy, "/backup.key": key, "/aside": aside}
    assert 0 == portal_command("backup", data, "--out", str(copy), "--key", str(key)).returncode

    ended = []
    for line in re.findall(r"ExecStart=\S+/bluezone portal (.+?)(?: --data .+)", unit):
        words = [next((str(places[end]) for end in places if word.endswith(end)), word) for word in line.split()]
        ended.append(portal_command(words[0], aside, *words[1:]))

    assert [(0, [])] * 3 == [(one.returncode, re.findall("bluezone: .*", one.stderr)) for one in ended]


def test_while_somebody_works_there_none_begins_and_while_one_is_under_way_nobody_works(tmp_path):
    data = tmp_path / "data"
    shutil.copytree(made_once("earlier-portal", made_earlier) / "data", data)
    with forked_commands(data) as commands, alone_in(data):
        shut_out = commands.run("portal", "verify-audit", "--data", data)
        second = commands.run("upgrade", "--data", data)

    assert (1, 1) == (shut_out.status, second.status)
    assert "under way here" in shut_out.complained
    assert "stop the service first" in second.complained
