"""Commands that tests fork (tests/support/forking.py) end and speak as commands that somebody starts."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher

from bluezone.portal.operations import preparing
from tests.support import forking
from tests.support.amounts import FULL
from tests.support.forking import WHOLE_PASSWORDS, Forked, fork, forked
from tests.support.made_once import RUN_FOLDER
from tests.support.portal.served_portal import COUNT_EVERYBODY, demo_portal, empty_portal, served_portal
from tests.support.sources import PROJECT

pytestmark = pytest.mark.in_turn(of=3)


@pytest.mark.parametrize("words", [("portal", "nothing"), ("inspect", "kernel"), ("venue", "key", "--nothing")])
def test_a_fork_ends_and_speaks_as_a_start_does(tmp_path, monkeypatch, words) -> None:
    monkeypatch.chdir(tmp_path)
    started = subprocess.run(
        [sys.executable, "-m", "bluezone.cli", *words], capture_output=True, text=True, check=False, timeout=120
    )

    ended = forked(*words, environment=os.environ, timeout=120)

    assert (started.returncode, started.stdout, started.stderr) == (ended.returncode, ended.stdout, ended.stderr)
    assert ended.stdout + ended.stderr


def test_a_fork_has_the_environment_and_folder_of_whoever_asks_and_no_file_of_anybodys(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    say = "import os; print(os.getcwd(), sorted(os.environ), sorted(os.listdir('/proc/self/fd')))"

    told = forked("-n", "1", "-r", "1", "-s", say, "pass", program="timeit", environment={"PLACE": "1"}, timeout=60)

    looked = "3"  # the folder of open files itself
    assert f"{tmp_path} ['PLACE'] {['0', '1', '2', looked]}" == told.stdout.splitlines()[0], told.stderr


def test_portals_that_are_forked_share_what_is_compiled_of_pages() -> None:
    begin = "import django; django.setup(); from django.template import engines"
    say = "made = engines['jinja2'].env; made.get_template('audit/log.html'); print(made.bytecode_cache.directory)"
    settings = {**os.environ, "DJANGO_SETTINGS_MODULE": "bluezone.portal.settings"}

    told = forked("-n", "1", "-r", "1", "-s", begin, say, program="timeit", environment=settings, timeout=60)

    folder = Path(os.environ[RUN_FOLDER], "templates")
    assert str(folder) == told.stdout.splitlines()[0], told.stderr
    assert any(folder.iterdir())


@pytest.mark.every_run
@pytest.mark.parametrize(("amounts", "collect"), [("few", ["a portal"]), ("full", ["a portal", "another"])])
def test_portals_that_are_forked_share_what_their_pages_load_but_in_a_drill(tmp_path, monkeypatch, amounts, collect):
    collected = collecting(tmp_path, monkeypatch, amounts)
    (earlier := tmp_path / "another" / "static").mkdir(parents=True)
    (earlier / "former.css").touch()

    served = [files_of_a_start(tmp_path / name, monkeypatch) for name in ("a portal", "another")]

    assert [{"styles.css": "body {}"}] * 2 == served
    assert collect == collected


@pytest.mark.every_run
def test_a_portal_whose_collecting_failed_leaves_the_next_nothing(tmp_path, monkeypatch):
    collected = collecting(tmp_path, monkeypatch, "few", fails_in=["full"])
    with pytest.raises(OSError, match="no room"):
        files_of_a_start(tmp_path / "full", monkeypatch)

    assert {"styles.css": "body {}"} == files_of_a_start(tmp_path / "another", monkeypatch)
    assert ["full", "another"] == collected


def collecting(run: Path, monkeypatch: pytest.MonkeyPatch, amounts: str, fails_in: Collection[str] = ()) -> list[str]:
    """The folders in which somebody will really have collected, where forks do as the process that forks has them."""
    collected: list[str] = []

    def collect() -> None:
        own = Path(settings.STATIC_ROOT)
        collected.append(own.parent.name)
        shutil.rmtree(own, ignore_errors=True)
        own.mkdir()
        (own / "styles.css").write_text("body {}")
        if own.parent.name in fails_in:
            raise OSError("no room")

    monkeypatch.setenv("BLUEZONE_AMOUNTS", amounts)
    monkeypatch.setattr(preparing, "prepare_files", collect)
    forking._share_collected_files(run)
    return collected


def files_of_a_start(data: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What stands there for pages once a portal has prepared its files."""
    data.mkdir(exist_ok=True)
    monkeypatch.setattr(settings, "STATIC_ROOT", str(data / "static"))
    preparing.prepare_files()
    return {path.name: path.read_text() for path in (data / "static").iterdir()}


