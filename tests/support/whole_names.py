"""What a module means by its names: whatever it calls them, by their whole dotted names, as far as syntax tells."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.support.sources import PACKAGE, imports_in


def bound_by_imports(tree: ast.Module) -> dict[str, str]:
    """What each imported name stands for: `import a.b` binds `a`, `from a import b as c` binds `c` to `a.b`."""
    bound: dict[str, str] = {}
    for node in imports_in(tree):
        if isinstance(node, ast.Import):
            bound |= {(one.asname or one.name.partition(".")[0]): _bound(one) for one in node.names}
        else:
            bound |= {(one.asname or one.name): f"{node.module}.{one.name}" for one in node.names}
    return bound


def _bound(one: ast.alias) -> str:
    return one.name if one.asname else one.name.partition(".")[0]


def whole_names(tree: ast.Module) -> Iterator[tuple[ast.expr, str]]:
    """Each use of something imported, as far as it is written with dots: `dt.date.today` is `datetime.date.today`."""
    bound = bound_by_imports(tree)
    inner = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute) and id(node) not in inner:
            first, *more = _dotted(node)
            if first in bound and not _is_made_here(node):
                yield node, ".".join([bound[first], *more])


def _is_made_here(node: ast.expr) -> bool:
    """`time: bytes` is a column of its own."""
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)


def _dotted(node: ast.expr) -> list[str]:
    """Of `f(x).y` nothing but `f` is said by name, and that node is looked at by itself."""
    if isinstance(node, ast.Attribute):
        before = _dotted(node.value)
        return [*before, node.attr] if before[0] else [""]
    return [node.id] if isinstance(node, ast.Name) else [""]


def strange_in(name: str) -> str | None:
    """What a whole name of ours reaches beside what stands in our own modules; None where it reaches nothing else.

    `bluezone.portal.cases.services.transaction` is Django's, whoever brought it there.
    """
    parts = name.split(".")
    depth = next((n for n in range(len(parts), 0, -1) if _file_of(".".join(parts[:n]))), 0)
    file = _file_of(".".join(parts[:depth]))
    if file is None or depth == len(parts):
        return None if file else name
    came_from = _brought_into(file).get(parts[depth])
    if came_from is None:
        return None
    whole = ".".join([came_from, *parts[depth + 1 :]])
    return strange_in(whole) if whole.startswith("bluezone.") else whole


@functools.cache
def _file_of(module: str) -> Path | None:
    path = PACKAGE.parent.joinpath(*module.split("."))
    return next((one for one in (path.with_suffix(".py"), path / "__init__.py") if one.is_file()), None)


@functools.cache
def _brought_into(file: Path) -> Mapping[str, str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return bound_by_imports(ast.Module([node for node in tree.body if _is_import(node)], []))


def _is_import(node: ast.stmt) -> bool:
    return isinstance(node, ast.Import | ast.ImportFrom)


def reached_through(tree: ast.Module) -> Iterator[str]:
    """Modules of ours that are used by way of a package above them, and imported by nobody who reads the imports."""
    bound = bound_by_imports(tree)
    for node, name in whole_names(tree):
        package = bound[ast.unparse(node).partition(".")[0]]
        beyond = name.removeprefix(f"{package}.").partition(".")[0]
        file = _file_of(package) if name != package and name.startswith("bluezone") else None
        if file and beyond not in _brought_into(file) and _file_of(f"{package}.{beyond}"):
            yield f"{package}.{beyond}"
