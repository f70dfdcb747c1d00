"""A process that has imported foreign packages only, and makes a child for each fault that acts during import.

The child imports everything of ours with the fault in it, takes the database from a copy instead of migrating again,
and runs the tests it is given until one fails. One request a line comes in, one answer a line goes out.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.machinery
import importlib.util
import json
import os
import sqlite3
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator, Sequence
from importlib.abc import MetaPathFinder
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import pytest

from drills.mutants.planting import Mutant
from drills.mutants.rooms import ROOT
from drills.mutants.running import alarm_in, become_a_child, end_group, guarded, limit_s, say, verdict_of
from drills.mutants.warm import CALM, deterministic, in_order

IMPORTING_S = 120.0
_NEEDS_SETTINGS = ("django.contrib", "django_", "allauth", "axes", "csp", "rules", "whitenoise", "pytest", "_pytest")


class _Planted(importlib.machinery.SourceFileLoader):
    def __init__(self, fullname: str, path: str, mutant: Mutant) -> None:
        super().__init__(fullname, path)
        self._mutant = mutant

    def get_code(self, fullname: str) -> CodeType:
        spoilt = self._mutant.planted(Path(self.path).read_bytes())
        code = compile(spoilt, self.path, "exec", dont_inherit=True)
        assert isinstance(code, CodeType)
        return code


class _Planting(MetaPathFinder):
    def __init__(self, mutant: Mutant) -> None:
        self._mutant = mutant
        self._path = str(ROOT / mutant.path)
        parts = Path(mutant.path).relative_to("src").with_suffix("").parts
        self._name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self._name:
            return None
        return importlib.util.spec_from_file_location(
            fullname, self._path, loader=_Planted(fullname, self._path, self._mutant)
        )


class _Cold:
    """The plugin of one child."""

    def __init__(self, tests: dict[str, float], database: str, scratch: Path) -> None:
        self._tests = tests
        self._database = database
        self._scratch = scratch
        self.ran = 0

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self) -> None:
        deterministic()

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        place = {name: at for at, name in enumerate(self._tests)}
        items[:] = in_order(sorted(items, key=lambda item: place.get(item.nodeid, len(place))))

    @pytest.hookimpl(tryfirst=True)
    def pytest_fixture_setup(self, fixturedef: Any, request: pytest.FixtureRequest) -> bool | None:
        """The database is there at once: the copy that the warm process has made."""
        if fixturedef.argname != "django_db_setup" or not Path(self._database).exists():
            return None
        if fixturedef.cached_result is None:
            fixturedef.cached_result = (None, fixturedef.cache_key(request), None)
            self._restore(request)
        return True

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

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self.ran += 1
        say(self._scratch, "at", nodeid)
        alarm_in(limit_s(self._tests.get(nodeid, 1.0)))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            say(self._scratch, "killed", report.nodeid)
            os._exit(0)


def _judge(mutant: Mutant | None, tests: dict[str, float], database: str) -> dict[str, Any]:
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="bluezone-mutant-", ignore_cleanup_errors=True) as folder:
        leader = os.fork()
        if leader == 0:
            guarded(lambda scratch: _run(mutant, tests, database, scratch), Path(folder))
        _, status = os.waitpid(leader, 0)
        end_group(leader)
        verdict, by = verdict_of(status, Path(folder))
    return {"verdict": verdict, "by": by, "seconds": time.perf_counter() - began}


def _run(mutant: Mutant | None, tests: dict[str, float], database: str, scratch: Path) -> None:
    become_a_child(scratch)
    if mutant is not None:
        sys.meta_path.insert(0, _Planting(mutant))
    plugin = _Cold(tests, database, scratch)
    say(scratch, "at", "importing")
    alarm_in(IMPORTING_S)
    try:
        code = int(pytest.main([*CALM, *tests], plugins=[plugin]))
    except BaseException as fall:  # noqa: BLE001 - a module of ours that falls while Django starts ends here
        say(scratch, "killed", f"importing ({type(fall).__name__})")
        return
    if code or plugin.ran < len(tests):
        say(scratch, "killed", f"importing (pytest ended with {code})")
    else:
        say(scratch, "survived", str(plugin.ran))


def _preload(names: list[str]) -> None:
    """Foreign packages, once for all children. What wants Django's settings first is left to them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in names:
            if not name.startswith(_NEEDS_SETTINGS):
                with contextlib.suppress(BaseException):
                    importlib.import_module(name)


def _lines() -> Iterator[dict[str, Any]]:
    for line in sys.stdin:
        yield json.loads(line)


def main() -> None:
    """The first line names the foreign modules and the database; each other one a fault and its tests."""
    requests = _lines()
    first = next(requests)
    _preload(first["foreign"])
    out = os.fdopen(os.dup(1), "w", buffering=1)
    for asked in requests:
        told = asked["mutant"]
        mutant = Mutant(**{**told, "lines": tuple(told["lines"])}) if told else None
        out.write(json.dumps(_judge(mutant, asked["tests"], first["database"])) + "\n")


if __name__ == "__main__":
    main()
