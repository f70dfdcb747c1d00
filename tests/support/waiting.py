"""Tests that wait for another turn: of a story that walks the same code again and again, a run tells a part.

A test, or each test of a file, has the mark `in_turn(of=3)`: it is told in every third turn, as tests/support/turns.py
draws them. Where what a file sets up is what it costs, whole files take turns: those that name the same `family`, one
of them in each. What nobody may wait for has the mark `every_run` there.

Turns are for whoever runs everything. Who names files, folders or words, and every drill, gets all of what they name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import pytest

from tests.support.amounts import FULL
from tests.support.turns import is_in_turn

WAITING = pytest.StashKey[int]()
"""How many tests of a run wait for another turn."""
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
