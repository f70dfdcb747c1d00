"""Templates of a phone's pages, compiled by the first process of a run that shows one: of both languages it is more
than a second of work, and the same for all."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from jinja2 import Environment, FileSystemBytecodeCache

from bluezone.citizen import pages


def share_compiled_pages(folder: Path) -> None:
    """Reads what others have compiled into this folder, and leaves there what this process compiles from now on."""
    folder.mkdir(exist_ok=True)
    compiled = FileSystemBytecodeCache(str(folder))
    pages.Environment = partial(Environment, bytecode_cache=compiled)  # type: ignore[misc, assignment]
