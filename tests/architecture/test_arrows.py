"""The arrows between the rooms hold, and the contract that says so can fail."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.sources import PACKAGE, PROJECT, rooms

LINT_IMPORTS = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"


def lint_imports(sources: Path) -> subprocess.CompletedProcess[str]:
    """The contract over the package in this folder, whatever is installed."""
    environment = {**os.environ, "PYTHONPATH": str(sources)}
    command = [sys.executable, "-c", LINT_IMPORTS, "--config", str(PROJECT / ".importlinter"), "--no-cache"]
    return subprocess.run(
        command, env=environment, cwd=sources, capture_output=True, text=True, check=False, timeout=240
    )


def copy_with(folder: Path, name: str, text: str) -> Path:
    """A copy of the package with one module more."""
    package = shutil.copytree(PACKAGE, folder / "bluezone", ignore=shutil.ignore_patterns("__pycache__", "*.so"))
    planted = package / name
    planted.parent.mkdir(exist_ok=True)
    planted.write_text(text, encoding="utf-8")
    return folder


def test_every_arrow_points_down() -> None:
    finished = lint_imports(PACKAGE.parent)

    assert 0 == finished.returncode, finished.stdout
    assert " 0 broken" in finished.stdout


@pytest.mark.parametrize(
    ("name", "text", "broken"),
    [
        ("kernel/planted.py", "import bluezone.protocol.keys", "An arrow only points down BROKEN"),
        ("exchange/planted.py", "import bluezone.citizen", "An arrow only points down BROKEN"),
        ("exchange/planted.py", "import bluezone.device", "phones only by their bytes BROKEN"),
        ("exchange/planted.py", "import bluezone.radio.base", "phones only by their bytes BROKEN"),
        ("exchange/planted.py", "import bluezone.joining.clocks", "An arrow only points down BROKEN"),
        ("simulation/planted.py", "import bluezone.lab.rollout", "An arrow only points down BROKEN"),
        ("joining/planted.py", "import bluezone.lab.rollout", "An arrow only points down BROKEN"),
        ("joining/planted.py", "import bluezone.cli.ports", "An arrow only points down BROKEN"),
        ("lab/planted.py", "import bluezone.cli.whole_numbers", "An arrow only points down BROKEN"),
        ("device/planted.py", "import numpy", "Only the laboratory learns and fits with numerical libraries BROKEN"),
        ("protocol/planted.py", "import socket", "touch no world BROKEN"),
        ("protocol/planted.py", "import pathlib", "touch no world BROKEN"),
        ("device/core/planted.py", "import asyncio", "touch no world BROKEN"),
        ("device/core/planted.py", "import random", "touch no world BROKEN"),
        ("device/core/planted.py", "import bluezone.device.runtime", "touch no world BROKEN"),
        ("vietnam/planted.py", "import bluezone.protocol.calendar", "An arrow only points down BROKEN"),
        ("vietnam/planted.py", "import django", "What the country knows is pure BROKEN"),
        ("vietnam/planted.py", "import pathlib", "What the country knows is pure BROKEN"),
        ("attic/__init__.py", "", "attic"),
    ],
    ids=lambda value: value if value.endswith(".py") else None,
)
def test_a_planted_arrow_or_room_is_noticed(name: str, text: str, broken: str, tmp_path: Path) -> None:
    finished = lint_imports(copy_with(tmp_path, name, text))

    assert 0 != finished.returncode
    assert broken in finished.stdout


def test_every_room_is_drawn() -> None:
    contract = (PROJECT / ".importlinter").read_text(encoding="utf-8")

    assert [] == [room for room in rooms() if room not in contract]
