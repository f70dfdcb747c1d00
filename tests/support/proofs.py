"""What SECURITY.md names as a proof of one of its rows: a file of tests, its folder, or a test of it."""

from __future__ import annotations

import functools
import re
from pathlib import Path

from tests.support.sources import PROJECT


@functools.cache
def stands_in_a_row(file: Path) -> bool:
    """Whether a row names this file, its folder, or a test of it."""
    return any(str(one.relative_to(PROJECT)) in _named() for one in (file, *file.parents) if PROJECT in one.parents)


@functools.cache
def _named() -> frozenset[str]:
    page = (PROJECT / "SECURITY.md").read_text(encoding="utf-8")
    return frozenset(re.findall(r"`(tests/[^`:]*)", page))
