"""Room for what Python's calls keep, in one piece: CPython keeps a thread's frames in chunks of 16 KiB, and one whose
calls go to and fro over the end of a chunk maps 16 KiB and lets go of them again at each of them
(https://github.com/python/cpython/issues/142183; since March 2026 one chunk is kept in reserve, for 3.13, too).

A page is a hundred calls deep: wherever one loops at such an end, it does so a thousand times. Tests of lists and their
pages, run by themselves, took a third less of the processor with room for all (docs/tests.md).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")
_SLOTS = 70_000
"""References of eight bytes. A chunk is as long as the frame that it is made for, rounded up to a power of two: a
mebibyte, of which 460 KB are left for all deeper calls, a thousand frames of 57 references each. What nobody reaches
is never backed by memory."""


def with_room(work: Callable[..., T], *arguments: Any) -> T:
    """Does the work as the first call of a chunk that holds all deeper ones; what it returns or raises."""
    return work(*arguments)


with_room.__code__ = with_room.__code__.replace(co_stacksize=_SLOTS)
