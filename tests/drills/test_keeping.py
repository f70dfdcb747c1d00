"""What was noticed once is not asked again while the sources are the same; what was not is, with every new test."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from drills.mutants import keeping
from drills.mutants.keeping import Kept, kept
from drills.mutants.planting import Mutant, as_json, from_json
from drills.mutants.rooms import Room

NOTICED = Mutant("room.py", 10, 11, "(8)", "7", "number", inside=True, lines=(3, 4), line=4)
PASSED_BY = Mutant("room.py", 20, 21, "(9)", "8", "number", inside=True, lines=(5, 5), line=5)
ROOM = Room("trace", ("src/trace",), ("tests/trace",))


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "project"
    for name in ("src/trace/levels.py", "tests/trace/test_levels.py", "tests/conftest.py"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("")
    monkeypatch.setattr(keeping, "ROOT", root)
    return root


def told(home: Kept, kind: str, mutant: Mutant | None, verdict: str) -> None:
    with home.answers(kind).open("a") as out:
        words = {"mutant": as_json(mutant) if mutant else None, "verdict": verdict, "by": "a test", "seconds": 0.1}
        print(json.dumps(words), file=out)


def verdicts(folder: Path, seconds: float = 20) -> dict[Mutant, str]:
    with kept(ROOM, folder, seconds) as home:
        return {mutant: one["verdict"] for mutant, one in home.verdicts().items()}


@pytest.fixture
def folder(project: Path, tmp_path: Path) -> Path:
    """One fault that was noticed and one that was not, from an earlier run."""
    with kept(ROOM, tmp_path / "kept", 20) as home:
        told(home, "warm", NOTICED, "killed")
        told(home, "warm", PASSED_BY, "survived")
    return tmp_path / "kept"


def test_nothing_that_was_told_is_asked_again(folder) -> None:
    assert {NOTICED: "killed", PASSED_BY: "survived"} == verdicts(folder)


def test_with_another_test_a_fault_is_asked_again_that_nobody_noticed(folder, project) -> None:
    (project / "tests/trace/test_more.py").write_text("def test_more(): ...")

    assert {NOTICED: "killed"} == verdicts(folder)


def test_asked_in_another_way_a_fault_is_asked_again_and_for_no_explanation(folder, project) -> None:
    (project / "drills/mutants").mkdir(parents=True)
    (project / "drills/mutants/explained.toml").write_text("why = 'a matter of taste'")
    assert {NOTICED: "killed", PASSED_BY: "survived"} == verdicts(folder)

    (project / "drills/mutants/running.py").write_text("FIRST = 'the mirror'")

    assert {NOTICED: "killed"} == verdicts(folder)


def test_with_another_test_the_first_run_finds_what_the_last_one_told(folder, project) -> None:
    with kept(ROOM, folder, 20) as home:
        assert "" == home.runs()["before"]
        home.known.write_text("{}")
    (project / "tests/trace/test_more.py").write_text("def test_more(): ...")

    with kept(ROOM, folder, 20) as later:
        assert {"known": str(later.known), "before": str(home.known)} == later.runs()


def test_in_other_sources_every_fault_is_asked_again(folder, project) -> None:
    (project / "src/trace/levels.py").write_text("LEVELS = 5")

    assert {} == verdicts(folder)


def test_with_more_time_a_fault_is_asked_again_that_nobody_noticed(folder) -> None:
    assert {NOTICED: "killed"} == verdicts(folder, float("inf"))


def test_whoever_imports_the_fault_has_the_last_word(folder) -> None:
    with kept(ROOM, folder, 20) as home:
        told(home, "cold", PASSED_BY, "killed")
        told(home, "cold", None, "survived")

        assert "killed" == home.verdicts()[PASSED_BY]["verdict"]
        assert {PASSED_BY} == home.imported_anew().keys()
        assert ["survived"] == [one["verdict"] for one in home.control()]


def test_a_run_that_keeps_nothing_finds_nothing(folder) -> None:
    with kept(ROOM, None, 20) as home:
        assert {} == home.verdicts()
    assert not home.home.exists()


def test_a_fault_is_the_same_from_process_to_process() -> None:
    assert NOTICED == from_json(json.loads(json.dumps(as_json(NOTICED))))
