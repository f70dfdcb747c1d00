"""install.sh writes so that the power may fail at any moment, and two of it do not write into one folder."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.releasing.signing import write_sums
from tests.support.sources import PROJECT

VERSION = "9.10.0"
PYTHON = f"""#!/bin/sh
[ "$1" = -m ] || exec {sys.executable} "$@"
mkdir -p "$4/bin"
cat > "$4/bin/python" <<'LIKE_PIP'
#!/bin/sh
printf '#!/bin/sh\\necho runs\\n' > "$(dirname "$0")/bluezone" && chmod 755 "$(dirname "$0")/bluezone"
LIKE_PIP
chmod 755 "$4/bin/python"
"""
"""A Python that lays out a small environment; what installs wheels there installs one program."""
NOTES = """#!/bin/sh
cp -a "{prefix}" "{states}/$(ls "{states}" | wc -l)-{name}"
{real} "$@"
"""
"""Keeps what lay there when it was called: a `sync` has the disk keep that, a `mv` makes the next step known."""


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """Of nothing but what install.sh asks for, unsigned."""
    folder = tmp_path / "bundle"
    for name in ("wheels", "systemd", "proxy", "monitoring", "fonts", "guides"):
        (folder / name).mkdir(parents=True)
        (folder / name / "one").write_text("of one release")
    (folder / "wheels" / "pip-0.whl").touch()
    (folder / "sbom.cdx.json").write_text("{}")
    (folder / "requirements.txt").write_text(f"bluezone=={VERSION}\n")
    shutil.copy(PROJECT / "deploy" / "install.sh", folder)
    write_sums(folder)
    _program(tmp_path / "python", PYTHON)
    return folder


def _program(file: Path, text: str) -> None:
    file.write_text(text)
    file.chmod(0o755)


def install(bundle: Path, *words: str) -> subprocess.CompletedProcess[str]:
    programs = f"{bundle.parent / 'programs'}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["sh", bundle / "install.sh", "--prefix", bundle.parent / "prefix", "--unsigned", *words],
        env={**os.environ, "PYTHON": str(bundle.parent / "python"), "PATH": programs},
        capture_output=True,
        text=True,
        check=False,
    )


def noted(bundle: Path, *names: str) -> Path:
    """Puts programs before the real ones that note what lies there when they are called; where that is kept."""
    states, programs = bundle.parent / "states", bundle.parent / "programs"
    for folder in (states, programs, bundle.parent / "prefix"):
        folder.mkdir()
    for name in names:
        told = {"prefix": bundle.parent / "prefix", "states": states, "name": name, "real": shutil.which(name)}
        _program(programs / name, NOTES.format(**told))
    return states


def lying(folder: Path) -> dict[str, str]:
    """Every file with its words and every link with where it leads; but for names that nobody follows yet."""
    found = {str(path.relative_to(folder)): path for path in folder.rglob("*") if path.is_symlink() or path.is_file()}
    return {
        name: str(path.readlink()) if path.is_symlink() else path.read_text()
        for name, path in found.items()
        if name != ".current.new"
    }


def test_whatever_the_disk_may_show_leads_to_files_that_it_has(bundle: Path) -> None:
    """All that lay there at each step was flushed before it, and nothing is left unflushed at the end."""
    states = noted(bundle, "sync", "mv")

    ended = install(bundle)

    assert 0 == ended.returncode, ended.stderr
    kept, unflushed, steps = dict[str, str](), set[tuple[str, str]](), 0
    for state in sorted(states.iterdir(), key=lambda one: int(one.name.partition("-")[0])):
        if state.name.endswith("-sync"):
            kept = lying(state)
        else:
            steps += 1
            unflushed |= lying(state).items() - kept.items()
    assert (2, set()) == (steps, unflushed)
    assert lying(bundle.parent / "prefix") == kept
    assert f"versions/{VERSION}" == kept["current"]


def test_what_a_power_cut_left_empty_is_installed_anew(bundle: Path) -> None:
    """As releases did that flushed nothing: the link leads to a program without a word in it."""
    assert 0 == install(bundle).returncode
    version = bundle.parent / "prefix" / "versions" / VERSION
    for file in (version / ".installed", version / "bin" / "bluezone"):
        file.write_text("")

    ended = install(bundle)

    assert 0 == ended.returncode, ended.stderr
    program = bundle.parent / "prefix" / "current" / "bin" / "bluezone"
    assert "runs\n" == subprocess.run([program], capture_output=True, text=True, check=True).stdout


def test_while_one_installs_another_one_writes_nothing(bundle: Path) -> None:
    prefix = bundle.parent / "prefix"
    half = prefix / "versions" / VERSION / "half"
    half.mkdir(parents=True)
    with (prefix / ".installing").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        refused = install(bundle)

    assert (1, True) == (refused.returncode, half.exists())
    assert "another installation is under way" in refused.stderr
    assert 0 == install(bundle).returncode
    assert not half.exists()
