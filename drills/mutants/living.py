"""A fault put into a living process: the code of the function it stands in is exchanged, wherever it is held.

Nothing is imported again, so whoever imported the function by name has the fault too.
"""

from __future__ import annotations

import functools
import gc
import sys
from collections.abc import Iterator
from types import CodeType, FunctionType
from typing import Any


class CannotBeExchangedError(Exception):
    """The fault changes what the function shares with the one around it, or stands in no function that lives."""


def functions_of(filenames: set[str]) -> dict[str, list[FunctionType]]:
    """All living functions that were written in these files."""
    found: dict[str, list[FunctionType]] = {name: [] for name in filenames}
    for thing in _everything():
        if type(thing) is FunctionType and thing.__code__.co_filename in found:
            found[thing.__code__.co_filename].append(thing)
    return found


def exchange(living: list[FunctionType], genuine: bytes, spoilt: bytes, filename: str) -> None:
    """Gives every living function of the file the code that it has in the spoilt text."""
    pairs = list(_pairs(_compiled(genuine, filename), _compiled(spoilt, filename)))
    found = [(function, old, new) for old, new in pairs for function in living if function.__code__ == old]
    if not found or any(len(old.co_freevars) != len(new.co_freevars) for _, old, new in found):
        raise CannotBeExchangedError
    for function, _, new in found:
        function.__code__ = new


def caches_of(package: str) -> list[functools._lru_cache_wrapper[Any]]:
    """The caches of a package's functions, where results of the genuine code may lie."""
    found = (thing for thing in _everything() if type(thing) is functools._lru_cache_wrapper)
    return [cache for cache in found if str(cache.__module__).startswith(package)]


def forget_questions() -> None:
    """Has the portal say anew what it asks its store (`frame/counting.py`): keys are the same in every test, so that
    the first one alone would come by the lines of a question."""
    counting: Any = sys.modules.get("bluezone.portal.frame.counting")
    if counting is not None:
        counting._SAID = counting._Said()


def _everything() -> list[Any]:
    """Also what was put out of the collector's sight: a suite freezes what it has imported, and so it stays."""
    gc.unfreeze()
    found = gc.get_objects()
    gc.freeze()
    return found


def _compiled(source: bytes, filename: str) -> CodeType:
    code: Any = compile(source, filename, "exec", dont_inherit=True)
    assert isinstance(code, CodeType)
    return code


def _pairs(old: CodeType, new: CodeType) -> Iterator[tuple[CodeType, CodeType]]:
    """The functions that differ, each with its spoilt twin; inner ones by name and order, for lines may have moved."""
    if old == new:
        return
    yield old, new
    twins: dict[str, list[CodeType]] = {}
    for inner in _inner(new):
        twins.setdefault(inner.co_name, []).append(inner)
    for inner in _inner(old):
        if twins.get(inner.co_name):
            yield from _pairs(inner, twins[inner.co_name].pop(0))


def _inner(code: CodeType) -> Iterator[CodeType]:
    return (constant for constant in code.co_consts if isinstance(constant, CodeType))
