"""Works that count everybody, in processes of their own: how each ends is noted, and none outlives its hold."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bluezone.joining.portal import one_work, works_apart
from bluezone.joining.portal.works_apart import WorksApart
from bluezone.portal.configuration import Configuration
from bluezone.portal.operations import clock
from bluezone.portal.operations.clock import HELD
from bluezone.portal.operations.preparing import SECRETS, STORE_FILE
from bluezone.portal.secrets_on_disk import make_secret
from bluezone.portal.world import World

pytestmark = pytest.mark.every_run

PROGRAM = """
import os, pathlib, sys, time
how, noted = sys.argv[1:]
pathlib.Path(noted).write_text(str(os.getpid()))
ends = {"well": 0, "ill": 3, "locked": int(os.environ["STORE_AT_FAULT"])}
time.sleep(600) if how == "never" else sys.exit(ends[how])
"""


@pytest.fixture
def noted(monkeypatch, tmp_path) -> list[tuple[str, ...]]:
    """What was noted of works whose process has ended."""
    (tmp_path / "of_a_work.py").write_text(PROGRAM)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("STORE_AT_FAULT", str(one_work.STORE_AT_FAULT))
    monkeypatch.setattr(works_apart, "_PROGRAM", "of_a_work")
    told: list[tuple[str, ...]] = []
    monkeypatch.setattr(clock, "note_fall", lambda _world, *what: told.append(what))
    monkeypatch.setattr(clock, "give_back", lambda *what: told.append(what))
    return told


def begun(how: str, folder: Path) -> tuple[WorksApart, int]:
    """One begun, and the number of its process once it runs."""
    apart, file = WorksApart(World(lambda: None, bytes), longest_s=60), folder / "pid"
    apart.begin(how, str(file))
    until(lambda: file.exists() and file.read_text())
    return apart, int(file.read_text())


def until(seen) -> None:
    ends = time.monotonic() + 60
    while not seen():
        assert time.monotonic() < ends
        time.sleep(0.02)


def lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("how", ["well", "locked"])
def test_of_one_that_ends_well_or_meets_a_locked_store_nothing_is_noted_and_the_place_is_free(noted, tmp_path, how):
    """Who met a locked store stays held, and is due again once the hold is over: not in its turn, hours later."""
    apart, _ = begun(how, tmp_path)

    until(apart.is_free)

    assert [] == noted


@pytest.mark.parametrize("how", ["ill", "killed"])
def test_of_one_that_falls_it_is_noted_how(noted, tmp_path, how):
    apart, process = begun("never" if how == "killed" else how, tmp_path)
    if how == "killed":
        assert not apart.is_free()
        os.kill(process, signal.SIGKILL)

    until(apart.is_free)

    said = "its process was ended by SIGKILL" if how == "killed" else "its process ended with 3"
    assert [said] == [what[-1] for what in noted]


def test_one_that_hangs_is_ended_before_its_hold_is_over(noted, tmp_path, monkeypatch):
    """However long its interpreter takes to begin."""
    began, begin = [], subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", lambda *words, **how: began.append(begin(*words, **how)) or began[-1])
    apart = WorksApart(World(lambda: None, bytes), longest_s=0.5)

    apart.begin("never", str(tmp_path / "pid"))
    until(apart.is_free)

    assert ["its process took too long and was ended"] == [what[-1] for what in noted]
    assert not lives(began[0].pid)
    assert 0 < WorksApart(World(lambda: None, bytes))._longest_s < HELD.total_seconds()


def test_when_the_service_ends_it_is_ended_given_back_and_none_is_begun_any_more(noted, tmp_path):
    apart, process = begun("never", tmp_path)

    apart.end()

    assert not lives(process)
    assert [("never", str(tmp_path / "pid"))] == noted
    assert not apart.is_free()


def test_one_that_cannot_begin_is_noted(noted, tmp_path, monkeypatch):
    monkeypatch.setattr(works_apart.sys, "executable", str(tmp_path / "none"))
    apart = WorksApart(World(lambda: None, bytes))

    apart.begin("well", "holder")
    until(apart.is_free)

    assert [("well", "holder", "FileNotFoundError: its process did not begin")] == noted


def test_a_work_says_by_how_it_ends_that_the_store_was_at_fault(tmp_path):
    """Here a store that lost its tables; whoever began the work then leaves it held."""
    for name in SECRETS:
        make_secret(tmp_path / name, bytes)
    (tmp_path / STORE_FILE).touch(0o600)
    environment = os.environ | Configuration(data=tmp_path).as_environment()

    command = [sys.executable, "-m", one_work.__name__, "tracing.levels", "holder"]
    service_lives, kept = os.pipe()
    ended = subprocess.run(command, check=False, env=environment, stdin=service_lives, capture_output=True, text=True)
    os.close(service_lives)
    os.close(kept)

    assert "OperationalError" in ended.stdout + ended.stderr
    assert one_work.STORE_AT_FAULT == ended.returncode


def test_whoever_ends_all_that_a_service_began_ends_no_work_before_the_service_does(monkeypatch):
    """systemd sends SIGTERM to each of its processes at once: a work leaves it to the service from its first step."""
    told = list[object]()
    monkeypatch.setattr(signal, "signal", lambda *what: told.append(what))
    monkeypatch.setattr(os, "nice", told.append)
    monkeypatch.setattr(one_work, "end_with_stdin", lambda number: told.append(number) or sys.exit(0))

    with pytest.raises(SystemExit):
        one_work.main("a work", "its holder")

    assert [(signal.SIGTERM, signal.SIG_IGN), 10, signal.SIGKILL] == told
