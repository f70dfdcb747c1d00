"""The warm process of one room: everything is imported and the database is built once, then a child for each fault.

It speaks to the drill in files: a request in (see `Request`), lines of JSON out. It is a plugin of pytest that runs the
collected tests in its own order, and it never runs a test itself: what children inherit has been touched by nothing,
and has started no thread.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import itertools
import json
import os
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FunctionType
from typing import Any

import coverage
import hypothesis
import pytest
from _pytest.runner import runtestprotocol

from drills.mutants.apart import other_threads, papers_set_apart
from drills.mutants.children import Children
from drills.mutants.living import CannotBeExchangedError, caches_of, exchange, forget_questions, functions_of
from drills.mutants.planting import Mutant, as_json, from_json
from drills.mutants.rooms import ROOT, module_of
from drills.mutants.running import (
    alarm_in,
    become_a_child,
    cheapest_first,
    end_group,
    file_of,
    guarded,
    limit_s,
    say,
    verdict_of,
    worked_s,
)
from drills.mutants.signs import signs_of

CALM = (
    *("-q", "-s", "-p", "no:randomly", "-p", "no:cacheprovider"),
    *("-o", "timeout=0", "-o", "addopts=--import-mode=importlib"),
    *("-W", "ignore::pytest.PytestAssertRewriteWarning"),
)
"""In a fixed order, without traces on the disk."""


@dataclass(frozen=True, slots=True)
class Request:
    """What the drill asks for: tests to collect, files to watch, faults to try, children at once."""

    tests: list[str]
    files: list[str]
    mutants: list[Mutant]
    jobs: int
    seconds: float
    """Of tests, for each fault."""
    database: str
    """Where a copy of the database goes, for the cold process."""
    known: str
    """Where what the first run tells is kept."""
    before: str
    """Where a first run with other tests is kept, if there was one."""

    @classmethod
    def read(cls, path: Path) -> Request:
        told = json.loads(path.read_text())
        mutants = [from_json(each) for each in told.pop("mutants")]
        return cls(mutants=mutants, **told)


@dataclass
class Known:
    """What the first run of all tests tells."""

    seconds: dict[str, float] = field(default_factory=dict)
    """Of each test, without what its file makes for all of them."""
    opening: dict[str, float] = field(default_factory=dict)
    """Of each file: the seconds before its first test."""
    tests: list[str] = field(default_factory=list)
    lines: dict[str, dict[str, list[int]]] = field(default_factory=dict)
    """File, line, and the numbers of the tests that came by."""
    imported: dict[str, list[int]] = field(default_factory=dict)
    """File, and the lines that run while modules are imported."""
    failed: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    signs: dict[str, str] = field(default_factory=dict)
    """Of each file of tests, by what it is known again."""

    @classmethod
    def kept_in(cls, path: Path) -> Known | None:
        """What a first run of the same sources and tests told before."""
        return cls(**json.loads(path.read_text())) if path.exists() else None

    def of_files(self, files: set[str]) -> Known:
        """What is told here of the tests of these files."""
        tests = [name for name in self.tests if file_of(name) in files]
        kept = (number for number, name in enumerate(self.tests) if file_of(name) in files)
        numbers = {number: at for at, number in enumerate(kept)}
        lines = {
            path: {line: [numbers[one] for one in met if one in numbers] for line, met in found.items()}
            for path, found in self.lines.items()
        }
        seconds = {name: self.seconds[name] for name in tests}
        opening = {name: took for name, took in self.opening.items() if name in files}
        return Known(seconds, opening, tests, lines, skipped=[name for name in self.skipped if file_of(name) in files])

    def add(self, more: Known) -> None:
        """Takes over what another tells of other tests."""
        first = len(self.tests)
        self.tests += more.tests
        self.skipped += more.skipped
        self.seconds |= more.seconds
        self.opening |= more.opening
        for path, found in more.lines.items():
            lines = self.lines.setdefault(path, {})
            for line, numbers in found.items():
                lines[line] = [*lines.get(line, ()), *(first + number for number in numbers)]

    def tell_time(self, test: str, reports: Sequence[pytest.TestReport], worked: float) -> None:
        """Keeps how many seconds a test worked; what was made before the first of a file is the file's. Reports tell
        by the clock, and on a busy machine everybody waits: of them only the share is taken."""
        took = sum(each.duration for each in reports) or 1.0
        before = worked * reports[0].duration / took if file_of(test) not in self.opening else 0.0
        self.opening.setdefault(file_of(test), before)
        self.seconds[test] = worked - before

    def by_test(self, contexts: dict[str, dict[str, list[str]]]) -> dict[str, dict[str, list[int]]]:
        """The lines by which each test came, from what was written down of them."""
        of_file: dict[str, list[int]] = {}
        for number, test in enumerate(self.tests):
            of_file.setdefault(file_of(test), []).append(number)

        def tests_of(context: str) -> list[int]:
            number = int(context.removeprefix(_SHARED))
            return of_file[file_of(self.tests[number])] if context.startswith(_SHARED) else [number]

        return {
            path: {line: sorted({n for each in found for n in tests_of(each)}) for line, found in lines.items()}
            for path, lines in contexts.items()
        }

    def in_order(self, names: Iterable[str], source: str) -> dict[str, float]:
        """Those of the source's own file first, then the cheapest, each with the seconds that it takes alone; in all no
        more than their files take."""
        wanted = cheapest_first(set(names) - set(self.skipped), self.seconds, self.opening, source)
        opened: set[str] = set()
        return {name: self.seconds[name] + self._opening_of(name, opened) for name in wanted}

    def _opening_of(self, test: str, opened: set[str]) -> float:
        if file_of(test) in opened:
            return 0.0
        opened.add(file_of(test))
        return self.opening[file_of(test)]

    def may_take_s(self, test: str) -> float:
        """How long a test may take, the first of its file or not."""
        return limit_s(self.seconds[test] + self.opening[file_of(test)])


_SHARED = "file of "


class _Context:
    """For which test lines are being run, in the words that coverage writes down."""

    def __init__(self) -> None:
        self.watch: coverage.Coverage | None = None
        self._name = ""

    def enter(self, name: str) -> None:
        self._name = name
        if self.watch is not None:
            self.watch.switch_context(name)

    @contextlib.contextmanager
    def of_the_whole_file(self) -> Iterator[None]:
        before = self._name
        self.enter(_SHARED + before.removeprefix(_SHARED))
        try:
            yield
        finally:
            self.enter(before)


def deterministic() -> None:
    """Properties draw the same examples for every fault, and remember none."""
    hypothesis.settings.register_profile("mutants", hypothesis.settings(), derandomize=True, database=None)
    hypothesis.settings.load_profile("mutants")


class Warm:
    """The plugin."""

    def __init__(self, request: Request, tell: Callable[[dict[str, Any]], None]) -> None:
        self._request = request
        self._tell = tell
        self._files = {str(ROOT / name): name for name in request.files}
        self._kept = Path(request.known)
        self._importing = watching(request.files)
        if not self._kept.exists():
            self._importing.start()
        self._context = _Context()

    @pytest.hookimpl(wrapper=True)
    def pytest_collection(self) -> Generator[None, object, object]:
        deterministic()
        with papers_set_apart():
            return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> Generator[None, object, object]:
        """What is made once for all tests of a file is run on behalf of each of them."""
        if fixturedef.scope == "function":
            return (yield)
        with self._context.of_the_whole_file():
            return (yield)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        _import_all(self._request.files)
        if not self._kept.exists():
            self._importing.stop()
        if session.testsfailed:
            raise session.Interrupted("some tests cannot be imported")
        _build_the_database(session, self._request.database)
        if others := other_threads():
            raise RuntimeError(f"{others} threads run already, and children would wait for them without end")
        known = Known.kept_in(self._kept) or self._first_run(session)
        if not known.failed:
            self._try_all(session, known)
        return True

    def _first_run(self, session: pytest.Session) -> Known:
        """In a child, so that what the tests leave behind is not inherited by the others. Of files that are as they
        were, what an earlier run told is taken over."""
        signs = signs_of((file_of(item.nodeid) for item in session.items), ROOT)
        before = _told_before(self._request.before, session.items, signs)
        with tempfile.TemporaryDirectory(prefix="bluezone-mutants-", ignore_cleanup_errors=True) as folder:
            leader = os.fork()
            if leader == 0:
                guarded(lambda scratch: self._run_watched(session, before, scratch), Path(folder))
            _, status = os.waitpid(leader, 0)
            end_group(leader)
            report = Path(folder) / "known.json"
            if not report.exists():
                raise RuntimeError(f"the first run fell: {verdict_of(status, Path(folder))}")
            known = Known(**json.loads(report.read_text()))
        known.add(before)
        known.signs = signs
        known.imported = {name: sorted(map(int, lines)) for name, lines in self._lines_of(self._importing).items()}
        self._kept.write_text(json.dumps(known.__dict__))
        return known

    def _run_watched(self, session: pytest.Session, before: Known, scratch: Path) -> None:
        _settle_in(session, scratch)
        known, watch = Known(), watching(self._request.files)
        watch.start()
        self._context.watch = watch
        items = in_order([item for item in session.items if item.nodeid not in before.seconds])
        for number, item in enumerate(items):
            self._context.enter(str(number))
            known.tests.append(item.nodeid)
            forget_questions()
            began = worked_s()
            reports = runtestprotocol(item, nextitem=_after(items, number), log=False)
            known.tell_time(item.nodeid, reports, worked_s() - began)
            if any(each.failed for each in reports):
                known.failed.append(item.nodeid + "\n" + "\n".join(each.longreprtext for each in reports))
            if any(each.skipped for each in reports):
                known.skipped.append(item.nodeid)
        watch.stop()
        self._context.watch = None
        known.lines = known.by_test(self._lines_of(watch))
        (scratch / "known.json").write_text(json.dumps(known.__dict__))

    def _lines_of(self, watch: coverage.Coverage) -> dict[str, dict[str, list[str]]]:
        """File, line, and in whose name it was run."""
        data = watch.get_data()
        return {
            self._files[path]: {
                str(line): [context for context in contexts if context]
                for line, contexts in data.contexts_by_lineno(path).items()
            }
            for path in data.measured_files()
        }

    def _try_all(self, session: pytest.Session, known: Known) -> None:
        living = _Living(functions_of(set(self._files)), caches_of("bluezone"))
        gc.freeze()  # what all children share is not copied for the collector's sake
        items = {item.nodeid: item for item in session.items}
        children = Children(self._request.jobs, self._tell)
        for mutant in self._request.mutants:
            names = within(self._request.seconds, tests_of_lines(mutant, known))
            if (scratch := children.begin({"mutant": as_json(mutant)})) is not None:
                guarded(_trial(session, mutant, living, in_order([items[name] for name in names]), known), scratch)
        children.gather_all()


def _told_before(path: str, items: list[pytest.Item], signs: dict[str, str]) -> Known:
    """What an earlier run told of files that are as they were then, with all their tests."""
    before = Known.kept_in(Path(path)) if path else None
    if before is None or before.failed:
        return Known()
    changed = {file_of(item.nodeid) for item in items if item.nodeid not in before.seconds}
    same = {name for name, sign in signs.items() if before.signs.get(name) == sign}
    return before.of_files(same - changed)


@dataclass(frozen=True, slots=True)
class _Living:
    functions: dict[str, list[FunctionType]]
    caches: list[Any]


def in_order(items: list[pytest.Item]) -> list[pytest.Item]:
    """As they came; those that empty the database's tables last, as pytest-django has them."""
    return sorted(items, key=_empties_tables)


