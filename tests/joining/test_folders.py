"""Folders of drills: the dead's are cleared away, the living's are left, and the owner's have one user at a time."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bluezone.joining import folders
from bluezone.joining.folders import alone_in, lasting_folder, require_replaceable, work_in, working_folder
from bluezone.joining.refusal import RefusedError
from tests.support.commands import bluezone, refused


@pytest.fixture(autouse=True)
def parent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(folders, "_roomy_parent", lambda: tmp_path)
    return tmp_path


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
