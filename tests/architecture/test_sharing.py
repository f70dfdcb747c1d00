"""Workers that share the tests: each test once, each failure told, and nobody's end goes unnoticed."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.conftest import LONGEST_FIRST, MOSTLY_WAITING
from tests.support.forking import Forked, fork, forked
from tests.support.sharing import Sharing
from tests.support.sources import PROJECT
from tests.support.waiting import TESTS

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
LONG = """
import time

import pytest

pytestmark = pytest.mark.slow


@pytest.mark.timeout(1)
def test_that_hangs():
    while True:
        try:
            time.sleep(100)
        except Exception:  # as whoever asks again and again until something answers
            pass
"""
HELD_LONG = """
import os
import signal
import time

import pytest

from tests.support.forking import fork

signal.signal(signal.SIGINT, signal.default_int_handler)
WAITING = ("-n", "1", "-r", "1", "-s", "import time", "time.sleep(100)")


@pytest.fixture(scope="session")
def held():
    forgotten = fork(*WAITING, program="timeit", environment=os.environ, new_session=True)
    yield
    time.sleep(0.5)
    with open({taken_down!r}, "a") as told:
        print(forgotten.pid, forgotten.poll(), file=told)
"""
WAITING = """
import time

import pytest

pytestmark = pytest.mark.slow


def test_that_waits(held):
    with open({begun!r}, "a") as told:
        print("begun", file=told)
    time.sleep(100)
"""
GRUMBLING = """
import pytest


class Broken:
    def __del__(self):
        raise RuntimeError("planted in what is forgotten")


@pytest.fixture(scope="session")
def forgotten():
    yield
    broken = Broken()
    broken.itself = broken


def test_that_passes(forgotten):
    pass
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
    return forked(*asked(folder, *words), program="pytest", environment=kept(), timeout=120)


def begun_by_itself(folder: Path) -> Forked:
    """In a group of its own, as a terminal's; what it says is read by nobody."""
    return fork(
        *asked(folder),
        program="pytest",
        environment=kept(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        new_session=True,
    )


def kept() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("BLUEZONE_", "PYTEST_"))}


def asked(folder: Path, *words: str) -> tuple[str | Path, ...]:
    return (
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
        *words,
        folder,
    )


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


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
    planted(folder, "interrupted", ENDING.format(how="raise KeyboardInterrupt"))
    planted(folder, "broken", BROKEN_AT_THE_END)
    in_order = ("-p", "no:randomly")  # behind what ends workers stand second and third: whoever holds for these lives
    finished = shared(folder, *in_order, f"--junitxml={found}")
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
    passed, broken, workers = 3 * 21 + 3 * 4 + 1, 3 + 3, 1

    assert f"{broken} failed, {passed} passed, 3 skipped, 3 warnings, {workers} error" in told.said
    assert 3 == told.said.count("said 21")
    assert "a planted warning" in told.said
    assert passed + broken + 3 + workers == told.cases
    assert 1 == told.status


def test_a_test_that_ends_its_worker_has_failed_and_another_worker_takes_the_rest_of_its_file(told: Told) -> None:
    assert "the worker ended with 0" in told.said
    assert "the worker ended with -9" in told.said
    assert "the worker ended with 130" in told.said
    for name in ("killed", "leaving", "interrupted"):
        assert 1 == told.said.count(f"FAILED test_{name}.py")


def test_what_goes_wrong_when_a_worker_takes_down_what_stood_for_all_its_tests_fails_the_run(told: Told) -> None:
    assert "planted at the end" in told.said
    assert "ERROR worker" in told.said


@pytest.mark.in_turn(of=3)
def test_a_test_that_hangs_fails_by_its_limit_of_time_though_it_forgives_what_goes_wrong(tmp_path: Path) -> None:
    planted(tmp_path, "hanging", LONG)
    planted(tmp_path, "passing", "def test_that_passes():\n    pass\n")

    finished = shared(tmp_path)

    assert "Timeout (>1.0s)" in finished.stdout
    assert "1 failed, 1 passed" in finished.stdout


@pytest.mark.in_turn(of=3)
def test_what_python_grumbles_about_once_a_worker_has_run_all_its_tests_fails_the_run(tmp_path: Path) -> None:
    planted(tmp_path, "grumbling", GRUMBLING)
    planted(tmp_path, "passing", "def test_that_passes():\n    pass\n")

    finished = shared(tmp_path)

    assert "planted in what is forgotten" in finished.stdout
    assert "2 passed, 1 error" in finished.stdout
    assert 1 == finished.returncode


