"""For portals that are served by a test with this folder on PYTHONPATH: the work `tracing.levels` notes which process
runs it, how far behind others and how often, and keeps its interpreter busy for as long as the file `busy` is there.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

import django.utils.module_loading as loading

_FOLDER = Path(os.environ.get("SLOW_WORKS_IN", "."))
_imported = loading.import_string


def _counts_everybody(_world: object) -> int:
    with (_FOLDER / "runs").open("a") as file:
        file.write(f"{os.getpid()} {os.nice(0)}\n")
    number = 0
    while (_FOLDER / "busy").exists():
        number += sum(range(100_000))  # with the interpreter, as whatever counts in Python does
        time.sleep(0.05)  # and leaves the processor to other tests, which a test of nobody's pace need not take
    return 7


def _import_string(name: str) -> object:
    return _counts_everybody if name.endswith(".tracing.works.check_levels") else _imported(name)


loading.import_string = _import_string
