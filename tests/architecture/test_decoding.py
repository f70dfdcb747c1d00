"""Nothing of a stranger's file is read while anything is locked: SQLite has one writer, and all would wait."""

from __future__ import annotations

import ast

import pytest

from tests.support.sources import PACKAGE, modules_naming, name_of, syntax_of

LOOKING = {
    "cleaned_photo",
    "examined_photo",
    "examined_scan",
    "inspect_file",
    "require_openable",
    "require_pdf",
    "run_bounded",
    "verify_file",
    "written_anew",
}
"""What looks into a file, by whatever process."""
OUR_OWN = {"portal/demo/directives/district.py"}
"""Draws its pictures itself."""


def calls_in(node: ast.AST) -> set[str]:
    called = {one.func for one in ast.walk(node) if isinstance(one, ast.Call)}
    return {one.id for one in called if isinstance(one, ast.Name)} | {
        one.attr for one in called if isinstance(one, ast.Attribute)
    }


def locked_parts(tree: ast.AST) -> list[ast.AST]:
    """Bodies of atomic functions, and of `with transaction.atomic()`."""
    found: list[ast.AST] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and any("atomic" in ast.unparse(one) for one in node.decorator_list):
            found.append(node)
        if isinstance(node, ast.With) and any("atomic" in ast.unparse(item.context_expr) for item in node.items):
            found.append(node)
    return found


def looking_while_locked(tree: ast.AST) -> set[str]:
    """Names, also of what a function of the same module calls in turn."""
    inside = {node.name: calls_in(node) for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    reached = set().union(*(calls_in(part) for part in locked_parts(tree)))
    while more := set().union(*(inside.get(name, set()) for name in reached)) - reached:
        reached |= more
    return reached & LOOKING


def test_no_file_is_looked_into_while_anything_is_locked():
    looking = [path for path in modules_naming(*LOOKING) if name_of(path).startswith("portal/")]
    portal = [path for path in looking if name_of(path) not in OUR_OWN]

    assert {} == {name_of(path): found for path in portal if (found := looking_while_locked(syntax_of(path)))}


@pytest.mark.parametrize(
    "source",
    [
        "@transaction.atomic\ndef keep(x):\n    cleaned_photo(x)",
        "def keep(x):\n    with transaction.atomic():\n        services.examined_scan(x)",
        "def look(x):\n    require_pdf(x)\n\n@transaction.atomic\ndef keep(x):\n    look(x)",
    ],
)
def test_it_would_be_seen(source):
    assert looking_while_locked(ast.parse(source))


def test_everything_that_looks_is_known():
    written = {
        node.name
        for path in modules_naming(*LOOKING)
        for node in ast.walk(syntax_of(path))
        if isinstance(node, ast.FunctionDef)
    }

    assert LOOKING <= written
    assert PACKAGE.is_dir()
