"""Workers that share the tests: each test once, each failure told, and nobody's end goes unnoticed."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.forking import forked
from tests.support.sources import PROJECT

FOR_ALL = """
import os

import pytest


@pytest.fixture(scope="session")
def held():
    yield
    with open({taken_down!r}, "a") as told:
        print(os.getpid(), file=told)
"""
HELD = """
import os
import warnings

import pytest

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("number", range(20))
def test_that_holds(number, held, tmp_path):
    with open({begun!r}, "a") as told:
        print({name!r}, number, os.getpid(), tmp_path, file=told)


def test_that_fails():
    print("said", 3 * 7)
    assert 1 == 2


@pytest.mark.skip(reason="not today")
def test_that_is_left_out():
    raise AssertionError


@pytest.mark.filterwarnings("default")
def test_that_warns():
    warnings.warn("a planted warning")
"""
ENDING = """
import os
import signal

import pytest

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("number", range(5))
def test_that_ends_its_process(number):
    if number == 2:
        {how}
"""
BROKEN_AT_THE_END = """# Not slow, so the last file: whoever runs it is killed by no other.
import pytest


@pytest.fixture(scope="session")
def broken():
    yield
    raise RuntimeError("planted at the end")


def test_that_passes(broken):
    pass
"""


def planted(folder: Path, name: str, text: str) -> None:
    (folder / f"test_{name}.py").write_text(text, encoding="utf-8")


def shared(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BLUEZONE_", "PYTEST_"))}
    told = (
        "-q",
        "-W",
        "ignore::pytest.PytestAssertRewriteWarning",
        "-p",
        "tests.conftest",
        "--workers=2",
        "-p",
        "no:cacheprovider",
        "-c",
        PROJECT / "pyproject.toml",
    )
    return forked(*told, *words, folder, program="pytest", environment=kept, timeout=120)


@dataclass(frozen=True)
class Told:
    """What came of a run: its words, its file for other programs, and what its tests wrote down."""

    said: str
    status: int
    cases: int
    begun: list[list[str]]
    taken_down: list[str]


@pytest.fixture(scope="module")
def told(tmp_path_factory) -> Told:
    folder = tmp_path_factory.mktemp("shared")
    begun, taken_down, found = folder / "begun", folder / "taken-down", folder / "found.xml"
    (folder / "conftest.py").write_text(FOR_ALL.format(taken_down=str(taken_down)), encoding="utf-8")
    for name in ("first", "second", "third"):
        planted(folder, name, HELD.format(begun=str(begun), name=name))
    planted(folder, "leaving", ENDING.format(how="os._exit(0)"))
    planted(folder, "killed", ENDING.format(how="os.kill(os.getpid(), signal.SIGKILL)"))
    planted(folder, "broken", BROKEN_AT_THE_END)
    finished = shared(folder, f"--junitxml={found}")
    rows = [line.split() for line in begun.read_text().splitlines()]
    cases = found.read_text().count("<testcase")
    return Told(finished.stdout, finished.returncode, cases, rows, taken_down.read_text().split())


def test_each_test_is_run_once_in_a_folder_of_its_own_and_each_file_by_one_process(told: Told) -> None:
    assert 60 == len({(file, number) for file, number, *_ in told.begun}) == len(told.begun)
    assert 60 == len({folder for *_, folder in told.begun})
    assert 3 == len({(file, process) for file, _, process, _ in told.begun})


def test_what_holds_for_all_tests_is_taken_down_once_at_the_end_of_a_worker(told: Told) -> None:
    assert told.taken_down
    assert len(set(told.taken_down)) == len(told.taken_down)


def test_what_came_of_each_test_is_told_with_what_it_said(told: Told) -> None:
    passed, broken, workers = 3 * 21 + 2 * 4 + 1, 3 + 2, 1

    assert f"{broken} failed, {passed} passed, 3 skipped, 3 warnings, {workers} error" in told.said
    assert 3 == told.said.count("said 21")
    assert "a planted warning" in told.said
    assert passed + broken + 3 + workers == told.cases
    assert 1 == told.status


def test_a_test_that_ends_its_worker_has_failed_and_another_worker_takes_the_rest_of_its_file(told: Told) -> None:
    assert "the worker ended with 0" in told.said
    assert "the worker ended with -9" in told.said
    assert 2 == told.said.count("FAILED test_killed.py") + told.said.count("FAILED test_leaving.py")


def test_what_goes_wrong_when_a_worker_takes_down_what_stood_for_all_its_tests_fails_the_run(told: Told) -> None:
    assert "planted at the end" in told.said
    assert "ERROR worker" in told.said


def test_who_asks_to_stop_at_the_first_failure_is_not_kept_waiting_for_the_others(tmp_path: Path) -> None:
    planted(tmp_path, "failing", "def test_that_fails():\n    assert 1 == 2\n")
    planted(tmp_path, "waiting", "import time\n\n\ndef test_that_waits():\n    time.sleep(100)\n")

    finished = shared(tmp_path, "-x")

    assert "1 failed" in finished.stdout
    assert 1 == finished.returncode


def test_a_file_that_starts_a_thread_while_it_is_loaded_is_told_of_before_a_worker_waits_for_it(tmp_path: Path) -> None:
    planted(
        tmp_path,
        "threaded",
        "import threading\nimport time\n\nthreading.Thread(target=time.sleep, args=(100,), daemon=True).start()\n\n\n"
        "def test_that_passes():\n    pass\n",
    )

    finished = shared(tmp_path)

    assert "1 threads run since the tests were loaded" in finished.stdout
    assert 0 != finished.returncode