def test_a_killed_fork_is_told_to_be_one(tmp_path) -> None:
    words = ("exchange", "serve", "--data", tmp_path / "data", "--port", "0")
    with fork(*words, environment=os.environ, stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        assert any("exchange ready" in line for line in process.stderr)
        assert process.poll() is None
        process.kill()

    assert -signal.SIGKILL == process.returncode


def test_each_thread_that_asks_learns_how_it_ended() -> None:
    """A portal ends a work from one thread and waits for it in another."""
    ours, theirs = os.pipe()
    process = Forked(0, os.fdopen(ours, encoding="utf-8"), {}, ["a work"])

    with ThreadPoolExecutor(4) as threads:
        ended = [threads.submit(process.wait, 60) for _ in range(4)]
        time.sleep(0.1)  # all of them wait
        with os.fdopen(theirs, "w", encoding="utf-8") as told:
            told.write("7\n")

        assert [7] * 4 == [one.result() for one in ended]


def test_whoever_looks_while_another_learns_it_learns_it_too() -> None:
    """One thread closed what another was about to look at: of 12,000 looks 163 ended as errors."""
    times, switched = 500 if FULL else 100, sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        ended = [status for _ in range(times) for status in _looked_at_by_four()]
    finally:
        sys.setswitchinterval(switched)

    assert [-9] * 4 * times == ended


def _looked_at_by_four() -> list[int | None]:
    ours, theirs = os.pipe()
    process = Forked(0, os.fdopen(ours, encoding="utf-8"), {}, ["a work"])

    def look() -> int | None:
        while process.poll() is None:
            pass
        return process.returncode

    with ThreadPoolExecutor(4) as threads:
        looking = [threads.submit(look) for _ in range(4)]
        with os.fdopen(theirs, "w", encoding="utf-8") as told:
            told.write("-9\n")
        return [one.result(60) for one in looking]


def test_what_somebody_forgot_does_not_live_on(tmp_path) -> None:
    script = """
import os, subprocess, sys
from tests.support.forking import end_forking, fork

words = ("exchange", "serve", "--data", sys.argv[1], "--port", "0")
begun = fork(*words, environment=os.environ, stderr=subprocess.PIPE)
assert any("exchange ready" in line for line in begun.stderr)
end_forking()
print(begun.wait(0))
"""
    told = subprocess.run(
        [sys.executable, "-c", script, tmp_path / "data"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )

    assert f"{-signal.SIGKILL}\n" == told.stdout, told.stderr


def test_a_portal_that_is_forked_has_its_works_forked(tmp_path) -> None:
    data = empty_portal(tmp_path / "portal")
    started = set()

    with served_portal(data, has_counted=False):
        until = time.monotonic() + 100
        while not _works_done(data) and time.monotonic() < until:
            started |= {words for words in _programs_of(data) if "one_work" in words}
            time.sleep(0.02)

        assert _works_done(data)
    assert set() == started


def _works_done(data: Path) -> int:
    """How many are done of the portal's clock's works that count everybody."""
    with contextlib.closing(sqlite3.connect(data / "portal.db")) as store:
        asked = "SELECT count(*) FROM operations_workrecord WHERE done IS NOT NULL AND name IN (?, ?, ?)"
        return int(store.execute(asked, COUNT_EVERYBODY).fetchone()[0])


def _programs_of(data: Path) -> Iterator[str]:
    """The words of every process that was started for this folder; of a fork all is as with the one that forked it."""
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if str(data) in process.joinpath("environ").read_text():
                yield process.joinpath("cmdline").read_text()


@pytest.mark.every_run
@pytest.mark.parametrize(
    ("told", "takes"), [({}, (1, 8, 1)), ({"BLUEZONE_AMOUNTS": "full"}, (2, 9, 3)), ({WHOLE_PASSWORDS: "1"}, (2, 9, 3))]
)
def test_passwords_take_little_but_in_a_drill_and_where_sign_ins_are_counted(monkeypatch, told, takes):
    costs = ("time_cost", "memory_cost", "parallelism")
    for cost, whole in zip(costs, (2, 9, 3), strict=True):
        monkeypatch.setattr(Argon2PasswordHasher, cost, whole)
    for name in ("BLUEZONE_AMOUNTS", WHOLE_PASSWORDS):
        monkeypatch.delenv(name, raising=False)
    for name, value in told.items():
        monkeypatch.setenv(name, value)

    forking._take_passwords_lightly()

    assert takes == tuple(getattr(Argon2PasswordHasher, cost) for cost in costs)


@pytest.mark.every_run
def test_a_password_in_a_forked_portal_stands_under_argon2_and_took_little(tmp_path):
    data = demo_portal(tmp_path / "portal")

    with contextlib.closing(sqlite3.connect(data / "portal.db")) as store:
        kept = {
            password for (password,) in store.execute("SELECT password FROM accounts_staff WHERE password LIKE 'a%'")
        }

    assert len(kept) > 5
    weight = "m=102400,t=2,p=8" if FULL else "m=8,t=1,p=1"
    assert {f"argon2$argon2id$v=19${weight}"} == {password.rpartition("$")[0].rpartition("$")[0] for password in kept}
