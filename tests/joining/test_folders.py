"""Folders of drills: the dead's are cleared away, the living's are left, and the owner's have one user at a time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from bluezone.joining import folders
from bluezone.joining.folders import alone_in, lasting_folder, require_replaceable, work_in, working_folder
from bluezone.joining.refusal import RefusedError
from tests.support.commands import bluezone, refused

LIVING = """
import sys, time
from pathlib import Path
from bluezone.joining import folders
folders._MEMORY = Path(sys.argv[1])
with folders.working_folder(0) as folder:
    print(folder, flush=True)
    time.sleep(600)
"""


@pytest.fixture
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What everybody else writes onto."""
    monkeypatch.setattr(folders, "_on_disk", lambda: tmp_path / "disk")
    (tmp_path / "disk").mkdir()
    return tmp_path / "disk"


@pytest.fixture(autouse=True)
def parent(tmp_path: Path, disk: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Memory, of which there is enough for everybody."""
    memory = tmp_path / "memory"
    memory.mkdir()
    monkeypatch.setattr(folders, "_MEMORY", memory)
    monkeypatch.setattr(folders, "_memory_left", lambda: 8 << 40)
    monkeypatch.setattr(folders, "_limit", lambda: 8 << 40)
    return memory


def test_a_working_folder_is_gone_afterwards(parent: Path) -> None:
    with working_folder() as folder:
        (folder / "file").touch()

    assert [] == list(parent.iterdir())


def test_what_the_dead_have_left_is_cleared_away_and_what_the_living_use_is_not(parent: Path) -> None:
    abandoned, strange = parent / "bluezone-drill-dead", parent / "elsewhere"
    for folder in (abandoned, strange):
        folder.mkdir()
        (folder / "lock").touch()

    with working_folder() as mine, working_folder() as other:
        left = set(parent.iterdir())

    assert {mine, other, strange} == left


def test_what_a_killed_one_left_in_memory_is_cleared_away_also_where_no_room_is_left(parent: Path, disk: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", LIVING, str(parent)], stdout=subprocess.PIPE, text=True) as other:
        left = Path(other.stdout.readline().strip())
        with working_folder(1 << 60) as mine:
            assert disk == mine.parent
            assert left.is_dir()
        other.kill()

    with working_folder(1 << 60):
        assert not left.exists()


@pytest.mark.parametrize(
    ("flag", "blocks", "left", "limit", "room"),
    [
        (0, 5, 6, 7, 5),
        (0, 7, 5, 6, 5),
        (0, 6, 7, 5, 5),
        (os.ST_NOEXEC, 5, 6, 7, 0),
    ],
    ids=["of the place", "of the machine", "of the container", "no program may be begun there"],
)
def test_it_lies_in_memory_where_the_least_has_so_much_room_and_programs_may_be_begun(  # noqa: PLR0917
    parent: Path, disk: Path, monkeypatch: pytest.MonkeyPatch, flag: int, blocks: int, left: int, limit: int, room: int
) -> None:
    found = SimpleNamespace(f_flag=flag, f_bavail=blocks, f_frsize=1 << 30)
    monkeypatch.setattr(os, "statvfs", lambda _folder: found)
    monkeypatch.setattr(folders, "_memory_left", lambda: left << 30)
    monkeypatch.setattr(folders, "_limit", lambda: limit << 30)

    with working_folder(5 << 30) as folder, working_folder((5 << 30) + 1) as larger:
        assert (parent if room else disk) == folder.parent
        assert disk == larger.parent


@pytest.mark.parametrize(("said", "room"), [("max\n", 3 << 30), (f"{2 << 30}\n", 2 << 30), (None, 3 << 30)])
def test_a_container_has_what_it_may_take_and_where_nothing_limits_it_what_its_machine_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str | None, room: int
) -> None:
    monkeypatch.undo()
    (tmp_path / "machine").write_text(f"MemTotal: 9 kB\nMemAvailable:    {3 << 20} kB\n")
    if said is not None:
        (tmp_path / "container").write_text(said)
    monkeypatch.setattr(folders, "_SAID_OF_MEMORY", tmp_path / "machine")
    monkeypatch.setattr(folders, "_CONTAINERS_LIMIT", tmp_path / "container")

    assert room == min(folders._memory_left(), folders._limit())


def test_a_lasting_folder_has_one_process_at_a_time(parent: Path) -> None:
    with lasting_folder(parent / "mine") as folder:
        (folder / "file").touch()
        with pytest.raises(RefusedError, match="another process works in"), lasting_folder(parent / "mine"):
            pass

    with lasting_folder(parent / "mine") as again:
        assert (again / "file").exists()


def test_nobody_is_alone_in_a_folder_of_another_account(parent: Path) -> None:
    """Root's files in it would be shut to the service."""
    theirs = parent / "theirs"
    theirs.mkdir()
    if os.geteuid() == 0:
        os.chown(theirs, 65_533, -1)
    else:
        theirs = Path("/")

    with pytest.raises(RefusedError, match="belongs to another account: run this as that one"), alone_in(theirs):
        pass

    assert not (theirs / "in-use").exists()
    with alone_in(parent):
        pass


def test_a_command_that_root_ran_does_not_shut_the_service_out(parent: Path) -> None:
    """Whoever works there first makes the lock; it belongs to the account of the folder."""
    theirs = parent / "theirs"
    theirs.mkdir()
    if os.geteuid() == 0:
        os.chown(theirs, 65_533, 65_533)

    work_in(theirs)

    assert theirs.stat().st_uid == (theirs / "in-use").stat().st_uid


@pytest.mark.parametrize("service", ["portal", "exchange"])
def test_no_copy_takes_the_place_of_what_is_no_file(parent: Path, service: str) -> None:
    (parent / "data").mkdir()
    os.mkfifo(parent / "pipe")

    said = refused(
        bluezone(service, "backup", "--data", parent / "data", "--out", parent / "pipe", "--key", parent / "k")
    )

    assert "pipe is no file" in said
    assert (parent / "pipe").is_fifo()
    assert not (parent / "k").exists()
    require_replaceable(parent / "k")
