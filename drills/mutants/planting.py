"""Where faults can stand in a file, and which of them a sample takes. Pure: texts and a seed in, mutants out."""

from __future__ import annotations

import ast
import functools
import itertools
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from drills.mutants import operators

_SPOKEN = {"Words", "N_", "_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "TypeVar", "NewType", "cast"}
"""Calls that hold sentences for people, or types: no test should hold their every letter."""
_UNSEEN = {"__all__", "__slots__"}
_Spot = ast.expr | ast.stmt
"""What has a place in the text."""
_LOGS = {"log", "logger", "_log", "_logger", "_LOG", "logging"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One fault: a stretch of a file, and the text that stands there instead."""

    path: str
    """From the root of the project."""
    start: int
    end: int
    """Bytes."""
    text: str
    before: str
    fault: str
    """The operator's name."""
    inside: bool
    """In the body of a function: it acts when the function is called, and not while the module is imported."""
    lines: tuple[int, int]
    """From the beginning of the statement to the end of the fault."""
    line: int

    def planted(self, source: bytes) -> bytes:
        """The file with the fault in it."""
        return source[: self.start] + self.text.encode() + source[self.end :]


def as_json(mutant: Mutant) -> dict[str, Any]:
    """As it goes from process to process."""
    return {name: getattr(mutant, name) for name in Mutant.__slots__}


def from_json(told: dict[str, Any]) -> Mutant:
    """The same fault again."""
    return Mutant(**{**told, "lines": tuple(told["lines"])})


@dataclass(frozen=True, slots=True)
class _Place:
    inside: bool
    statement: int
    """The line on which the statement begins."""
    role: str = ""
    """`condition`, `key` or `decorator`."""


def sample(paths: Iterable[Path], root: Path, *, count: int, seed: str) -> list[Mutant]:
    """So many mutants out of all, each with the same chance; those that could not be compiled are no faults."""
    sources = {str(path.relative_to(root)): path.read_bytes() for path in paths}
    every = [mutant for path, source in sources.items() for mutant in mutants_of(path, source)]
    random.Random(seed).shuffle(every)
    genuine = functools.cache(lambda path: ast.dump(ast.parse(sources[path])))
    faults = (mutant for mutant in every if _is_fault(mutant, sources[mutant.path], genuine(mutant.path)))
    return sorted(itertools.islice(faults, count), key=lambda mutant: (mutant.path, mutant.start, mutant.text))


def mutants_of(path: str, source: bytes) -> list[Mutant]:
    """All faults that could be planted in a file, in its order."""
    begins = [0, *itertools.accumulate(len(line) for line in source.splitlines(keepends=True))]
    found: dict[tuple[int, int, str], Mutant] = {}
    for node, place in _walk(ast.parse(source), _Place(inside=False, statement=1)):
        for fault, text in _faults(node, place):
            last = node.end_lineno or node.lineno
            start, end = begins[node.lineno - 1] + node.col_offset, begins[last - 1] + (node.end_col_offset or 0)
            lines, before = (min(place.statement, node.lineno), last), ast.unparse(node)
            mutant = Mutant(path, start, end, text, before, fault, place.inside, lines, node.lineno)
            found.setdefault((start, end, text), mutant)
    return list(found.values())


def _is_fault(mutant: Mutant, source: bytes, genuine: str) -> bool:
    try:
        spoilt = ast.parse(mutant.planted(source))
        compile(spoilt, mutant.path, "exec", dont_inherit=True)
    except SyntaxError:
        return False
    return ast.dump(spoilt) != genuine


def _faults(node: _Spot, place: _Place) -> Iterator[tuple[str, str]]:
    for operator in operators.ANYWHERE:
        yield from ((operator.__name__, text) for text in operator(node))
    if place.role:
        by_role = getattr(operators, place.role)
        yield from ((place.role, text) for text in by_role(node))


def _walk(node: ast.AST, place: _Place) -> Iterator[tuple[_Spot, _Place]]:
    """Each node that a fault may replace, with its place."""
    if _is_left_alone(node):
        return
    if isinstance(node, ast.stmt):
        place = replace(place, statement=node.lineno)
    if isinstance(node, _Spot):
        yield node, place
    for child, there in _children(node, replace(place, role="")):
        yield from _walk(child, there)


def _children(node: ast.AST, place: _Place) -> Iterator[tuple[ast.AST, _Place]]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        yield from _of_function(node, place)
        return
    inside = place.inside or isinstance(node, ast.Lambda)
    keys, conditions = _keys(node), _conditions(node)
    unread = node.annotation if isinstance(node, ast.AnnAssign) else None
    for each in ast.iter_child_nodes(node):
        if each is not unread:
            role = "condition" if each in conditions else "key" if each in keys else ""
            yield each, replace(place, inside=inside, role=role)


def _of_function(node: ast.FunctionDef | ast.AsyncFunctionDef, place: _Place) -> Iterator[tuple[ast.AST, _Place]]:
    """What stands at its head acts when it is defined, its body when it is called."""
    yield from ((each, replace(place, role="decorator")) for each in node.decorator_list)
    yield from ((each, place) for each in (*node.args.defaults, *node.args.kw_defaults) if each is not None)
    yield from ((each, replace(place, inside=True)) for each in node.body)


def _conditions(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.If | ast.While | ast.IfExp):
        return [node.test]
    return node.ifs if isinstance(node, ast.comprehension) else []


def _keys(node: ast.AST) -> list[ast.expr]:
    match node:
        case ast.Subscript():
            return [node.slice]
        case ast.Dict():
            return [key for key in node.keys if key is not None]
        case ast.Compare():
            return [node.left, *node.comparators]
        case ast.Call(func=ast.Attribute(attr="get" | "pop" | "getlist" | "setdefault")):
            return node.args[:1]
        case _:
            return []


def _is_left_alone(node: ast.AST) -> bool:
    """What could be spoilt without anybody having to notice, or, in an f-string, has no true position here."""
    if isinstance(node, ast.Import | ast.ImportFrom | ast.Assert | ast.JoinedStr | ast.pattern | ast.arguments):
        return True
    match node:
        case ast.Expr(value=ast.Constant()) | ast.If(test=ast.Name(id="TYPE_CHECKING")):
            return True
        case ast.Assign(targets=[ast.Name(id=name)]):
            return name in _UNSEEN
        case (
            ast.Call(func=ast.Name(id=name))
            | ast.Call(func=ast.Attribute(value=ast.Name(id=name)))
            | ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name))))
        ):
            return name in _SPOKEN | _LOGS
    return False
