"""Where tests write: into memory where there is room, else onto the disk, and nobody's folder is touched."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.support import scratch
from tests.support.scratch import ROOM_BYTES, room_in, writing_into_memory
from tests.support.sources import PROJECT

LIVING = """
import sys, time
from pathlib import Path
from tests.support import scratch
scratch.ROOM_BYTES = 0
with scratch.writing_into_memory(Path(sys.argv[1])) as folder:
    print(folder, flush=True)
    time.sleep(600)
"""


@pytest.fixture
def memory(tmp_path, monkeypatch) -> Path:
    """A place with all the room that one could want, for a run that was told of no other."""
    monkeypatch.delenv("TMPDIR", raising=False)
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setattr(scratch, "room_in", lambda _memory: ROOM_BYTES)
    return tmp_path


@pytest.fixture
def living(memory):
    """Another run that writes there, and its folder."""
    run = subprocess.Popen([sys.executable, "-c", LIVING, str(memory)], stdout=subprocess.PIPE, text=True, cwd=PROJECT)
    try:
        yield SimpleNamespace(process=run, folder=Path(run.stdout.readline().strip()))
    finally:
        run.kill()
        run.wait()
        run.stdout.close()


def test_all_below_a_run_write_into_its_folder_which_is_gone_afterwards(memory) -> None:
    with writing_into_memory(memory) as folder:
        written = Path(tempfile.mkdtemp())
        below = subprocess.run(["mktemp"], check=True, capture_output=True, text=True)

        assert memory == folder.parent
        assert 0o1777 == folder.stat().st_mode & 0o7777
        assert [folder, folder] == [written.parent, Path(below.stdout.strip()).parent]

    assert [] == [*memory.iterdir()]
    assert "TMPDIR" not in os.environ
    assert folder != Path(tempfile.gettempdir())


def test_whoever_says_where_to_write_is_heard(memory, monkeypatch) -> None:
    monkeypatch.setenv("TMPDIR", "/var/tmp")

    with writing_into_memory(memory) as folder:
        assert folder is None
        assert "/var/tmp" == tempfile.gettempdir()

    assert "/var/tmp" == os.environ["TMPDIR"]
    assert [] == [*memory.iterdir()]


def test_with_little_room_one_writes_onto_the_disk(memory, monkeypatch) -> None:
    monkeypatch.setattr(scratch, "room_in", lambda _memory: ROOM_BYTES - 1)

    with writing_into_memory(memory) as folder:
        assert folder is None
        assert "TMPDIR" not in os.environ

    assert [] == [*memory.iterdir()]


@pytest.mark.parametrize(
    ("flag", "each", "room"),
    [
        (0, (5, 6, 7), 5),
        (0, (7, 5, 6), 5),
        (0, (6, 7, 5), 5),
        (os.ST_NOEXEC, (5, 6, 7), 0),
    ],
    ids=["of the place", "of the machine", "of the container", "no program may be begun there"],
)
def test_there_is_as_much_room_as_the_least_has(tmp_path, monkeypatch, flag, each, room) -> None:
    blocks, left, limit = each
    (tmp_path / "limit").write_text(f"{limit << 10}\n")
    monkeypatch.setattr(os, "statvfs", lambda _: SimpleNamespace(f_flag=flag, f_bavail=blocks, f_frsize=1 << 10))
    monkeypatch.setattr(scratch, "_memory_left", lambda: left << 10)
    monkeypatch.setattr(scratch, "_LIMIT", tmp_path / "limit")

    assert room << 10 == room_in(tmp_path)
    assert 0 == room_in(tmp_path / "missing")


def test_a_container_without_a_limit_has_as_much_as_its_machine(tmp_path, monkeypatch) -> None:
    (tmp_path / "limit").write_text("max\n")
    monkeypatch.setattr(scratch, "_memory_left", lambda: 3)
    monkeypatch.setattr(scratch, "_LIMIT", tmp_path / "limit")

    assert 3 == room_in(tmp_path)


def test_what_a_killed_run_left_is_taken_away_also_where_there_is_no_room_for_another(memory, living, monkeypatch):
    (living.folder / "pytest-of-somebody").mkdir()
    living.process.send_signal(signal.SIGKILL)
    living.process.wait()
    monkeypatch.setattr(scratch, "room_in", lambda _memory: 0)

    with writing_into_memory(memory):
        assert not living.folder.exists()


def test_the_folder_of_a_run_that_lives_is_left_alone(memory, living) -> None:
    with writing_into_memory(memory) as folder:
        assert living.folder.exists()
        assert folder != living.folder


def test_nothing_is_touched_that_no_run_has_made(memory) -> None:
    others = [memory / name for name in ("bluezone-power-7lfa", "bz-tests", "bz-tests-of-somebody", "lock")]
    for one in others:
        one.mkdir()

    with writing_into_memory(memory):
        pass

    assert all(one.is_dir() for one in others)


def test_a_folder_is_held_from_the_moment_on_at_which_its_lock_can_be_found(memory) -> None:
    with writing_into_memory(memory) as folder, (folder / "lock").open() as lock, pytest.raises(BlockingIOError):
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
