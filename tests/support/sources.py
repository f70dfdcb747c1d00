"""The project's own files, for tests that read them instead of running them."""

from __future__ import annotations

import ast
from collections import deque
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).parent.parent.parent
PACKAGE = PROJECT / "src" / "bluezone"
PROTOCOL_PAGES = PROJECT / "docs" / "protocol"


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def modules_naming(*words: str) -> list[Path]:
    """Those in which one of the words stands. What is looked for under a name is in none of the others, and reading all
    of the package as syntax takes seconds."""
    return [path for path in modules() if any(map(path.read_text(encoding="utf-8").__contains__, words))]


def rooms() -> list[str]:
    return sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py"))


def name_of(path: Path) -> str:
    """device/core/machine.py"""
    return path.relative_to(PACKAGE).as_posix()


def syntax_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports_in(tree: ast.Module) -> Iterator[ast.Import | ast.ImportFrom]:
    """However late: an import is a statement, so that no expression, which is most of a module, is looked into."""
    waiting = deque[ast.AST](tree.body)
    while waiting:
        node = waiting.popleft()
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node
        waiting += [inner for part in _OF_STATEMENTS for inner in getattr(node, part, ())]


_OF_STATEMENTS = ("body", "handlers", "orelse", "finalbody", "cases")
"""What a statement is made of, as far as it is statements."""


def citing_files() -> Iterator[Path]:
    """Whatever may cite the specification."""
    for folder, endings in (("src", (".py", ".html")), ("native", (".c", ".h")), ("tests", (".py",))):
        yield from sorted(path for path in (PROJECT / folder).rglob("*") if path.suffix in endings)
