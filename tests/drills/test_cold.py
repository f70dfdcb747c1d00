"""A fault that acts during import stands in a child alone, which is made when the module is first asked for."""

from __future__ import annotations

import json
import subprocess
import sys
from types import SimpleNamespace

from drills.mutants.cold import Branching
from drills.mutants.rooms import module_of
from tests.support.sources import PROJECT

TWO_FAULTS = """
import json, os, sys
from pathlib import Path
from drills.mutants.children import Children
from drills.mutants.cold import Branching, Fault
from drills.mutants.planting import mutants_of
from drills.mutants.running import say

path = "src/bluezone/vietnam/numbers.py"
every = mutants_of(path, Path(path).read_bytes())
faults = [Fault(one, {}) for one in every if one.before == "18" and one.fault == "number"]
told = []
children = Children(1, told.append)
branching = Branching(faults, "", children)
sys.meta_path.insert(0, branching)
from bluezone.vietnam.numbers import MOST_DIGITS
if branching.scratch:
    say(branching.scratch, "survived", str(MOST_DIGITS))
    os._exit(0)
children.gather_all()
print(json.dumps([MOST_DIGITS, *(one["by"] for one in told)]))
"""


def test_each_fault_is_imported_by_a_child_of_its_own_and_by_nobody_else() -> None:
    told = subprocess.run(
        [sys.executable, "-c", TWO_FAULTS], cwd=PROJECT, capture_output=True, text=True, check=False, timeout=120
    )

    assert told.stdout, told.stderr
    assert [18, "19", "17"] == json.loads(told.stdout)


class NoticedByNobody:
    """Children whose faults all survived."""

    found_by: tuple[str, ...] = ()
    begun = 0

    def begin(self, told: dict[str, object]) -> None:
        self.begun += 1

    def gather_all(self) -> None: ...


def test_where_nobody_noticed_anything_no_test_is_tried_without_a_fault() -> None:
    children = NoticedByNobody()

    assert Branching([], "", children).pytest_runtestloop(SimpleNamespace(testsfailed=0))

    assert 0 == children.begun


def test_a_module_is_named_as_it_is_imported() -> None:
    assert "bluezone.trace.levels" == module_of("src/bluezone/trace/levels.py")
    assert "bluezone.trace" == module_of("src/bluezone/trace/__init__.py")
