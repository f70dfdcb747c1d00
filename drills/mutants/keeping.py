"""What runs of the drill told before, where somebody says that it be kept: `--kept FOLDER`.

What the tests come by holds for the same sources and the same tests, and so does a fault that nobody noticed. A fault
that was noticed stays noticed while the sources are the same: tests are added, and none is loosened.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from drills.mutants.planting import Mutant, from_json
from drills.mutants.rooms import ROOT, Room

_SHARED = ("tests/conftest.py", "tests/portal/conftest.py", "tests/support")


class Kept:
    """The folder of a room in which its present sources and tests are at home."""

    def __init__(self, home: Path, seconds: float) -> None:
        self.home = home
        self._seconds = seconds
        self.known = home / "known.json"
        self.database = home / "database"

    def answers(self, kind: str) -> Path:
        """Where the warm or the cold process tells its verdicts."""
        return self.home / f"{kind} within {self._seconds:.0f} s.jsonl"

    def runs(self) -> dict[str, str]:
        """Where the first run is kept, and where the last one of the same sources and other tests."""
        others = sorted(
            set(self.home.parent.glob("*/known.json")) - {self.known}, key=lambda path: path.stat().st_mtime
        )
        return {"known": str(self.known), "before": str(others[-1]) if others else ""}

    def verdicts(self) -> dict[Mutant, dict[str, Any]]:
        """Of each fault that was asked before; what a process said that imported the fault is said last."""
        noticed = {mutant: told for mutant, told in self._of_all_tests() if told["verdict"] == "killed"}
        return dict(_answers(self.answers("warm"))) | self.imported_anew() | noticed

    def imported_anew(self) -> dict[Mutant, dict[str, Any]]:
        """Of each fault that acted while modules were imported."""
        return dict(_answers(self.answers("cold")))

    def broken(self, kind: str) -> list[str]:
        """Where the drill itself fell, in its own words."""
        return [told["by"] for told in _lines(self.answers(kind)) if told["verdict"] == "broken"]

    def control(self) -> list[dict[str, Any]]:
        """What became of the tests themselves, without any fault."""
        return [told for told in _lines(self.answers("cold")) if told["mutant"] is None]

    def _of_all_tests(self) -> Iterator[tuple[Mutant, dict[str, Any]]]:
        for path in sorted(self.home.parent.glob("*/*.jsonl")):
            yield from _answers(path)


@contextlib.contextmanager
def kept(room: Room, folder: Path | None, seconds: float) -> Iterator[Kept]:
    """In the folder, or for this run alone."""
    with tempfile.TemporaryDirectory(prefix="bluezone-drill-") as passing:
        home = (
            (folder or Path(passing)).resolve()
            / room.name
            / _digest(["src"])
            / _digest([*room.tests, *_SHARED, *_asking()])
        )
        home.mkdir(parents=True, exist_ok=True)
        yield Kept(home, seconds)


def _asking() -> list[str]:
    """What decides which tests are asked, and in which order; explanations do not."""
    return [str(path.relative_to(ROOT)) for path in (ROOT / "drills" / "mutants").glob("*.py")]


def _digest(names: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for path in sorted(path for name in names for path in _files(ROOT / name)):
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    return [one for one in path.rglob("*") if one.is_file() and "__pycache__" not in one.parts and one.suffix != ".so"]


def _answers(path: Path) -> Iterator[tuple[Mutant, dict[str, Any]]]:
    return ((from_json(told["mutant"]), told) for told in _lines(path) if told["mutant"] is not None)


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
