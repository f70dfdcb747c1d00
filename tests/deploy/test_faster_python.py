"""Which Python all is made of: the one on the path, unless the system's own is faster (scripts/faster_python)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.sources import PROJECT

pytestmark = pytest.mark.in_turn(of=3)

SLOW = "export PYTHONTRACEMALLOC=2"
"""Python then notes where each object was made, which takes longer than making it."""


def chosen(folder: Path, *, on_the_path: str, the_systems: str, **environment: str) -> str:
    """Of two Pythons, each this one after these words."""
    for name, words in (("python3", on_the_path), ("system-python3", the_systems)):
        file = folder / name
        file.write_text(f'#!/bin/sh\n{words}\nexec {sys.executable} "$@"\n')
        file.chmod(0o755)
    path = os.pathsep.join([str(folder), os.environ["PATH"]])
    bare = {name: value for name, value in os.environ.items() if name != "PYTHON"}
    told = subprocess.run(
        [PROJECT / "scripts" / "faster_python"],
        env={**bare, "PATH": path, "SYSTEM_PYTHON": str(folder / "system-python3"), **environment},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return Path(told.stdout.strip()).name


def test_the_systems_own_is_taken_where_it_is_faster(tmp_path) -> None:
    assert "system-python3" == chosen(tmp_path, on_the_path=SLOW, the_systems="")


def test_one_slow_moment_decides_nothing(tmp_path) -> None:
    once = f"[ -e {tmp_path}/seen ] || {SLOW}; touch {tmp_path}/seen"
    assert "system-python3" == chosen(tmp_path, on_the_path=SLOW, the_systems=once)


def test_the_one_on_the_path_is_kept_where_it_is_not_slower(tmp_path) -> None:
    assert "python3" == chosen(tmp_path, on_the_path="", the_systems=SLOW)


def test_whoever_names_one_gets_it(tmp_path) -> None:
    assert "python3.11" == chosen(tmp_path, on_the_path=SLOW, the_systems="", PYTHON="python3.11")


@pytest.mark.parametrize(("on_the_path", "expected"), [("exit 1", "system-python3"), ("", "python3")])
def test_one_that_does_not_run_is_never_the_faster(tmp_path, on_the_path, expected) -> None:
    assert expected == chosen(tmp_path, on_the_path=on_the_path, the_systems="exit 1" if not on_the_path else "")
