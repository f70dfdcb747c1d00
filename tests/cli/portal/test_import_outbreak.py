"""`bluezone portal import-outbreak`: two lists into a portal, all of both or nothing."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.portal.served_portal import BARE, empty_portal, portal_command
from tests.support.trace.lists import lists_in

pytestmark = pytest.mark.in_turn(of=4, family="kills and processors")

CASES = "id,onset,name,phone\na,2020-08-10,Lê Thị Hoa,0912345678\nb,2020-08-14,Lê Thị Hoà,0912345678\n,2020-08-14,,\n"
CONTACTS = "from,to,date\na,b,2020-08-09\nb,c,2020-08-12\nc,d,2020-08-13\nd,d,2020-08-13\n"
STEPS = {
    "people": "bluezone.portal.tracing.bringing.involve_many",
    "cases": "bluezone.portal.cases.many.hold_by_list",
    "exposures": "bluezone.portal.tracing.bringing.record_write",
    "levels": "bluezone.portal.tracing.bringing.recompute",
}
"""What is called when a step is done, and its rows are written."""


@pytest.fixture
def data(tmp_path) -> Path:
    lists_in(tmp_path, CASES, CONTACTS)
    return empty_portal(tmp_path / "data")


def bring(data: Path, *more: str) -> subprocess.CompletedProcess[str]:
    return portal_command(
        "import-outbreak", data, str(data.parent / "cases.csv"), str(data.parent / "contacts.csv"), *more
    )


def bring_and_fall_at(step: str, data: Path) -> int:
    """The same command, whose process is killed as a step is done; its exit status."""
    files = [str(data.parent / name) for name in ("cases.csv", "contacts.csv")]
    command = ["portal", "import-outbreak", "--data", str(data), *files]
    script = f"""
import os, signal, sys
from unittest import mock
from bluezone.cli.__main__ import main
from bluezone.joining.portal import opening
opened = opening.open_portal
def open_and_set_a_trap(*place, **more):
    found = opened(*place, **more)
    mock.patch({STEPS[step]!r}, lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)).start()
    return found
with mock.patch("bluezone.cli.portal.place.open_portal", open_and_set_a_trap):
    sys.exit(main({command!r}))
"""
    return subprocess.run(
        [sys.executable, "-c", script], env=BARE, capture_output=True, check=False, timeout=250
    ).returncode


def rows(data: Path) -> dict[str, int]:
    tables = ("cases_person", "cases_case", "cases_classification", "cases_double", "tracing_involvement")
    tables += ("tracing_exposure", "tracing_evidence", "tracing_listedperson", "audit_entry", "cases_counter")
    with closing(sqlite3.connect(data / "portal.db")) as store:
        return {table: store.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}


def test_it_tells_what_it_added_and_a_second_time_nothing(data):
    first, again = (json.loads(bring(data, "--json").stdout) for _ in range(2))

    assert {"persons", "cases", "exposures", "doubles_proposed", "skipped"} == set(first)
    assert (4, 2, 3, 1) == (first["persons"], first["cases"], first["exposures"], first["doubles_proposed"])
    assert [(4, "cases.csv"), (5, "contacts.csv")] == [
        (one["line"], one["why"].split(":")[0]) for one in first["skipped"]
    ]
    assert (0, 0, 0, 0) == (again["persons"], again["cases"], again["exposures"], again["doubles_proposed"])
    checked = json.loads(portal_command("trace", data, "--check", "--json").stdout)
    levels = {level: count for level, count in checked["levels"].items() if count}
    assert ({"F0": 2, "F1": 1, "F2": 1}, 0) == (levels, checked["differences"])


def test_what_stands_in_a_row_is_said_in_a_file_of_its_own_alone(data):
    """An id may be a name, with any sign in it."""
    name, like = "Lê ” Thị Hoa", "lê ” thị hoa"
    rows = f"id,onset\n{name},2020-08-10\n{name},2020-08-11\nb,ngày {name}\n"
    lists_in(data.parent, rows, f"from,to,date\nb,{like},2020-08-09\n")
    details = data.parent / "details.json"
    details.write_text("what was said of another list, longer than a line")
    details.chmod(0o644)

    told = bring(data, "--json", "--details", str(details))

    said = told.stdout + told.stderr
    assert 0 == told.returncode
    assert not [word for word in ("Hoa", "hoa", "Thị", "thị") if word in said]
    assert "cases.csv: The id “…” stands on line 2 already" in said
    kept = json.loads(details.read_text(encoding="utf-8"))
    assert name in kept["skipped"][0]["why"]
    assert 0o600 == details.stat().st_mode & 0o777


@pytest.mark.parametrize(
    "step", [pytest.param(step, marks=[pytest.mark.breadth] if step != "levels" else []) for step in STEPS]
)
def test_a_fall_leaves_nothing_and_the_next_run_brings_all(data, step):
    before = rows(data)

    assert -signal.SIGKILL == bring_and_fall_at(step, data)

    assert before == rows(data)
    assert 4 == json.loads(bring(data, "--json").stdout)["persons"]


def test_what_cannot_be_done_is_one_line_and_changes_nothing(data):
    before = rows(data)

    for options, why in (
        (("--mapping", "none"), "there are: general, godata, sormas, vietnam-f1"),
        (("--as", "nobody"), "nobody signs in as nobody"),
    ):
        refused = bring(data, *options)
        assert (1, 1, True) == (refused.returncode, refused.stderr.count("\n"), why in refused.stderr)

    assert before == rows(data)


def test_a_replay_tells_both_levels_and_every_commune_until_a_day(data):
    assert 0 == bring(data).returncode

    told = portal_command("replay", data, "--regime", "2021-05-hcmc", "--as-of", "2020-08-20", "--json")

    found = json.loads(told.stdout)
    assert ("2021-05-hcmc", "2020-08-20", 2) == (found["regime"], found["as_of"], found["persons"])
    assert (["F1", "F2"], ["Thành phố Hà Nội"]) == (
        list(found["by_level"]),
        [row["commune"] for row in found["by_commune"]],
    )
