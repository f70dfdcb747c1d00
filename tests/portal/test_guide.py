"""The worked example of docs/guides/portal.md, carried out on a copy of the sources and run: it works as it stands."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.sources import PROJECT

GUIDE = PROJECT / "docs" / "guides" / "portal.md"
_STEP = re.compile(
    r"<!-- (?P<how>new|before|instead of|after): (?P<path>[^\s:]+)(?:: (?P<line>[^\n]*?))? -->\n"
    r"```\w+\n(?P<text>.*?)```",
    re.DOTALL,
)
_OF_THE_APP = ("src/bluezone/portal/cases/", "tests/portal/cases/")
_THE_TABLE = "src/bluezone/portal/identity/permissions.py"


@dataclass(frozen=True)
class Step:
    """One block of the guide, and where it goes."""

    how: str
    path: str
    line: str
    text: str

    def carry_out(self, root: Path) -> None:
        target = root / self.path
        if self.how == "new":
            target.parent.mkdir(parents=True, exist_ok=True)
            assert not target.exists(), self.path
            target.write_text(self.text, encoding="utf-8")
            return
        before = target.read_text(encoding="utf-8")
        if self.how == "after":
            target.write_text(f"{before.rstrip()}\n\n{self.text}", encoding="utf-8")
            return
        assert 1 == before.count(f"{self.line}\n"), f"{self.path} has not exactly one line {self.line!r}"
        gap = "\n\n" if self.text.startswith(("def ", "@")) else ""
        kept = "" if self.how == "instead of" else f"{gap}{self.line}\n"
        target.write_text(before.replace(f"{self.line}\n", self.text + kept), encoding="utf-8")


def steps() -> list[Step]:
    text = GUIDE.read_text(encoding="utf-8")
    return [Step(one["how"], one["path"], one["line"] or "", one["text"]) for one in _STEP.finditer(text)]


@pytest.fixture(scope="module")
def carried_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout in which somebody has followed the guide, with what is compiled already."""
    root = tmp_path_factory.mktemp("guide")
    for folder in ("src", "tests", "scripts"):
        shutil.copytree(PROJECT / folder, root / folder)
    for name in ("pyproject.toml", ".importlinter"):
        shutil.copy(PROJECT / name, root / name)
    for step in steps():
        step.carry_out(root)
    return root


def run(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": f"{root / 'src'}{os.pathsep}{root}"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, *words]
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False, timeout=240)


def test_a_page_costs_the_files_of_one_app_and_one_line_of_the_table() -> None:
    elsewhere = [step for step in steps() if not step.path.startswith(_OF_THE_APP)]

    assert [(_THE_TABLE, 1)] == [(step.path, step.text.count("\n")) for step in elsewhere]
    assert len(steps()) > 7


@pytest.mark.breadth
def test_the_page_works_is_walked_and_has_words_in_both_languages(carried_out: Path) -> None:
    """In one run of the tests that somebody would run after writing it."""
    its_own, walk, words = (
        f"tests/portal/{name}.py" for name in ("cases/test_uncoded", "frame/test_walk", "test_language")
    )
    chosen = "test_uncoded or test_language or names_its_act or opens_some_view"

    finished = run(carried_out, "-m", "pytest", "-q", "-p", "no:cacheprovider", its_own, walk, words, "-k", chosen)

    assert 0 == finished.returncode, finished.stdout[-3000:] + finished.stderr[-1000:]


def test_its_template_has_our_form(carried_out: Path) -> None:
    pages = [step.path for step in steps() if step.path.endswith(".html")]
    formatter = str(Path(sys.executable).with_name("djangofmt"))

    linted = run(carried_out, "scripts/lint_templates.py")
    formed = subprocess.run(
        [formatter, "--check", *pages], cwd=carried_out, capture_output=True, text=True, check=False
    )

    assert pages
    assert 0 == linted.returncode, linted.stdout
    assert 0 == formed.returncode, formed.stdout + formed.stderr


def test_its_style_and_its_arrows_hold(carried_out: Path) -> None:
    changed = [step.path for step in steps() if step.path.endswith(".py")]
    style = run(carried_out, "-m", "ruff", "check", "--no-cache", *changed)
    form = run(carried_out, "-m", "ruff", "format", "--no-cache", "--check", *changed)
    arrows = run(
        carried_out,
        "-c",
        "import sys; from importlinter.cli import lint_imports_command as go; sys.exit(go(['--no-cache']))",
    )

    assert 0 == style.returncode, style.stdout
    assert 0 == form.returncode, form.stdout
    assert 0 == arrows.returncode, arrows.stdout[-2000:]
