"""docs/drills.md tells every drill and every amount as they are, and keeps what drills found."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from drills import __main__ as command
from drills import ledger
from drills.catalogue import DRILLS
from drills.drill import Drill, Outcome
from drills.suites import FUZZED, KILLED, LOADED, ON_ARM, TESTS, leaves_out
from tests.support.amounts import AMOUNTS
from tests.support.sources import PROJECT

PAGE = PROJECT / "docs" / "drills.md"
REPORT = {
    "name": "kills",
    "counts": {"tests": 3, "kills of a demo": 1_000},
    "lost": None,
    "doubled": None,
    "result": "held",
    "seconds": 3_600,
    "commit": "0123abc",
    "machine": {"model": "A processor", "cores": 2, "memory_gib": 24},
    "date": "2026-11-26",
}


def test_the_page_tells_every_drill() -> None:
    text = PAGE.read_text(encoding="utf-8")

    assert [] == [drill.name for drill in DRILLS if f"| `{drill.name}` | {drill.sentence} |" not in text]


def test_the_page_tells_both_numbers_of_every_amount() -> None:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    rows = {f"| {one.drill} | {one.what} | {one.few:,} | {one.full:,} |" for one in AMOUNTS}

    assert set() == rows - set(lines)


def test_a_drill_never_does_less_than_the_suite() -> None:
    assert [] == [amount.what for amount in AMOUNTS if amount.full < amount.few]


def test_every_amount_belongs_to_a_drill() -> None:
    assert set() == {amount.drill for amount in AMOUNTS} - {drill.name for drill in DRILLS}


def test_every_amount_is_asked_by_a_test_that_its_drill_runs() -> None:
    asking = re.findall(
        r'^(\w+) = _amount\("(\w+)"', (PROJECT / "tests/support/amounts.py").read_text("utf-8"), re.MULTILINE
    )
    run = {name: {test.partition("::")[0] for test in tests()} for name, tests in TESTS.items()}
    texts = {path.relative_to(PROJECT): path.read_text("utf-8") for path in (PROJECT / "tests").rglob("*.py")}
    words = {path: set(re.findall(r"\b[A-Z][A-Z_]+\b", text)) for path, text in texts.items()}

    assert len(asking) == len(AMOUNTS)
    assert [] == [
        name
        for name, drill in asking
        if name != "PROPERTY_EXAMPLES" and not run[drill] & set(_files_that_know(name, texts, words))
    ]


def _files_that_know(name: str, texts: dict[Path, str], words: dict[Path, set[str]]) -> Iterator[str]:
    """Test files that take this amount, or something of a module of support that does."""
    knowing = {path for path in texts if name in words[path]}
    modules = {".".join(path.with_suffix("").parts) for path in knowing if "support" in path.parts}
    modules -= {"tests.support.amounts"}
    yield from (str(path) for path, text in texts.items() if path in knowing or any(one in text for one in modules))


@pytest.mark.parametrize("test", [*KILLED, *FUZZED, *LOADED, *ON_ARM])
def test_a_drill_names_tests_that_there_are(test: str) -> None:
    path, _, name = test.partition("::")

    assert (PROJECT / path).exists()
    assert not name or f"def {name}(" in (PROJECT / path).read_text(encoding="utf-8")


def test_a_row_is_kept_at_the_end_and_nothing_before_it_changes(tmp_path: Path) -> None:
    page = tmp_path / "drills.md"
    before = f"# Drills\n\n{ledger.HEAD}\n|---|\n| old |\n"
    page.write_text(before, encoding="utf-8")

    ledger.keep(page, REPORT)

    row = "| kills | tests 3, kills of a demo 1,000 | held | 3,600 | 0123abc"
    row += " | A processor, 2 cores, 24 GiB | 2026-11-26 |"
    assert before + row + "\n" == page.read_text(encoding="utf-8")


def test_the_table_stands_at_the_end_of_the_page() -> None:
    _, _, rows = PAGE.read_text(encoding="utf-8").partition(ledger.HEAD + "\n")

    assert rows
    assert [] == [line for line in rows.splitlines() if not line.startswith("|")]


def test_alone_it_lists_the_drills_with_a_sentence_each() -> None:
    listed = subprocess.run(
        [sys.executable, "-m", "drills"], cwd=PROJECT, capture_output=True, text=True, check=True, timeout=60
    )

    assert [f"{drill.name:12} {drill.sentence}" for drill in DRILLS] == listed.stdout.splitlines()


@pytest.mark.parametrize(("held", "status", "result"), [(True, 0, "held"), (False, 1, "broken")])
def test_a_drill_tells_what_it_found_as_one_object(monkeypatch, capsys, held: bool, status: int, result: str) -> None:
    found = Outcome(held, {"tests": 3, "lost": 0}, {"failed": []})
    monkeypatch.setattr(command, "DRILLS", (Drill("kills", "A sentence.", lambda _: found),))
    monkeypatch.setattr(sys, "argv", ["drill", "kills", "--json"])

    ended = command.main()

    told = json.loads(capsys.readouterr().out)
    assert status == ended
    assert [*REPORT, "details"] == list(told)
    assert ("kills", {"tests": 3, "lost": 0}, result) == (told["name"], told["counts"], told["result"])
    assert (0, None) == (told["lost"], told["doubled"])  # of what nobody counted nobody says that it is none


def test_what_every_run_leaves_out_stands_in_a_table() -> None:
    """docs/tests.md says of each slow check where it went."""
    table = (PROJECT / "docs" / "tests.md").read_text(encoding="utf-8").partition("## Where slow checks stand")[2]
    marked = [path for path in (PROJECT / "tests").rglob("test_*.py") if leaves_out(path.read_text("utf-8"))]

    assert len(marked) > 8
    assert [] == [path.name for path in marked if path.name not in table]
