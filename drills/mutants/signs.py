"""By what a file of tests is known again: what it says, and whatever of the tests it imports. Pure but for reading.

What its tests come by is the same while its sign and the sources are.
"""

from __future__ import annotations

import ast
import functools
import hashlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path


def signs_of(files: Iterable[str], root: Path) -> dict[str, str]:
    """The sign of each file of tests, by its path from the root of the project."""
    imports = functools.cache(lambda path: tuple(_imports(path, root)))
    return {name: _sign(_reached({root / name, *_conftests(root / name, root)}, imports), root) for name in set(files)}


def _sign(paths: Iterable[Path], root: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def _reached(begin: set[Path], imports: Callable[[Path], tuple[Path, ...]]) -> set[Path]:
    found, waiting = set(begin), list(begin)
    while waiting:
        more = set(imports(waiting.pop())) - found
        found |= more
        waiting += more
    return found


def _conftests(path: Path, root: Path) -> Iterator[Path]:
    """What pytest reads before the file, from its folder up to the root."""
    for folder in path.parents:
        if (folder / "conftest.py").exists():
            yield folder / "conftest.py"
        if folder == root:
            return


def _imports(path: Path, root: Path) -> Iterator[Path]:
    """The modules of tests that a file names in its imports."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        for name in _names(node):
            place = root.joinpath(*name.split("."))
            yield from (one for one in (place.with_suffix(".py"), place / "__init__.py") if one.exists())


def _names(node: ast.AST) -> Iterator[str]:
    named: list[str] = []
    if isinstance(node, ast.Import):
        named = [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module:
        named = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return (name for name in named if name.partition(".")[0] == "tests")
