"""SECURITY.md is a table: each promise with its mechanism, a proof that exists, and what remains, in numbers.

What remains and needs more words has a paragraph below the table, which some row names; none hides there unnamed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from drills.catalogue import DRILLS
from tests.architecture.test_acceptance import names_in
from tests.support.sources import PROJECT

PAGE = (PROJECT / "SECURITY.md").read_text(encoding="utf-8")
HEAD = ("promise", "mechanism", "proof", "residue")
LINE = re.compile(r"^\|.*$", re.MULTILINE)
PARAGRAPH = re.compile(r"^- \*\*(?P<name>[^*]+?)\.?\*\*", re.MULTILINE)
NAMED = re.compile(r'"(?P<name>[^"]+)"')
QUOTED = re.compile(r"`(?P<what>[^`]+)`")
NUMBER = re.compile(r"\b\d")
PROMISES = 68
"""Whoever takes one out says so here."""


@dataclass(frozen=True)
class Row:
    """One promise."""

    cells: tuple[str, ...]

    @property
    def promise(self) -> str:
        return self.cells[0]

    @property
    def proofs(self) -> list[str]:
        """Tests, files and drills; what a reader runs by hand is named beside them."""
        return [what for what in QUOTED.findall(self.cells[2]) if what.startswith(("tests/", "scripts/"))]

    @property
    def residue(self) -> str:
        return self.cells[3]


def rows(page: str = PAGE) -> list[Row]:
    lines = [tuple(cell.strip() for cell in line.strip("| ").split(" | ")) for line in LINE.findall(page)]
    assert HEAD == lines[0]
    return [Row(cells) for cells in lines[2:]]


def faults(page: str = PAGE) -> list[str]:
    """What a reader of the page would be misled by."""
    paragraphs = PARAGRAPH.findall(page)
    found = []
    for row in rows(page):
        if len(row.cells) != len(HEAD) or not all(row.cells):
            found.append(f"not four cells: {row.promise}")
            continue
        if not any(proof.startswith("tests/") for proof in row.proofs):
            found.append(f"no test: {row.promise}")
        found += [f"leads nowhere: {proof}" for proof in row.proofs if not is_there(proof)]
        if not row.residue.startswith("none known") and not NUMBER.search(NAMED.sub("", row.residue)):
            found.append(f"no number: {row.promise}")
        found += [f"no paragraph: {name}" for name in NAMED.findall(row.residue) if name not in paragraphs]
    named = {name for row in rows(page) for name in NAMED.findall(row.cells[-1])}
    found += [f"no row names it: {name}" for name in paragraphs if name not in named]
    return found


def is_there(proof: str) -> bool:
    """A file or folder of tests, one test of a file, or a drill."""
    if proof.startswith("scripts/drill "):
        return proof.removeprefix("scripts/drill ") in {drill.name for drill in DRILLS}
    file, _, name = proof.partition("::")
    return name in names_in(file)[0] if name else (PROJECT / file).exists()


def test_every_promise_has_a_mechanism_a_proof_and_what_remains() -> None:
    assert [] == faults()
    assert len(rows()) >= PROMISES


def test_no_promise_stands_twice_nor_a_paragraph() -> None:
    for names in ([row.promise for row in rows()], PARAGRAPH.findall(PAGE)):
        assert len(set(names)) == len(names)


HEADING = "| promise | mechanism | proof | residue |\n|---|---|---|---|\n"
KEPT = "| A kept promise. | By a lock. | `tests/architecture/test_security.py` | none known |\n"
TOLD = '| A second one. | By a key. | `tests/doors`, `scripts/drill fuzz` | 3 days: "A pen" |\n'
BELOW = "\n- **A pen.** Nobody can verify ink.\n"


@pytest.mark.parametrize(
    ("fault", "what", "instead"),
    [
        ("not four cells", " | By a key.", " | "),
        ("not four cells", " | By a key.", ""),
        ("no test", "`tests/doors`", "`bluezone bench guess`"),
        ("leads nowhere", "tests/doors", "tests/doors/test_no_such_file.py"),
        ("leads nowhere", "tests/doors", "tests/doors/test_door.py::test_no_such_test"),
        ("leads nowhere", "drill fuzz", "drill everything"),
        ("no number", "3 days", "some days"),
        ("no paragraph", "A pen", "A pencil"),
        ("no row names it", ': "A pen"', ""),
    ],
)
def test_a_planted_fault_is_seen(fault: str, what: str, instead: str) -> None:
    spoilt = TOLD.replace(what, instead)

    assert [] == faults(HEADING + KEPT + TOLD + BELOW)
    assert fault in {found.split(":")[0] for found in faults(HEADING + KEPT + spoilt + BELOW)}
