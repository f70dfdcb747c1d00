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
_WALK = '''"""Everybody at the guide's page, as everybody is at each other one."""

import pytest

from bluezone.portal.frame import showing
from bluezone.portal.identity.roles import Role
from tests.portal.frame.test_walk import NAMES, _figures, asked, made, office, our_views, things, walked
from tests.support.portal.offices import SON_DUONG, TAN_TRAO

pytestmark = pytest.mark.rail


@pytest.fixture(autouse=True)
def _waiting(office):
    opener, second = office.staff("Lê Mở Mã", Role.HEALTH_OFFICER), office.staff("Trần Xem Mã", Role.SUPERVISOR)
    office.case(opener, confirmed_by=second, full_name=NAMES["patient's name"].value)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("unit", [SON_DUONG, TAN_TRAO])
def test_it_opens_for_whom_the_table_says_and_leaves_a_line(things, role, unit):
    assert [] == walked(things, role, unit, {"case_uncoded"})


def test_it_names_somebody(office, things):
    officer = office.staff("Lê Xem Mã", Role.HEALTH_OFFICER)
    view = next(one for one in our_views() if one.name == "case_uncoded")

    [shown] = asked(office.client(officer), officer, view, things)

    assert {"patient's name"} <= shown.named


def test_whoever_shows_it_without_its_line_is_named(things, monkeypatch):
    monkeypatch.setattr(showing, "record_read", lambda **_line: None)

    faults = walked(things, Role.HEALTH_OFFICER, SON_DUONG, {"case_uncoded"})

    assert any(fault.endswith("case_uncoded: GET left no line cases.uncoded") for fault in faults)
'''
_OF_THE_APP = ("src/bluezone/portal/cases/", "tests/portal/cases/")
_THE_TEST = "tests/portal/cases/test_uncoded.py"
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
    return followed(tmp_path_factory.mktemp("guide"), steps())


def followed(root: Path, some: list[Step]) -> Path:
    """A checkout in which somebody has followed the guide, with what is compiled already."""
    for folder in ("src", "tests", "scripts"):
        shutil.copytree(PROJECT / folder, root / folder)
    for name in ("pyproject.toml", ".importlinter", "SECURITY.md"):
        shutil.copy(PROJECT / name, root / name)
    for step in some:
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


def test_its_action_stands_in_the_view_the_table_the_audit_and_the_lines() -> None:
    places = {step.path for step in steps() if '"cases.uncoded"' in step.text}

    app, tests = _OF_THE_APP
    assert {f"{app}views/uncoded.py", f"{app}apps.py", f"{tests}things.py", _THE_TABLE, _THE_TEST} == places


def test_its_every_sentence_has_vietnamese_words_and_no_other_has() -> None:
    said = {one for step in steps() for one in re.findall(r'\b_\("([^"]+)"\)', step.text)}
    catalogue = next(step.text for step in steps() if step.path.endswith(".po"))

    assert len(said) > 2
    assert said == set(re.findall(r'msgid "(.+)"\nmsgstr ".+"', catalogue))


@pytest.mark.in_turn(of=12)
def test_the_page_works_is_walked_and_has_words_in_both_languages(carried_out: Path) -> None:
    assert "" == missing_in(carried_out)


@pytest.mark.breadth
@pytest.mark.parametrize("left_out", range(len(steps())), ids=lambda at: f"{at}-{Path(steps()[at].path).name}")
def test_whoever_leaves_a_step_out_is_told(left_out: int, tmp_path: Path) -> None:
    some = steps()
    del some[left_out]

    assert "" != missing_in(followed(tmp_path, some))


def missing_in(root: Path) -> str:
    """What one run of the tests says that somebody would run after writing the page, of the walk that page alone."""
    asked = (
        "cases/test_uncoded",
        "frame/test_walk_of_one",
        "frame/test_reachable",
        "frame/test_ways_of_asking",
        "test_language",
    )
    files = [f"tests/portal/{name}.py" for name in asked]
    (root / files[1]).write_text(_WALK, encoding="utf-8")
    chosen = "test_uncoded or test_walk_of_one or names_its_action or test_language or (is_open_to_a_role and officer)"

    finished = run(root, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-rA", *files, "-k", chosen)

    idle = [file for file in files if f"PASSED {file}" not in finished.stdout]
    return f"{idle}\n{finished.stdout[-3000:]}{finished.stderr[-1000:]}" if finished.returncode or idle else ""


@pytest.mark.in_turn(of=12)
def test_its_types_hold(carried_out: Path) -> None:
    changed = [step.path for step in steps() if step.path.startswith("src/") and step.path.endswith(".py")]

    typed = run(carried_out, "-m", "mypy", "--cache-dir", os.devnull, *dict.fromkeys(changed))

    assert 0 == typed.returncode, typed.stdout


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
