"""A process that imports everything of ours once, and makes a child for each fault when its module is first asked for.

The child goes on with the fault in the module, imports what comes after it, takes the database from a copy instead of
migrating again, and runs the tests it is given until one fails. Its parent then imports the module as it is, and comes
to the next fault: what stands before a module is imported once for all faults, as are Django and all foreign packages.

It speaks to the drill in files, as the warm process does: a request in, lines of JSON out.
"""

from __future__ import annotations

import contextlib
import importlib.machinery
import importlib.util
import json
import os
import sqlite3
import sys
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from importlib.abc import MetaPathFinder
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from drills.mutants.apart import other_threads, papers_set_apart
from drills.mutants.children import Children
from drills.mutants.planting import Mutant, as_json, from_json
from drills.mutants.rooms import ROOT, module_of
from drills.mutants.running import alarm_in, become_a_child, file_of, guarded, limit_s, say
from drills.mutants.warm import CALM, deterministic, in_order

IMPORTING_S = 120.0


@dataclass(frozen=True, slots=True)
class Fault:
    """What is tried: a fault, or none where the tests themselves are tried; and tests with their known seconds."""

    mutant: Mutant | None
    tests: dict[str, float]


class _Planted(importlib.machinery.SourceFileLoader):
    def __init__(self, fullname: str, path: str, mutant: Mutant) -> None:
        super().__init__(fullname, path)
        self._mutant = mutant

    def get_code(self, fullname: str) -> CodeType:
        spoilt = self._mutant.planted(Path(self.path).read_bytes())
        code = compile(spoilt, self.path, "exec", dont_inherit=True)
        assert isinstance(code, CodeType)
        return code


class Branching(MetaPathFinder):
    """Makes the children, each where its module is asked for, and is the plugin that runs their tests."""

    def __init__(self, faults: Sequence[Fault], database: str, children: Children) -> None:
        self._waiting: dict[str, list[Fault]] = {}
        for fault in faults:
            if fault.mutant is not None:
                self._waiting.setdefault(module_of(fault.mutant.path), []).append(fault)
        self._seconds = {test: took for fault in faults for test, took in fault.tests.items()}
        self._database = database
        self._children = children
        self._mine: Fault | None = None
        self.scratch: Path | None = None
        """In a child, the folder that is its own."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """The module with the fault in it, in the child that was made for it; else whatever others find."""
        any(self._is_a_new_child(fault) for fault in self._waiting.pop(fullname, []))
        mutant = self._mine.mutant if self._mine else None
        if mutant is None or module_of(mutant.path) != fullname:
            return None
        where = str(ROOT / mutant.path)
        return importlib.util.spec_from_file_location(fullname, where, loader=_Planted(fullname, where, mutant))

    def fell(self, why: str) -> None:
        """Nothing was collected: in a child the fault was noticed, else the drill itself is broken."""
        if self._mine is None:
            raise RuntimeError(f"without any fault the tests cannot be imported: {why}")
        self._killed_by(f"importing ({why})")

    @pytest.hookimpl(wrapper=True)
    def pytest_collection(self) -> Generator[None, object, object]:
        deterministic()
        with papers_set_apart():
            return (yield)

    def pytest_ignore_collect(self, collection_path: Path) -> bool | None:
        """A child reads the files alone whose tests it is given."""
        if self._mine is None or collection_path.suffix != ".py" or not collection_path.name.startswith("test_"):
            return None
        wanted = {file_of(test) for test in self._mine.tests}
        return True if str(collection_path.relative_to(ROOT)) not in wanted else None

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if session.testsfailed:
            self.fell("a file of tests")
        if self._mine is None:
            self._try_the_rest()
        if self._mine is not None:
            fault = self._mine
            guarded(lambda _: self._run(fault, session), self._own())
        return True

    @pytest.hookimpl(tryfirst=True)
    def pytest_fixture_setup(self, fixturedef: Any, request: pytest.FixtureRequest) -> bool | None:
        """The database is there at once: the copy that the warm process has made."""
        if fixturedef.argname != "django_db_setup" or not Path(self._database).exists():
            return None
        if fixturedef.cached_result is None:
            fixturedef.cached_result = (None, fixturedef.cache_key(request), None)
            self._restore(request)
        return True

    def _try_the_rest(self) -> None:
        """Modules that only a test imports, when it runs; at last whatever found a fault, if anything did,
        without any."""
        if passed := [name for name in self._waiting if name in sys.modules]:
            raise RuntimeError(f"imported before their faults could be planted: {passed}")
        rest = [fault for faults in self._waiting.values() for fault in faults]
        if any(self._is_a_new_child(fault) for fault in rest):
            return
        self._children.gather_all()
        if finders := self._finders():
            self._is_a_new_child(Fault(None, finders))

    def _finders(self) -> dict[str, float]:
        """The tests that found a fault, file by file."""
        found = {by.removeprefix("time in ").removeprefix("a crash in ") for by in self._children.found_by}
        return {test: self._seconds[test] for test in sorted(found) if test in self._seconds}

    def _is_a_new_child(self, fault: Fault) -> bool:
        """Makes a child for the fault; true in the child."""
        if others := other_threads():
            raise RuntimeError(f"{others} threads run already, and children would wait for them without end")
        scratch = self._children.begin({"mutant": as_json(fault.mutant) if fault.mutant else None})
        if scratch is None:
            return False
        self._mine, self.scratch, self._waiting = fault, scratch, {}
        become_a_child(scratch)
        say(scratch, "at", "importing")
        alarm_in(IMPORTING_S)
        return True

    def _run(self, fault: Fault, session: pytest.Session) -> None:
        here = {item.nodeid: item for item in session.items}
        if missing := [name for name in fault.tests if name not in here]:
            self._killed_by(f"importing ({len(missing)} tests are gone)")
        items = in_order([here[name] for name in fault.tests])
        for item, after in zip(items, [*items[1:], None], strict=True):
            say(self._own(), "at", item.nodeid)
            alarm_in(limit_s(fault.tests[item.nodeid]))
            if any(report.failed for report in runtestprotocol(item, nextitem=after, log=False)):
                self._killed_by(item.nodeid)
        say(self._own(), "survived", str(len(items)))

    def _killed_by(self, test: str) -> None:
        say(self._own(), "killed", test)
        os._exit(0)

    def _own(self) -> Path:
        assert self.scratch is not None, "asked in a child alone"
        return self.scratch

    def _restore(self, request: pytest.FixtureRequest) -> None:
        from django.db import connection
        from pytest_django.plugin import blocking_manager_key

        with request.config.stash[blocking_manager_key].unblock():
            connection.close()
            creation: Any = connection.creation
            connection.settings_dict["NAME"] = creation._get_test_db_name()
            connection.ensure_connection()
            with contextlib.closing(sqlite3.connect(self._database)) as source:
                source.backup(connection.connection)


def main(request: str, answers: str) -> int:
    """Answers one request."""
    asked = json.loads(Path(request).read_text())
    faults = [Fault(from_json(one["mutant"]), one["tests"]) for one in asked["faults"]]
    with Path(answers).open("a", buffering=1) as out:
        children = Children(asked["jobs"], lambda words: print(json.dumps(words), file=out))
        branching = Branching(faults, asked["database"], children)
        sys.meta_path.insert(0, branching)
        try:
            code = int(pytest.main([*CALM, *asked["tests"]], plugins=[branching]))
        except BaseException as fall:  # noqa: BLE001 - a module of ours that falls while Django starts ends here
            branching.fell(repr(fall))
        if code:
            branching.fell(f"pytest ended with {code}")
        children.gather_all()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:3]))
