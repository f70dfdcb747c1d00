"""The project's own files, for tests that read them instead of running them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).parent.parent.parent
PACKAGE = PROJECT / "src" / "bluezone"
PROTOCOL_PAGES = PROJECT / "docs" / "protocol"


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def rooms() -> list[str]:
    return sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py"))


def name_of(path: Path) -> str:
    """device/core/machine.py"""
    return path.relative_to(PACKAGE).as_posix()


def syntax_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def citing_files() -> Iterator[Path]:
    """Whatever may cite the specification."""
    for folder, endings in (("src", (".py", ".html")), ("native", (".c", ".h")), ("tests", (".py",))):
        yield from sorted(path for path in (PROJECT / folder).rglob("*") if path.suffix in endings)
