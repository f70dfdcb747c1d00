"""Calls deep within others: Python's frames lie in one piece, and no call maps memory that the next one maps again."""

from __future__ import annotations

import resource
import threading
from collections.abc import Callable

import pytest

from bluezone.doors import with_room

DEEP = 220
"""Calls, of which each keeps some hundred bytes: more than one of Python's own chunks."""
CALLS = 300


def leaf() -> None:
    """Needs a frame, and nothing else."""


def worst(depth: int = DEEP) -> int:
    """The most page faults that so many calls cost at one depth."""
    here = faults_of_calls()
    return max(here, worst(depth - 1)) if depth else here


def faults_of_calls() -> int:
    before = resource.getrusage(resource.RUSAGE_THREAD).ru_minflt
    for _ in range(CALLS):
        leaf()
    return resource.getrusage(resource.RUSAGE_THREAD).ru_minflt - before


def in_a_thread(work: Callable[..., int], *arguments: object) -> int:
    """A new one has no chunk yet, whatever ran before."""
    told: list[int] = []
    thread = threading.Thread(target=lambda: told.append(work(*arguments)))
    thread.start()
    thread.join()
    return told[0]


def test_at_no_depth_do_calls_map_memory_again_and_again() -> None:
    assert in_a_thread(with_room, worst) < CALLS // 10


def test_without_room_they_do_so_where_python_keeps_no_chunk_in_reserve() -> None:
    """Its eyes are open."""
    if (bare := in_a_thread(worst)) < CALLS:
        pytest.skip("this Python keeps one")
    assert bare >= CALLS


def test_what_the_work_returns_and_raises_comes_through() -> None:
    assert 5 == with_room(lambda one, other: one + other, 2, 3)
    with pytest.raises(ZeroDivisionError):
        with_room(lambda: 1 // 0)


def test_calls_a_thousand_deep_have_room() -> None:
    def down(left: int) -> int:
        return 1 + down(left - 1) if left else 0

    assert 700 == with_room(down, 700)
