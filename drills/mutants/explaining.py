"""Survivors that were read and change nothing: which fault it is that a row of `explained.toml` is for. Pure but for
reading.

A fault is known by its file, by the function that it stands in, by the words before and after, and, where the function
has the same words more than once, by which of them it is. So nothing is explained away that nobody read.
"""

from __future__ import annotations

import ast
import functools
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from drills.mutants.planting import Mutant, mutants_of
from drills.mutants.rooms import ROOT

EXPLAINED = Path(__file__).with_name("explained.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """What tells one fault from all others of its file, wherever its line goes."""

    path: str
    function: str = ""
    """With the classes and functions around it; nothing outside of all."""
    before: str
    after: str
    which: str = "1 of 1"
    """Of the same words in the same function."""


def why(mutant: Mutant) -> str:
    """Why nobody could notice it, where somebody read that."""
    return explanations().get(_spots_in(mutant.path)[mutant], "")


@functools.cache
def explanations() -> dict[Spot, str]:
    """Of each fault that was read, its row."""
    told = tomllib.loads(EXPLAINED.read_text(encoding="utf-8"))["explained"]
    return {Spot(**{name: words for name, words in one.items() if name != "why"}): one["why"] for one in told}


def spots_of(path: str, source: bytes) -> dict[Mutant, Spot]:
    """Every fault that could be planted in a file, and by what it is known."""
    functions = list(_functions(ast.parse(source), ()))
    alike: dict[tuple[str, str, str], list[Mutant]] = {}
    for mutant in mutants_of(path, source):
        alike.setdefault((_function_of(mutant, functions), mutant.before, mutant.text), []).append(mutant)
    return {
        mutant: Spot(path=path, function=function, before=before, after=after, which=f"{number} of {len(mutants)}")
        for (function, before, after), mutants in alike.items()
        for number, mutant in enumerate(sorted(mutants, key=lambda one: one.start), start=1)
    }


@functools.cache
def _spots_in(path: str) -> dict[Mutant, Spot]:
    return spots_of(path, (ROOT / path).read_bytes())


def _function_of(mutant: Mutant, functions: Sequence[tuple[str, range]]) -> str:
    """The innermost is told last."""
    around = (name for name, lines in functions if mutant.line in lines)
    return next(iter(reversed(list(around))), "")


def _functions(node: ast.AST, around: tuple[str, ...]) -> Iterator[tuple[str, range]]:
    """Classes and functions with their lines, decorators too; each before those inside it."""
    for each in ast.iter_child_nodes(node):
        inside = around
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            inside = (*around, each.name)
            first = min(one.lineno for one in (each, *each.decorator_list))
            yield ".".join(inside), range(first, (each.end_lineno or each.lineno) + 1)
        yield from _functions(each, inside)
