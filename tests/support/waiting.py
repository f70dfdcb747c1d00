"""Tests that wait for another turn: of a story that walks the same code again and again, a run tells a part.

A test, or each test of a file, has the mark `in_turn(of=3)`: it is told in every third turn, as tests/support/turns.py
draws them. Where what a file sets up is what it costs, whole files take turns: those that name the same `family`, one
of them in each. What nobody may wait for has the mark `every_run` there.

And without a mark, in all rooms but two, whatever stands in a file that names a means to leave its process
(tests/support/lanes.py) and proves no row of SECURITY.md: such tests start commands, services or databases for what is
proved more cheaply beside it. A file in which tests have the mark `in_turn` has said itself what waits there. The
portal's own rule is in tests/support/portal/asking.py; the house's own tests (tests/architecture) wait for nothing by
this rule.

Turns are for whoever runs everything. Who names files, folders or words, and every drill, gets all of what they name.
"""

from __future__ import annotations

import functools
import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from tests.support.amounts import FULL
from tests.support.lanes import means_of
from tests.support.proofs import stands_in_a_row
from tests.support.sources import PROJECT
from tests.support.turns import is_in_turn

TESTS = PROJECT / "tests"
WAITING = pytest.StashKey[int]()
"""How many tests of a run wait for another turn."""
OUTSIDE_A_TURN = 3
"""Of so many tests that could leave their process, and on which no promise stands, one is told."""
RULED_ELSEWHERE = ("architecture", "portal")
Entry = tuple[object, ...]


def waiting(items: Iterable[pytest.Item]) -> set[pytest.Item]:
    """Those whose turn is another one, however they were shuffled."""
    tables: defaultdict[tuple[int, str], defaultdict[Entry, list[pytest.Item]]] = defaultdict(lambda: defaultdict(list))
    for item in items:
        mark = item.get_closest_marker("in_turn")
        if mark is not None and item.get_closest_marker("every_run") is None:
            tables[mark.kwargs["of"], mark.kwargs.get("family", "")][_entry(item, mark)].append(item)
    return {
        item
        for (of, _), table in tables.items()
        for at, entry in enumerate(_in_order(table, of))
        if not is_in_turn(at, asked=1, of=of)
        for item in table[entry]
    }


def leaving_the_process(items: Collection[pytest.Item]) -> Iterator[tuple[pytest.Item, int]]:
    """Tests of other rooms that could leave their process and on which no row of SECURITY.md stands, each with the
    number of its turns: no more than its file has such tests, so that each run tells some of each file."""
    marked = {item.path for item in items if item.get_closest_marker("in_turn")}
    of_files: defaultdict[Path, list[pytest.Item]] = defaultdict(list)
    for item in items:
        marks = [item.get_closest_marker(name) for name in ("every_run", "breadth")]
        if may_wait_unmarked(item.path) and item.path not in marked and not any(marks):
            of_files[item.path].append(item)
    for file in of_files.values():
        if (of := min(OUTSIDE_A_TURN, len(file))) > 1:
            yield from ((item, of) for item in file)


@functools.cache
def may_wait_unmarked(file: Path) -> bool:
    """Whether tests of this file, which could leave their process, wait without a mark of theirs."""
    is_ours = TESTS in file.parents and file.relative_to(TESTS).parts[0] not in RULED_ELSEWHERE
    return is_ours and not stands_in_a_row(file) and bool(means_of(file))


def is_everything(config: pytest.Config) -> bool:
    """Whether a run was asked for all there is, outside a drill."""
    is_named = config.args_source is not pytest.Config.ArgsSource.TESTPATHS
    is_looking = getattr(config.option, "lf", False)  # for what failed, perhaps at another commit
    return not (FULL or is_named or is_looking or config.option.keyword or config.option.markexpr)


def _in_order(entries: Iterable[Entry], of: int) -> Iterator[Entry]:
    """As they stand, but that the examples of a test begin later than those of the test before it where their number
    and that of the turns share a divisor: where each has two, on SQLite and on PostgreSQL, every second turn would ask
    all of them on the one and none on the other."""
    for _, file in groupby(sorted(entries), key=lambda entry: entry[0]):
        for at, (_, test) in enumerate(groupby(file, key=lambda entry: entry[1:2])):
            examples = list(test)
            shared = math.gcd(len(examples), of)
            begin = at * shared // of % len(examples) if shared > 1 else 0
            yield from (*examples[begin:], *examples[:begin])


def _entry(item: pytest.Item, mark: pytest.Mark) -> Entry:
    """Where a test stands among all, or where its file does if the whole file takes its turn."""
    if "family" in mark.kwargs:
        return (str(item.path),)
    example: Any = getattr(item, "callspec", None)
    return str(item.path), item.location[1], *(place for _, place in sorted(example.indices.items() if example else ()))
