"""`bluezone portal training` as whoever trains types it: made once, marked for ever, and what nobody may do with it."""

from __future__ import annotations

import contextlib
import json
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from bluezone.exchange.leaps import Doubt
from bluezone.exchange.ports import DAY_S
from bluezone.joining.clock_notes import FolderNotes
from bluezone.joining.clocks import system_clock
from bluezone.portal.training import APPLICATION_ID, MARK_FILE, is_training
from bluezone.vietnam.practice import MARK
from tests.support.forking import forked
from tests.support.portal.served_portal import BARE, empty_portal, portal_command, served_portal


@pytest.fixture(scope="module")
def training(tmp_path_factory):
    """Begun over tables that are there: an empty folder costs the same and four seconds more
    (tests/portal/test_training.py marks one)."""
    folder = tmp_path_factory.mktemp("training")
    mark_tables(empty_portal(folder / "data"))
    made = portal_command("training", folder / "data", "--without-rollout")
    assert 0 == made.returncode, made.stderr
    (folder / "said").write_text(made.stdout, encoding="utf-8")
    return folder / "data"


def mark_tables(data: Path) -> None:
    """Marks a folder in which a portal has tables and nobody works, as `training` leaves one that it was killed in."""
    with contextlib.closing(sqlite3.connect(data / "portal.db")) as store, store:
        store.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    (data / MARK_FILE).touch()


def test_a_training_has_invented_people_who_sign_in_and_says_how_it_is_served(training):
    said = (training.parent / "said").read_text(encoding="utf-8")
    code = portal_command("demo-data", training, "--code", "lan")

    assert {"name", "lan", "quantri"} <= {line.split()[0] for line in said.splitlines()}
    assert f"bluezone portal serve --data {training}" in said
    assert 6 == len(code.stdout.strip())
    assert is_training(training)
    assert not any(training.rglob("*.p12"))


def test_a_training_that_lay_in_a_drawer_is_erased_in_without_anybodys_word(training):
    """Since the last course years went by."""
    with contextlib.closing(sqlite3.connect(training / "portal.db")) as store, store:
        store.execute(
            "INSERT INTO operations_workrecord (name, next_at, holder, ended_at, failure, failures) VALUES"
            " ('posts.erase', '2023-08-18 00:00:00', '', '2023-08-18 00:00:00', '', 0)"
        )
    FolderNotes(training, "portal").note(Doubt(1_795_539_600, 1_692_316_800))

    erased = portal_command("retention", training)
    looked = forked("doctor", "--data", str(training), environment=BARE, timeout=60)

    assert (0, "") == (erased.returncode, erased.stderr)
    assert "portal-leapt" not in looked.stdout
    assert "clock-is-right" not in looked.stdout


@pytest.mark.slow
@pytest.mark.parametrize(("is_one", "doubted"), [(False, "1"), (True, "0")])
def test_a_served_portal_doubts_a_clock_that_leapt_and_a_served_training_none(tmp_path, is_one, doubted):
    data, now_s = empty_portal(tmp_path / "data"), system_clock() // 1000
    if is_one:
        mark_tables(data)
    FolderNotes(data, "portal").note(Doubt(now_s - 60, now_s - 10 * DAY_S))

    with served_portal(data) as portal:
        key = {"authorization": f"Bearer {(data / 'monitor.key').read_text('ascii')}"}
        figures = httpx.get(f"{portal.origin}/metrics", headers=key, timeout=60).text

    assert [doubted] == re.findall(r"^bluezone_portal_clock_doubted (\d)[.]0$", figures, re.MULTILINE)


def test_whatever_process_opens_a_training_sets_no_sheet_without_the_mark(training):
    program = (
        "import bluezone.portal.settings; from bluezone.documents.practice import is_practice; print(is_practice())"
    )
    environment = {**BARE, "BLUEZONE_PORTAL_DATA": str(training), "DJANGO_SETTINGS_MODULE": "bluezone.portal.settings"}

    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)

    assert "True" == done.stdout.strip()


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        ("training", "demo data go only into an empty portal"),
        ("serve --outlets /none --exchange http://127.0.0.1:9 --exchange-key /none", "a training sends, signs and"),
        ("serve --database postgresql://nobody@127.0.0.1:9/none", "a training lives in its own directory"),
        ("backup --out /none/b --key {key}", "there is nothing in it to keep"),
        ("venue-key --out /none/v", "its keys are handed to nobody"),
        ("report-key --out /none/r", "its keys are handed to nobody"),
        ("restore --backup /none/b --key {key}", "a training takes nothing in"),
    ],
)
def test_what_nobody_does_with_a_training_is_one_line(training, tmp_path, command, sentence):
    (tmp_path / "key").write_bytes(bytes(32))

    refused = portal_command(command.format(key=tmp_path / "key"), training)

    assert (1, 1) == (refused.returncode, refused.stderr.count("\n")), refused.stderr
    assert sentence in refused.stderr


def test_nothing_of_a_training_is_published(training, tmp_path):
    refused = portal_command(f"publish-site {tmp_path / 'site'}", training)

    assert (1, "bluezone: this is a training: nothing is published\n") == (refused.returncode, refused.stderr)
    assert not (tmp_path / "site").exists()


def test_a_portal_that_is_there_becomes_no_training(tmp_path):
    data = empty_portal(tmp_path / "data")

    refused = portal_command("training", data)
    (data / MARK_FILE).write_text(MARK.vi, encoding="utf-8")
    marked = portal_command("migrate", data)

    assert (1, 1) == (refused.returncode, marked.returncode)
    assert "no portal ever becomes one" in refused.stderr
    assert "a real portal never becomes one" in marked.stderr
    assert not is_training(data)


def test_a_training_whose_mark_was_taken_away_is_opened_by_nobody(training):
    (training / MARK_FILE).rename(training.parent / "aside")
    try:
        refused = portal_command("migrate", training)
    finally:
        (training.parent / "aside").rename(training / MARK_FILE)

    assert "a training never becomes a real portal" in refused.stderr


def test_the_doctor_asks_for_no_backup_of_a_training(training):
    told = json.loads(forked("doctor", "--data", training, "--json", environment=BARE, timeout=250).stdout)
    names = {one["name"]: one["state"] for one in told["checks"]}

    assert "ok" == names["training"]
    assert "backup" not in names


def test_an_upgrade_takes_a_training_for_what_it_is(training):
    """It is tried in a folder of its own, and so is the mark."""
    carried = forked("upgrade", "--data", training, environment=BARE, timeout=250)

    assert (0, "upgrade: copying the store\n") == (carried.returncode, carried.stderr)
    assert is_training(training)
