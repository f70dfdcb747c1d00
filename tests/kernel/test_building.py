"""The C is optional and never believed: built, not built, built from other sources, and watched while it runs."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.support.amounts import FULL

ROOT = Path(__file__).parents[2]
AT_THE_EDGES = "not pure and (buffer or block or borders or cannot_be or columns or rows_are or threads_change)"
"""Of the contract, what writes and reads at the ends of memory that somebody else has made."""
WATCHED = [] if FULL else ["-k", AT_THE_EDGES]
SAY = "from bluezone import kernel; print(kernel.describe())"
pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800), pytest.mark.every_run]

compiler = pytest.mark.skipif(shutil.which("gcc") is None, reason="there is no gcc on this machine")


def build(place: Path, **environment: str) -> Path:
    """A wheel built from a clean copy (an old build folder would hide a missing compiler), unpacked. Of the package
    only the kernel is in it: to pack all the rest takes longer than to build."""
    copy = place / "copy"
    copy.mkdir()
    no_binaries = shutil.ignore_patterns("*.so", "*.egg-info", "__pycache__")
    for folder in ("src/bluezone/kernel", "native"):
        shutil.copytree(ROOT / folder, copy / folder, ignore=no_binaries)
    shutil.copy(ROOT / "src" / "bluezone" / "__init__.py", copy / "src" / "bluezone")
    shutil.copy(ROOT / "pyproject.toml", copy)
    (copy / "README.md").write_text("Bluezone\n", "utf-8")
    make = "import sys; from setuptools import build_meta; build_meta.build_wheel(sys.argv[1])"
    run([sys.executable, "-c", make, str(place)], cwd=copy, **environment)
    installed = place / "installed"
    with zipfile.ZipFile(next(place.glob("*.whl"))) as wheel:
        wheel.extractall(installed)
    return installed


def run(command: list[str], *, cwd: Path, accept: tuple[int, ...] = (0,), **environment: str) -> str:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BLUEZONE_KERNEL")}
    done = subprocess.run(
        command,
        cwd=cwd,
        env=kept | environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    assert done.returncode in accept, done.stdout
    return done.stdout


def describe(installed: Path, *, accept: tuple[int, ...] = (0,), **environment: str) -> str:
    return run([sys.executable, "-c", SAY], cwd=installed, accept=accept, PYTHONPATH=str(installed), **environment)


@pytest.mark.breadth
@compiler
def test_a_build_with_a_compiler_runs_native(tmp_path: Path):
    installed = build(tmp_path)

    assert describe(installed, BLUEZONE_KERNEL="native").startswith("native (")
    assert describe(installed).startswith("native (")


def test_a_build_without_a_compiler_installs_and_says_that_it_is_pure(tmp_path: Path):
    installed = build(tmp_path, CC="/bin/false")

    assert [] == list(installed.rglob("*.so"))
    assert "pure (interpreter): the C extension is not there" in describe(installed)
    assert "NativeUnavailableError: the C extension is not there" in describe(
        installed, accept=(1,), BLUEZONE_KERNEL="native"
    )


@compiler
@pytest.mark.breadth
def test_a_stale_binary_is_never_used(tmp_path: Path):
    installed = build(tmp_path, CFLAGS="-DSOURCE_NUMBER=999")

    assert [1] == [len(list(installed.rglob("*.so")))]
    assert "pure (interpreter): the C extension is stale: built from source 999" in describe(installed)
    assert "NativeUnavailableError: the C extension is stale" in describe(
        installed, accept=(1,), BLUEZONE_KERNEL="native"
    )


@pytest.mark.breadth
def test_the_contract_holds_under_the_sanitizers():
    said = run(["scripts/sanitize-kernel", *WATCHED], cwd=ROOT, accept=(0, 77))

    if "not run:" in said:
        pytest.skip(said.strip().splitlines()[-1])
    assert "native (" in said
    assert int(re.findall(r"(\d+) passed", said)[-1]) > 200


@compiler
def test_what_these_tests_run_in_is_native():
    """So every other test of theirs is one of the native lane, and no fallback hides a broken build."""
    assert run([sys.executable, "-c", SAY], cwd=ROOT).startswith("native (")


@pytest.mark.breadth
@pytest.mark.parametrize("lane", ["pure", "native"])
def test_everything_below_the_device_passes_in_each_lane(lane: str):
    rooms = [room for room in ("tests/kernel/test_matching.py", "tests/protocol") if (ROOT / room).exists()]

    said = run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *rooms],
        cwd=ROOT,
        BLUEZONE_KERNEL=lane,
    )

    assert " passed" in said
