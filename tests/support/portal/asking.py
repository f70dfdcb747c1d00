"""Which tests of the portal ask for pages, and which meet the database, known by what they reach for and not by a list;
and whether all that meets the database is asked of another one."""

from __future__ import annotations

import functools
import os
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import pytest

from tests.support.amounts import FULL
from tests.support.proofs import stands_in_a_row
from tests.support.sources import PROJECT
from tests.support.turns import is_in_turn, turn

PORTAL = PROJECT / "tests" / "portal"
ASKED_WHOLE = os.environ.get("BLUEZONE_TEST_PORTAL_BREADTH") == "whole"
"""On another database, in a drill (tests/contract/test_portal_on_postgresql.py)."""
ASKED_ITS_WORDS = os.environ.get("BLUEZONE_TEST_PORTAL_BREADTH") == "its words"
"""On another database, what that is told in other words alone: in every run."""
FILES_A_TURN = 12
"""Of so many files of tests, beside each other, one is asked on another database."""
PAGES_A_TURN = 5
"""Of so many tests of a page that stands in no promise one is told; of a file with fewer, one of those."""
SERVICES_A_TURN = 4
"""Of so many tests of what is kept and read behind such pages one is told."""
NEVER_WAITING = ("audit", "dossiers", "frame", "identity", "retention", "staff")
"""Folders whose pages stand before or around all others, or whose acts somebody's record hangs on."""
CLIENTS = frozenset({"Client", "client"})
"""What somebody needs who asks for a page: Django's own, or that of an office's people."""


def asks_for_a_page(item: pytest.Item) -> bool:
    """Whether the test, or what its own file brings for it (helpers that it calls, fixtures that it is given, and
    theirs), names a client."""
    seen: set[FunctionType] = set()
    waiting = [*_made_for(item), *_functions(getattr(item, "function", None))]
    while waiting:
        function = waiting.pop()
        if function in seen:
            continue
        seen.add(function)
        names = set(_names(function.__code__))
        if names & CLIENTS:
            return True
        waiting += [one for name in names for one in _functions(function.__globals__.get(name)) if _are_near(one, item)]
    return not CLIENTS.isdisjoint(getattr(item, "fixturenames", ()))


def meets_the_database(item: pytest.Item) -> bool:
    named = getattr(item, "fixturenames", ())
    return item.get_closest_marker("django_db") is not None or bool({"db", "outside", "transactional_db"} & set(named))


def waiting_for_their_turn(items: Iterable[pytest.Item]) -> Iterator[tuple[pytest.Item, int]]:
    """Tests of pages, and of what is kept and read behind them, on which no row of SECURITY.md stands, each with the
    number of its turns: no more than a file has such tests, so that each run tells some. Tests that a drill alone asks
    are none of them. Every page opens in every run and is sent an empty form (frame/test_walk.py); something nasty
    comes to every third view in a run, in turn (frame/test_nasty.py)."""
    of_files: defaultdict[tuple[Path, int], list[pytest.Item]] = defaultdict(list)
    for item in items:
        marks = [item.get_closest_marker(name) for name in ("in_turn", *(() if FULL else ("breadth",)))]
        if not waits_for_none(item.path) and not any(marks):
            of_files[item.path, _turns_of(item)].append(item)
    for (_, most), file in of_files.items():
        of = min(most, len(file))
        yield from ((item, of) for item in file if of > 1)


def _turns_of(item: pytest.Item) -> int:
    if asks_for_a_page(item):
        return PAGES_A_TURN
    return SERVICES_A_TURN if meets_the_database(item) else 1


def waits_for_none(file: Path) -> bool:
    """Whether SECURITY.md names a file of tests or its folder, or a test of it, as a proof; and where who may see a
    page is asked, or pages that stand before all others."""
    if file.name == "test_access.py" or file.parent.name in NEVER_WAITING:
        return True
    return stands_in_a_row(file)


def one_example_each(items: list[pytest.Item]) -> list[pytest.Item]:
    """Of a test with many examples the first of them, however they were shuffled; all where each puts a question of its
    own to the database (mark `each_example`)."""
    first: dict[tuple[object, ...], pytest.Item] = {}
    for item in sorted(items, key=_place_of_example):
        first.setdefault((item.path, getattr(item, "cls", None), getattr(item, "originalname", item.name)), item)
    chosen = set(first.values())
    return [item for item in items if item in chosen or item.get_closest_marker("each_example")]


def every_third_of_a_file(items: list[pytest.Item]) -> list[pytest.Item]:
    """Of each file one of three tests as they stand there, however they were shuffled, and another of them whenever it
    is the file's turn again; and all of which each example puts a question of its own to the database."""
    begin = turn() // FILES_A_TURN % 3
    places = {(item.path, item.reportinfo()[1] or 0) for item in items}
    chosen = {
        (file, line)
        for file in {file for file, _ in places}
        for line in sorted(line for one, line in places if one == file)[begin::3]
    }
    return [
        item
        for item in items
        if (item.path, item.reportinfo()[1] or 0) in chosen or item.get_closest_marker("each_example")
    ]


def is_asked_on_another(file: Path, wholly: Collection[str] = (), among: Path = PORTAL) -> bool:
    """Whether any of a file's tests is asked in this run: of all files among which it stands every twelfth, at another
    commit the next; and those of which each example puts a question of its own to the database, or that hold one of the
    tests which are asked whatever happens. To load all of them took as long as to ask a third."""
    if not ASKED_ITS_WORDS and is_in_turn(_files_of(among).index(file), asked=1, of=FILES_A_TURN):
        return True
    text = file.read_text(encoding="utf-8")
    return "each_example" in text or any(f"def {name}(" in text for name in wholly)


@functools.cache
def _files_of(folder: Path) -> list[Path]:
    return sorted(folder.rglob("test_*.py"))


def _place_of_example(item: pytest.Item) -> list[int]:
    example: Any = getattr(item, "callspec", None)
    return [place for _, place in sorted(example.indices.items())] if example else []


def _made_for(item: pytest.Item) -> Iterator[FunctionType]:
    """The fixtures of the test's own file that it is given."""
    known: Any = getattr(item, "_fixtureinfo", None)
    for definitions in known.name2fixturedefs.values() if known else ():
        for function in _functions(definitions[-1].func):
            if _are_near(function, item):
                yield function


def _functions(one: object) -> list[FunctionType]:
    return [one] if isinstance(one, FunctionType) else []


def _are_near(function: FunctionType, item: pytest.Item) -> bool:
    return function.__code__.co_filename == str(item.path)


def _names(code: CodeType) -> Iterator[str]:
    """All that it names, and what is within it."""
    yield from code.co_names
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _names(inner)
