"""Where tests write: into memory where there is room, else onto the disk (scripts/scratch_in_memory)."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.support.sources import PROJECT

ROOMY_KB = 9 << 20
TIGHT_KB = 7 << 20


def asked(folder: Path, process: int, *, kind: str = "tmpfs", room_kb: int = ROOMY_KB, **said: str) -> Path | None:
    """The folder that a process is given in this memory of so much room, and None where it is given none."""
    commands = folder / "commands"
    commands.mkdir(exist_ok=True)
    answers = {"stat": f"echo {kind}", "df": f"echo Avail; echo {room_kb}", "awk": f"echo {ROOMY_KB}", **said}
    for name, answer in answers.items():
        (commands / name).write_text(f"#!/bin/sh\n{answer}\n")
        (commands / name).chmod(0o755)
    memory = folder / "memory"
    memory.mkdir(exist_ok=True)
    told = subprocess.run(
        [PROJECT / "scripts" / "scratch_in_memory", str(process)],
        env={**os.environ, "PATH": os.pathsep.join([str(commands), os.environ["PATH"]]), "MEMORY": str(memory)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (told.returncode == 0) is bool(told.stdout.strip())
    return Path(told.stdout.strip()) if told.stdout.strip() else None


def test_where_there_is_room_a_process_is_given_an_empty_folder_in_which_anybody_may_write(tmp_path) -> None:
    scratch = asked(tmp_path, os.getpid())

    assert tmp_path / "memory" / f"bluezone-{os.getpid()}" == scratch
    assert 0o1777 == scratch.stat().st_mode & 0o7777
    assert [] == [*scratch.iterdir()]


@pytest.mark.parametrize(
    "otherwise",
    [
        {"kind": "ext2/ext3"},
        {"room_kb": TIGHT_KB},
        {"awk": f"echo {TIGHT_KB}"},
        {"chmod": "exit 0"},
    ],
    ids=["a disk", "little room", "little memory", "no program may lie there"],
)
def test_on_a_disk_without_room_or_where_no_program_may_lie_nobody_is_given_any(tmp_path, otherwise) -> None:
    assert asked(tmp_path, os.getpid(), **otherwise) is None
    assert [] == [*(tmp_path / "memory").iterdir()]


def test_what_a_killed_run_left_is_taken_away_and_what_a_living_one_has_is_kept(tmp_path) -> None:
    with subprocess.Popen(["/bin/true"]) as over:
        over.wait()
    left = asked(tmp_path, over.pid)
    (left / "pytest-of-somebody").mkdir()
    others = tmp_path / "memory" / "bluezone-power-x7lfa9"
    others.mkdir()

    kept = asked(tmp_path, os.getppid())
    asked(tmp_path, os.getpid())

    assert not left.exists()
    assert kept.exists()
    assert others.exists()
