"""Tests that wait for another turn: of a story that walks the same code again and again, a run tells a part.

A test, or each test of a file, has the mark `in_turn(of=3)`: it is told in every third turn, as tests/support/turns.py
draws them. Where what a file sets up is what it costs, whole files take turns: those that name the same `family`, one
of them in each. What nobody may wait for has the mark `every_run` there.

And without a mark, in all rooms but two, whatever leaves its process and proves no row of SECURITY.md: such a test
starts commands, services or databases for what is proved more cheaply beside it. The portal's own rule is in
tests/support/portal/asking.py; the house's own tests (tests/architecture) wait for nothing by this rule.

Turns are for whoever runs everything. Who names files, folders or words, and every drill, gets all of what they name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.amounts import FULL
from tests.support.proofs import stands_in_a_row
from tests.support.sources import PROJECT
from tests.support.turns import is_in_turn

TESTS = PROJECT / "tests"

WAITING = pytest.StashKey[int]()
"""How many tests of a run wait for another turn."""
OUTSIDE_A_TURN = 2
"""Of so many tests that leave their process, and on which no promise stands, one is told."""
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
        for at, entry in enumerate(sorted(table))
        if not is_in_turn(at, asked=1, of=of)
        for item in table[entry]
    }


def leaving_the_process(items: Iterable[pytest.Item]) -> Iterator[tuple[pytest.Item, int]]:
    """Tests of other rooms that leave their process and on which no row of SECURITY.md stands, each with the number of
    its turns: of a file that has one such test alone, one turn, so that each run tells some of each file."""
    of_files: defaultdict[Path, list[pytest.Item]] = defaultdict(list)
    for item in items:
        marks = [item.get_closest_marker(name) for name in ("inside", "in_turn", "every_run", "breadth")]
        if may_wait_unmarked(item.path) and not any(marks):
            of_files[item.path].append(item)
    for file in of_files.values():
        yield from ((item, OUTSIDE_A_TURN) for item in file if len(file) >= OUTSIDE_A_TURN)


def may_wait_unmarked(file: Path) -> bool:
    """Whether tests of this file wait where they leave their process, without a mark of theirs."""
    is_ours = TESTS in file.parents and file.relative_to(TESTS).parts[0] not in RULED_ELSEWHERE
    return is_ours and not stands_in_a_row(file)


def is_everything(config: pytest.Config) -> bool:
    """Whether a run was asked for all there is, outside a drill."""
    is_named = config.args_source is not pytest.Config.ArgsSource.TESTPATHS
    is_looking = getattr(config.option, "lf", False)  # for what failed, perhaps at another commit
    return not (FULL or is_named or is_looking or config.option.keyword or config.option.markexpr)


def _entry(item: pytest.Item, mark: pytest.Mark) -> Entry:
    """Where a test stands among all, or where its file does if the whole file takes its turn."""
    if "family" in mark.kwargs:
        return (str(item.path),)
    example: Any = getattr(item, "callspec", None)
    return str(item.path), item.location[1], *(place for _, place in sorted(example.indices.items() if example else ()))