def _after(tests: list[pytest.Item], number: int) -> pytest.Item | None:
    return tests[number + 1] if number + 1 < len(tests) else None


def _empties_tables(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    named = set(getattr(item, "fixturenames", ()))
    return bool({"transactional_db", "live_server"} & named) or bool(marker and marker.kwargs.get("transaction"))


def _trial(
    session: pytest.Session,
    mutant: Mutant,
    living: _Living,
    tests: list[pytest.Item],
    known: Known,
) -> Callable[[Path], None]:
    def act(scratch: Path) -> None:
        _settle_in(session, scratch)
        path = ROOT / mutant.path
        source = path.read_bytes()
        try:
            exchange(living.functions[str(path)], source, mutant.planted(source), str(path))
        except CannotBeExchangedError:
            say(scratch, "cold", "it lives nowhere, or changes what a function shares with the one around it")
            return
        for cache in living.caches:
            cache.cache_clear()
        for number, item in enumerate(tests):
            say(scratch, "at", item.nodeid)
            alarm_in(known.may_take_s(item.nodeid))
            reports = runtestprotocol(item, nextitem=_after(tests, number), log=False)
            if any(report.failed for report in reports):
                say(scratch, "killed", item.nodeid)
                return
        alarm_in(0)
        say(scratch, "survived", str(len(tests)))

    return act


def tests_of_lines(mutant: Mutant, known: Known) -> dict[str, float]:
    """Those that come by the fault, in the order in which they are asked."""
    lines = known.lines.get(mutant.path, {})
    found = {number for line in range(mutant.lines[0], mutant.lines[1] + 1) for number in lines.get(str(line), ())}
    return known.in_order((known.tests[number] for number in found), mutant.path)


def within(seconds: float, tests: dict[str, float]) -> dict[str, float]:
    """The first of the tests, as many as take no longer than that together; at least one."""
    ends = itertools.accumulate(tests.values())
    return {
        name: took
        for at, ((name, took), end) in enumerate(zip(tests.items(), ends, strict=True))
        if at == 0 or end <= seconds
    }


def _import_all(files: list[str]) -> None:
    """Whatever of the room no test has imported yet; of the portal its pages too, with their templates: no child need
    do it again."""
    for name in files:
        importlib.import_module(module_of(name))
    if any(name.startswith("src/bluezone/portal/") for name in files):
        from django.template import engines
        from django.urls import get_resolver

        get_resolver()._populate()
        pages: Any = engines["jinja2"]
        for name in pages.env.list_templates(extensions=["html"]):
            pages.env.get_template(name)


def _build_the_database(session: pytest.Session, copy: str) -> None:
    """Makes what the tests have of the database, and no more; then its copy goes to a file for the cold processes."""
    wanting = [item for item in session.items if "django_db_setup" in getattr(item, "fixturenames", ())]
    if not wanting:
        return
    first: Any = in_order(wanting)[0]
    names, first.fixturenames = first.fixturenames, ["django_db_setup"]
    session._setupstate.setup(first)
    session._setupstate.teardown_exact(session)  # type: ignore[arg-type]
    first.fixturenames = names
    first._initrequest()
    from django.db import connection
    from pytest_django.plugin import blocking_manager_key

    with session.config.stash[blocking_manager_key].unblock():
        connection.ensure_connection()
        with contextlib.closing(sqlite3.connect(copy)) as target:
            connection.connection.backup(target)


def _settle_in(session: pytest.Session, scratch: Path) -> None:
    become_a_child(scratch)
    factory = session.config._tmp_path_factory  # type: ignore[attr-defined]
    factory._basetemp = scratch / "tests"
    factory._basetemp.mkdir()


def watching(files: list[str]) -> coverage.Coverage:
    """Writes down which of their lines are run; where none is, that is no fault."""
    watch = coverage.Coverage(
        data_file=None, config_file=False, include=[str(ROOT / name) for name in files], messages=False
    )
    watch.set_option("run:disable_warnings", ["no-data-collected"])
    return watch


def main(request: str, answers: str) -> int:
    """Answers one request."""
    asked = Request.read(Path(request))
    with Path(answers).open("a", buffering=1) as out:

        def tell(words: dict[str, Any]) -> None:
            out.write(json.dumps(words) + "\n")

        return int(pytest.main([*CALM, *asked.tests], plugins=[Warm(asked, tell)]))


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:3]))