@pytest.mark.in_turn(of=3)
def test_whoever_interrupts_a_run_at_a_terminal_leaves_nothing_running_that_its_workers_hold(tmp_path: Path) -> None:
    """A terminal tells the whole group, and the process that hands out files tells its workers once more."""
    begun, taken_down = tmp_path / "begun", tmp_path / "taken-down"
    (tmp_path / "conftest.py").write_text(HELD_LONG.format(taken_down=str(taken_down)), encoding="utf-8")
    for name in ("first", "second"):
        planted(tmp_path, name, WAITING.format(begun=str(begun)))
    running = begun_by_itself(tmp_path)
    deadline = time.monotonic() + 100
    while len(lines(begun)) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)

    try:
        os.killpg(running.pid, signal.SIGINT)
        status = running.wait(100)
    finally:
        running.kill()

    assert pytest.ExitCode.INTERRUPTED == status
    assert ["begun"] * 2 == lines(begun)
    forgotten = dict(line.split() for line in lines(taken_down))
    assert ["None"] * 2 == list(forgotten.values())  # they ran until nobody could ask any more
    assert not [pid for pid in forgotten if Path("/proc", pid).exists()]


def test_pages_tell_to_type_what_pytest_takes(pytestconfig: pytest.Config) -> None:
    """`--fast` is taken by `scripts/test` itself."""
    pages = (PROJECT / "README.md", PROJECT / "CONTRIBUTING.md", *sorted((PROJECT / "docs").rglob("*.md")))
    told = re.findall(r"`scripts/test ([^`]+)`", "".join(page.read_text(encoding="utf-8") for page in pages))

    unknown = {
        words: pytestconfig._parser.parse_known_and_unknown_args(shlex.split(words.replace("--fast", "")))[1]
        for words in told
    }

    assert len(told) > 3
    assert {} == {words: options for words, options in unknown.items() if options}


@pytest.mark.in_turn(of=3)
def test_who_asks_to_stop_at_the_first_failure_is_not_kept_waiting_for_the_others(tmp_path: Path) -> None:
    planted(tmp_path, "failing", "def test_that_fails():\n    assert 1 == 2\n")
    planted(tmp_path, "waiting", "import time\n\n\ndef test_that_waits():\n    time.sleep(100)\n")

    finished = shared(tmp_path, "-x")

    assert "1 failed" in finished.stdout
    assert 1 == finished.returncode


@pytest.mark.in_turn(of=3)
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


def to_be_shared(*files: str) -> Sharing:
    """A test of each of these files, those that wait by their names."""
    session = SimpleNamespace(items=[SimpleNamespace(path=Path(file)) for file in files])
    sharing = Sharing(session, lambda file: file.name.startswith("waits"))  # type: ignore[arg-type] # it is asked no more
    sharing._files.reverse()
    return sharing


def handed_out(sharing: Sharing, *others: int) -> int:
    """The next file, while others have these."""
    sharing._workers = {file: SimpleNamespace(left=[file]) for file in others}  # type: ignore[assignment, misc] # as above
    [file] = sharing._next()
    return file


def test_one_at_a_time_has_a_file_that_waits_and_the_others_such_as_compute():
    sharing = to_be_shared("computes 0", "waits 1", "waits 2", "computes 3", "computes 4")

    first, second, third = handed_out(sharing), handed_out(sharing, 1), handed_out(sharing, 1, 0)
    later = handed_out(sharing, 0, 3)

    assert [1, 0, 3, 2] == [first, second, third, later]


def test_where_only_files_of_one_kind_are_left_these_are_handed_out():
    waiting, computing = to_be_shared("waits 0", "waits 1"), to_be_shared("computes 0", "computes 1")

    assert [0, 1] == [handed_out(waiting), handed_out(waiting, 0)]
    assert [0, 1] == [handed_out(computing), handed_out(computing, 0)]


def test_each_file_that_is_handed_out_first_or_alone_is_there():
    assert [] == [file for file in (*LONGEST_FIRST, *MOSTLY_WAITING) if not (TESTS / file).is_file()]
